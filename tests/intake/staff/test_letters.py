"""A letter is started from a template, edited, shown for printing, and stored nowhere."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client

from intake.audit import sightings
from intake.enums import Action
from intake.models import AuditEntry, LetterTemplate, QuestionnaireVersion, Submission
from intake.models.procedures import LETTER_PLACEHOLDERS
from intake.staff import letters
from intake.staff.opened_submission import open_submission
from tests.intake import builders
from tests.intake.staff.pages import get_page_text, submission_url
from tests.intake.test_privacy import everything_in_the_database

pytestmark = pytest.mark.django_db


@pytest.fixture
def template(db: None) -> LetterTemplate:
    text = "{date}\n\nDear colleague,\n\n{name} ({reference}): {outcome}.\n\n{scores}\n\nYours, {author} {unknown}"
    return LetterTemplate.objects.create(name="Referral", language="en", text=text)


def test_template_is_filled_in(template: LetterTemplate, submission: Submission, ben_client: Client) -> None:
    page = ben_client.get(submission_url(submission)).content.decode()
    assert submission_url(submission, "letter/") in page
    assert "Referral (en)" in get_page_text(ben_client.get(submission_url(submission, "letter/")))
    assert AuditEntry.objects.filter(action=Action.OPENED).count() == 1
    words = get_page_text(ben_client.post(submission_url(submission, "letter/text/"), {"template": template.pk}))
    assert f"Ada (made up) ({submission.reference}): Needs a human." in words
    assert "Yours, ben {unknown}" in words
    assert "{scores}" not in words
    assert AuditEntry.objects.filter(action=Action.OPENED).count() == 2


def test_without_a_template_it_says_who_can_write_one(submission: Submission, ben_client: Client) -> None:
    assert "There is no template yet." in get_page_text(ben_client.get(submission_url(submission, "letter/")))
    assert ben_client.post(submission_url(submission, "letter/text/"), {"template": "7"}).status_code == 404


def test_letter_is_shown_recorded_and_not_stored(submission: Submission, ben_client: Client) -> None:
    text = "Dear colleague,\n\n<b>Zebra</b> would like to be seen."
    page = ben_client.post(submission_url(submission, "letter/print/"), {"text": text})
    assert "&lt;b&gt;Zebra&lt;/b&gt; would like to be seen." in page.content.decode()
    assert page["Cache-Control"] == "no-store, private"
    assert f"<title>{submission.reference}" in " ".join(page.content.decode().split()).replace("<title> ", "<title>")
    entry = AuditEntry.objects.get(action=Action.LETTER_WRITTEN)
    assert (entry.actor_name, entry.submission_id, entry.detail) == ("ben", submission.pk, {})
    assert entry in sightings.list_sightings(submission)
    assert "Zebra" not in everything_in_the_database()


def test_letter_can_be_changed_after_it_was_shown(submission: Submission, ben_client: Client) -> None:
    text = "\nDear colleague,\n\n<b>Zebra</b> would like to be seen."
    shown = ben_client.post(submission_url(submission, "letter/print/"), {"text": text}).content.decode()
    assert submission_url(submission, "letter/text/") in shown
    page = ben_client.post(submission_url(submission, "letter/text/"), {"text": text})
    assert page.context["form"]["text"].value() == text
    # Nothing was read anew.
    assert not AuditEntry.objects.filter(action=Action.OPENED).exists()


def test_empty_letter_is_asked_for_again(submission: Submission, ben_client: Client) -> None:
    assert ben_client.post(submission_url(submission, "letter/print/"), {"text": " "}).status_code == 422
    assert not AuditEntry.objects.filter(action=Action.LETTER_WRITTEN).exists()


def test_name_that_looks_like_a_placeholder_is_a_name(
    template: LetterTemplate, version: QuestionnaireVersion, ben: User
) -> None:
    submission = builders.make_receipt(version, **{"contact.name": "{author}"}).submission
    text = letters.fill_template(template, open_submission(submission.pk, by=ben), by=ben)
    assert f"{{author}} ({submission.reference})" in text


def test_unknown_placeholders_are_refused_in_a_template() -> None:
    template = LetterTemplate(name="Referral", language="en", text=" ".join(LETTER_PLACEHOLDERS))
    template.full_clean()
    template.text = "Dear {doctor}, {name.__class__}"
    with pytest.raises(ValidationError, match="These placeholders do not exist"):
        template.full_clean()
