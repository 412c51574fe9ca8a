"""What the pages about one submission show: the open submission, or why it cannot be opened.

A submission is shown as a whole or not at all.
"""

import base64
import logging
import uuid
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from intake import appointments
from intake.answers import answer_presentation, score_presentation
from intake.answers.current_answers import CurrentAnswers
from intake.antispam import signals
from intake.contact_index import search
from intake.encryption.key_ring import KeyUnavailable
from intake.engine import advice
from intake.engine.definition import Definition
from intake.engine.questions import Question
from intake.enums import Action
from intake.models import Erasure, MessageTemplate, Submission, Withdrawal, WrappedKey
from intake.questionnaires import publishing
from intake.retention import requests
from intake.retention.requests import ErasureRequest
from intake.staff import actions, assignment, due_dates, history, inbox, presence
from intake.staff.access import (
    CHANGE_PERMISSION,
    EXPORT_PERMISSION,
    get_language_name,
    get_staff_user,
    render_staff_page,
    reverse_staff_url,
)
from intake.staff.contacts import list_contact_details
from intake.staff.data_keys import UNSEALING_ERRORS, OutsideChangeFound, SubmissionWithdrawn
from intake.staff.deliveries import listing
from intake.staff.duty.standing import find_standing
from intake.staff.exports.forms import ReasonForm
from intake.staff.forms import AppointmentForm, MessageForm, NoteForm
from intake.staff.opened_submission import OpenSubmission, acknowledge_patient_change, open_submission
from intake.staff.state_moves import list_next_states

logger = logging.getLogger(__name__)

UNAVAILABLE_ERRORS = (SubmissionWithdrawn, OutsideChangeFound, *UNSEALING_ERRORS)
OUTSIDE_CHANGE_MESSAGE = _("Nothing was saved, because the submission was changed outside the site.")
SubmissionView = Callable[..., HttpResponse]


def explain_unavailable(view: SubmissionView) -> SubmissionView:
    """Return 404 if there is no such submission, and the page that says why if it may not be read or used."""

    @wraps(view)
    def wrapped(request: HttpRequest, pk: uuid.UUID, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, pk, *args, **kwargs)
        except Submission.DoesNotExist as error:
            raise Http404 from error
        except UNAVAILABLE_ERRORS as error:
            return render_unavailable(request, pk, error)

    return wrapped


def lead_back_on_get(view: SubmissionView) -> SubmissionView:
    """Take a form that is sent, and lead whoever asks for its address to the submission.

    A form that is shown again stands at that address. Whoever has it loaded anew, or signs in again there, is not to
    find an empty page.
    """
    take_form = require_POST(view)

    @wraps(view)
    def wrapped(request: HttpRequest, pk: uuid.UUID, *args: object, **kwargs: object) -> HttpResponse:
        if request.method in {"GET", "HEAD"}:
            return redirect(reverse_staff_url("submission", pk))
        response: HttpResponse = take_form(request, pk, *args, **kwargs)
        return response

    return wrapped


def render_submission(
    request: HttpRequest,
    pk: uuid.UUID,
    *,
    note_form: NoteForm | None = None,
    message_form: MessageForm | None = None,
    appointment_form: AppointmentForm | None = None,
    reason_form: ReasonForm | None = None,
    status: int = 200,
    after_own_action: bool = False,
) -> HttpResponse:
    """Open the submission and return its page.

    Each time is audited as an opening, except after an action of the reader's own (`open_submission`). Raises what
    `open_submission` raises. A form that is given gets the focus, because it stands far below the top.
    """
    for given in (note_form, message_form, appointment_form, reason_form):
        if given is not None:
            focus_field(given)
    opened = open_submission(pk, by=get_staff_user(request), after_own_action=after_own_action)
    presence.record_presence(opened.submission, get_staff_user(request))
    marked = presence.mark_present(assignment.list_colleagues(), opened.submission)
    colleagues = assignment.load_colleagues(marked)
    context = build_submission_context(opened, colleagues) | {
        "others": presence.name_others(colleagues.values(), get_staff_user(request)),
        "note_form": note_form or NoteForm(auto_id="note_%s"),
        "message_form": message_form or MessageForm(auto_id="message_%s"),
        "appointment_form": appointment_form or AppointmentForm(auto_id="appointment_%s"),
        "erasure": find_erasure_request(opened),
        "urgent": find_standing(opened.submission, opened.entries, get_staff_user(request)),
        "may_change": request.user.has_perm(CHANGE_PERMISSION),
        "idle_seconds": settings.SESSION_COOKIE_AGE,
        "keep_key": derive_typing_key(get_staff_user(request)),
        "may_export": request.user.has_perm(EXPORT_PERMISSION),
        "reason_form": reason_form or ReasonForm(auto_id="export_%s"),
    }
    title = opened.submission.reference
    return render_staff_page(request, "intake/staff/submission.html", title, context, status=status)


