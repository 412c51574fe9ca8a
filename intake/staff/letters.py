"""Starts a letter to a doctor from a template, and records that one was written.

What was written is stored nowhere: it is printed, or saved as PDF, for the clinic's own record of the patient. A copy
here would be one more thing to seal, to erase and to give out to the patient, and nobody would look for it here.
"""

import re
import uuid

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from intake.answers import score_presentation
from intake.audit import chain
from intake.engine.questions import Kind
from intake.enums import Action
from intake.models import LetterTemplate, Submission
from intake.models.procedures import PLACEHOLDER
from intake.staff.assignment import get_display_name
from intake.staff.contacts import list_contact_details
from intake.staff.data_keys import get_trusted_data_key
from intake.staff.opened_submission import OpenSubmission

LONGEST_ABBREVIATION = 3
BLANK_LINES = re.compile(r"\n{3,}")


def list_letter_templates(language: str) -> list[LetterTemplate]:
    """Return the templates, those in the patient's language first."""
    return sorted(LetterTemplate.objects.all(), key=lambda template: template.language != language)


def fill_template(template: LetterTemplate, opened: OpenSubmission, *, by: User) -> str:
    """Return the text of a template with what is known of a patient in place of its placeholders."""
    with override(template.language):
        submission = opened.submission
        names = [detail.text for detail in list_contact_details(opened.current) if detail.question.kind is Kind.NAME]
        scores = score_presentation.present_scores(opened.assessment)
        values = {
            "{date}": date_format(timezone.localdate(), "DATE_FORMAT"),
            "{reference}": submission.reference,
            "{name}": " ".join(names),
            "{received}": date_format(timezone.localtime(submission.received_at), "DATE_FORMAT"),
            "{outcome}": str(submission.get_outcome_display()),
            "{scores}": "\n".join(describe_score(score) for score in scores),
            "{author}": get_display_name(by),
        }
    # In one pass: a name that looks like a placeholder is a name.
    text = PLACEHOLDER.sub(lambda found: values.get(found.group(), found.group()), template.text)
    return BLANK_LINES.sub("\n\n", text)


def describe_score(score: score_presentation.ScorePresentation) -> str:
    """Return a score as a line: its title, its result, and its numbers."""
    numbers = [
        f"{format_score_name(name)} {value}"
        for name, value in score.stored["values"].items()
        if isinstance(value, int) and not isinstance(value, bool)
    ]
    return ", ".join([f"{score.title}: {score.stored['result']}", *numbers])


def record_letter(pk: uuid.UUID, *, by: User) -> Submission:
    """Record that somebody wrote a letter about a patient. Raises what `get_trusted_data_key` raises."""
    with transaction.atomic():
        submission = Submission.objects.select_related("version").get(pk=pk)
        # A letter about answers that were changed outside the site would mislead a doctor.
        get_trusted_data_key(submission)
        chain.record_action(Action.LETTER_WRITTEN, submission, by=by)
    return submission


def format_score_name(name: str) -> str:
    """Return the name of a number: `WPI` for `wpi`, `regions` for `regions`."""
    return name.upper() if len(name) <= LONGEST_ABBREVIATION else name.replace("_", " ")