def focus_field(form: forms.Form) -> None:
    """Let the browser begin at the first field that is wrong, or else at the first."""
    field = form.fields[next(iter(form.errors), next(iter(form.fields)))]
    parts = getattr(field.widget, "widgets", [field.widget])
    parts[0].attrs["autofocus"] = True


def find_erasure_request(opened: OpenSubmission) -> ErasureRequest | None:
    """Return the wish of the patient that everything is deleted, which waits, or None."""
    if not any(entry.action == Action.ERASURE_ASKED for entry in opened.entries):
        return None
    return requests.find_proven_request(opened.submission)


def derive_typing_key(user: User) -> str:
    """Return the key, in base64, under which the browser of this account keeps what is typed and not yet saved.

    It is in the pages of that account alone, so that whoever signs in next at the same computer cannot read it.
    """
    digest = salted_hmac("intake.staff.typing", str(user.pk), algorithm="sha256").digest()
    return base64.b64encode(digest).decode("ascii")


def build_submission_context(opened: OpenSubmission, colleagues: assignment.Colleagues) -> dict[str, Any]:
    submission = opened.submission
    definition = opened.current.definition
    calendar = due_dates.load_calendar()
    entries = opened.entries[::-1]
    deliveries = list(submission.deliveries.select_related("receiver").order_by("pending_since", "pk"))
    fired = {reason["rule"] for reason in opened.assessment["reasons"]}
    return {
        "submission": submission,
        "language": get_language_name(submission.language),
        "contacts": list_contact_details(opened.current),
        "is_overdue": calendar.is_overdue(submission),
        "due": calendar.get_due_date(submission),
        "owner": assignment.get_owner_name(submission, colleagues),
        "colleagues": [(pk, assignment.get_display_name(user)) for pk, user in colleagues.items()],
        "spam_signals": signals.describe_signals(submission.doubts),
        "changes": opened.changes,
        "steps": answer_presentation.present_steps(definition, opened.answers),
        "scores": score_presentation.present_scores(opened.assessment),
        "consents": [
            (record, definition.question(record.link_id).consent, get_language_name(record.language))
            for record in opened.consents
        ],
        "reasons": opened.assessment["reasons"],
        "advice": advice.collect_advice(rule for rule in definition.rules if rule.id in fired),
        "notes": opened.notes,
        "letters": sorted([*opened.messages, *opened.replies], key=lambda letter: letter.at),
        "appointment": appointments.find_current(opened.appointments),
        "templates": list_templates(submission.language),
        "code_id": actions.get_code_id(submission),
        "corrected_at": opened.current.corrected_at,
        "corrections": list_corrections(opened.current),
        "withdrawals": list_withdrawals(definition, opened.withdrawals),
        "next_states": [(state, state.label) for state in list_next_states(submission)],
        "deliveries": listing.describe_deliveries(deliveries),
        "is_address_refused": listing.is_address_refused(deliveries),
        "readers": history.collect_readers(entries),
        "timeline": history.build_timeline(entries, deliveries),
        "same_person": search.find_same_person(submission, inbox.list_submissions()),
    }


def list_templates(language: str) -> list[tuple[int, str]]:
    """Return the templates of messages by id and name: those in the patient's language, or all if there are none."""
    templates = MessageTemplate.objects.only("name", "language")
    own = [(template.pk, template.name) for template in templates if template.language == language]
    return own or [(template.pk, f"{template.name} ({template.language})") for template in templates]


def list_withdrawals(definition: Definition, withdrawals: Iterable[Withdrawal]) -> list[tuple[Withdrawal, Question]]:
    """Return each withdrawal with the question that asked for the consent.

    Of a consent that was never asked for somebody else has added the row, which the page says.
    """
    asked = {question.link_id: question for question in definition.questions()}
    return [(withdrawal, asked[withdrawal.link_id]) for withdrawal in withdrawals if withdrawal.link_id in asked]


def list_corrections(current: CurrentAnswers) -> list[tuple[Question, str | None, str | None]]:
    """Return each contact question whose answer was corrected, with the answer as it was sent and as it is now."""
    answers = [
        (asked, current.original.get(asked.link_id), current.answers.get(asked.link_id))
        for asked in current.contact_questions
    ]
    return [(question, before, now) for question, before, now in answers if before != now]


def render_conflict(request: HttpRequest, pk: uuid.UUID, *, wanted: str = "") -> HttpResponse:
    """Return the page that says that somebody else has changed the submission meanwhile, and shows both changes."""
    submission = get_object_or_404(inbox.list_submissions(), pk=pk)
    context = {
        "submission": submission,
        "wanted": wanted,
        "last_change": history.find_last_change(submission),
        "owner": assignment.get_owner_name(submission, assignment.load_colleagues()),
    }
    return render_staff_page(request, "intake/staff/conflict.html", submission.reference, context, status=409)


def render_unavailable(request: HttpRequest, pk: uuid.UUID, error: Exception) -> HttpResponse:
    """Return what to answer to one of UNAVAILABLE_ERRORS."""
    if isinstance(error, OutsideChangeFound):
        # The submission's own page says what was changed, and whom to tell.
        messages.error(request, OUTSIDE_CHANGE_MESSAGE)
        return redirect(reverse_staff_url("submission", pk))
    if isinstance(error, SubmissionWithdrawn):
        return render_withdrawn(request, pk)
    return render_unopenable(request, pk, error)


def render_withdrawn(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Return the page that says that the patient withdrew their consent, and what was done: nothing that they told."""
    submission = get_object_or_404(Submission.objects.select_related("version__questionnaire"), pk=pk)
    definition = publishing.get_definition(submission.version)
    acknowledge_patient_change(submission, by=get_staff_user(request))
    was_refused = request.method == "POST"
    context = {
        "submission": submission,
        "withdrawals": list_withdrawals(definition, submission.withdrawals.all()),
        "timeline": history.build_timeline(history.list_audit_entries(submission)),
        "was_refused": was_refused,
    }
    status = 409 if was_refused else 200
    return render_staff_page(request, "intake/staff/withdrawn.html", submission.reference, context, status=status)


def render_unopenable(request: HttpRequest, pk: uuid.UUID, error: Exception) -> HttpResponse:
    """Return the page of a submission that was erased, or that cannot be unsealed as a whole.

    It shows nothing of the submission but its reference and its history.
    """
    submission = get_object_or_404(inbox.list_submissions(), pk=pk)
    if submission.erased_at:
        acknowledge_patient_change(submission, by=get_staff_user(request))
        context = {
            "submission": submission,
            "timeline": history.build_timeline(history.list_audit_entries(submission)),
            "was_refused": request.method == "POST",
            "erasure": Erasure.objects.filter(pk=submission.pk).first(),
        }
        return render_staff_page(request, "intake/staff/erased.html", submission.reference, context, status=410)
    logger.error("Submission %s cannot be opened: %s", submission.pk, type(error).__name__)
    context = {
        "submission": submission,
        "is_key_missing": isinstance(error, KeyUnavailable),
        "is_shredded": isinstance(error, WrappedKey.DoesNotExist),
    }
    return render_staff_page(request, "intake/staff/unopenable.html", submission.reference, context, status=500)
