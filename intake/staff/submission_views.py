"""An open submission, and what staff can do about it.

It is shown as a whole or not at all. Whoever may not see submissions is refused before anything is looked up, in the
same way for a submission that exists and for one that does not.
"""

import logging
import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from intake.answers import presentation
from intake.answers.current_answers import CurrentAnswers
from intake.antispam import rate_limit, signals
from intake.antispam.rate_limit import Rate
from intake.audit import outside_changes
from intake.encryption.key_ring import KeyUnavailable
from intake.engine.questionnaire_response import serialize_resource
from intake.engine.questions import Question
from intake.enums import Action, SubmissionState
from intake.models import AuditEntry, Delivery, Submission, WrappedKey
from intake.questionnaires import publishing
from intake.staff import actions, inbox
from intake.staff.access import (
    SUBMISSIONS_ICON,
    SUBMISSIONS_TITLE,
    get_language_name,
    get_staff_user,
    reverse_staff_url,
    staff_only,
)
from intake.staff.actions import CHANGE_PERMISSION
from intake.staff.contacts import list_contact_details

logger = logging.getLogger(__name__)

UNSEALING_ERRORS = actions.UNSEALING_ERRORS
UNAVAILABLE_ERRORS = (actions.SubmissionWithdrawn, actions.OutsideChangeFound, *UNSEALING_ERRORS)
OUTSIDE_CHANGE_MESSAGE = _("This was not done, because the submission was changed outside the site.")
# How long the page that follows one's own deed counts as the same opening.
OWN_ACTION_SECONDS = 60
OWN_ACTION_SESSION_KEY = "intake-own-deed"
# Each costs the server 25 ms, and the patient their lost code.
ACCOUNT_CODE_RATE = Rate(at_once=20, interval=timedelta(seconds=30))


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("New note"),
        max_length=actions.MAX_NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        help_text=_("For staff only. It is sealed like the answers."),
    )


class MessageForm(forms.Form):
    text = forms.CharField(
        label=_("New message"),
        max_length=actions.MAX_MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        help_text=_(
            "The patient reads it on their own page. If they gave an e-mail address, we write to them that it is "
            "there, and nothing of what it says."
        ),
    )


class StateForm(forms.Form):
    """`revision` is the one that its sender saw."""

    state = forms.TypedChoiceField(choices=SubmissionState.choices, coerce=SubmissionState)
    revision = forms.IntegerField(min_value=0)


@staff_only()
@require_safe
def submission_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return render_submission(request, pk, after_own_action=pop_own_action(request, pk))


@staff_only(CHANGE_PERMISSION)
@require_POST
def change_state(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    form = StateForm(request.POST)
    if not form.is_valid():
        return render_conflict(request, pk)
    try:
        submission = actions.change_state(
            pk, form.cleaned_data["state"], by=get_staff_user(request), expected_revision=form.cleaned_data["revision"]
        )
    except Submission.DoesNotExist as error:
        raise Http404 from error
    except (actions.EditConflict, actions.ActionNotAllowed):
        return render_conflict(request, pk)
    remember_own_action(request, pk)
    messages.success(request, gettext("The state is now: %(state)s.") % {"state": submission.get_state_display()})
    return redirect(reverse_staff_url("submission", pk))


@staff_only(CHANGE_PERMISSION)
@require_POST
def add_note(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        return render_submission(request, pk, note_form=form, status=422)
    try:
        actions.add_note(pk, form.cleaned_data["text"], by=get_staff_user(request))
    except Submission.DoesNotExist as error:
        raise Http404 from error
    except actions.OutsideChangeFound:
        form.add_error("text", OUTSIDE_CHANGE_MESSAGE)
        return render_submission(request, pk, note_form=form, status=409)
    except UNAVAILABLE_ERRORS as error:
        return render_unavailable(request, pk, error)
    remember_own_action(request, pk)
    messages.success(request, gettext("The note is kept."))
    return redirect(reverse_staff_url("submission", pk))


@staff_only(CHANGE_PERMISSION)
@require_POST
def send_message(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    form = MessageForm(request.POST)
    if not form.is_valid():
        return render_submission(request, pk, message_form=form, status=422)
    try:
        actions.send_message(pk, form.cleaned_data["text"], by=get_staff_user(request))
    except Submission.DoesNotExist as error:
        raise Http404 from error
    except actions.OutsideChangeFound:
        form.add_error("text", OUTSIDE_CHANGE_MESSAGE)
        return render_submission(request, pk, message_form=form, status=409)
    except UNAVAILABLE_ERRORS as error:
        return render_unavailable(request, pk, error)
    remember_own_action(request, pk)
    messages.success(request, gettext("The message is on the patient’s own page."))
    return redirect(reverse_staff_url("submission", pk))


@staff_only(CHANGE_PERMISSION)
@require_POST
def replace_code(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The new code is shown here, once: it may stand in no session, so no redirect leads to it.

    Reloading the page sends its form again, which names the code that was to be replaced: nothing happens then.
    """
    if not rate_limit.allow_attempt("new-code/account", str(get_staff_user(request).pk), ACCOUNT_CODE_RATE):
        messages.error(
            request, gettext("Too many new codes in a short time. Please wait a minute. Nothing was changed.")
        )
        return redirect(reverse_staff_url("submission", pk))
    code = None
    try:
        code = actions.replace_code(pk, by=get_staff_user(request), expected_code_id=request.POST.get("replaces", ""))
    except actions.EditConflict:
        pass
    except Submission.DoesNotExist as error:
        raise Http404 from error
    except UNAVAILABLE_ERRORS as error:
        return render_unavailable(request, pk, error)
    submission = get_object_or_404(inbox.list_submissions(), pk=pk)
    context = {"submission": submission, "code": code}
    return render_admin_page(
        request, "intake/staff/new_code.html", submission.reference, context, status=200 if code else 409
    )


@staff_only()
@require_safe
def export_response(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What the patient told, as a FHIR QuestionnaireResponse. Each download is audited as an export."""
    try:
        resource = actions.export_response(pk, by=get_staff_user(request))
    except Submission.DoesNotExist as error:
        raise Http404 from error
    except UNAVAILABLE_ERRORS as error:
        return render_unavailable(request, pk, error)
    response = HttpResponse(serialize_resource(resource), content_type="application/fhir+json")
    response["Content-Disposition"] = f'attachment; filename="{resource["identifier"]["value"]}.json"'
    return response


@staff_only(CHANGE_PERMISSION)
@require_POST
def retry_delivery(request: HttpRequest, pk: uuid.UUID, delivery_pk: uuid.UUID) -> HttpResponse:
    delivery = get_object_or_404(Delivery, pk=delivery_pk, submission=pk)
    try:
        actions.retry_delivery(delivery.pk, by=get_staff_user(request))
    except actions.ActionNotAllowed:
        messages.warning(request, gettext("This notice is not one that was given up: nothing was changed."))
    else:
        remember_own_action(request, pk)
        messages.success(request, gettext("The notice is on its way again."))
    return redirect(reverse_staff_url("submission", pk))


def render_submission(
    request: HttpRequest,
    pk: uuid.UUID,
    *,
    note_form: NoteForm | None = None,
    message_form: MessageForm | None = None,
    status: int = 200,
    after_own_action: bool = False,
) -> HttpResponse:
    """The open submission. Each showing is an opening, and audited as one, but for what follows one's own deed."""
    try:
        opened = actions.open_submission(pk, by=get_staff_user(request), after_own_action=after_own_action)
    except Submission.DoesNotExist as error:
        raise Http404 from error
    except UNAVAILABLE_ERRORS as error:
        return render_unavailable(request, pk, error)
    submission = opened.submission
    definition = opened.sent.definition
    context = {
        "submission": submission,
        "language": get_language_name(submission.language),
        "contacts": list_contact_details(opened.sent),
        "is_overdue": inbox.is_overdue(submission),
        "doubts": signals.describe_signals(submission.doubts),
        "changes": opened.changes,
        "steps": presentation.present_steps(definition, opened.answers),
        "scores": presentation.present_scores(opened.assessment),
        "consents": [
            (record, definition.question(record.link_id).consent, get_language_name(record.language))
            for record in opened.consents
        ],
        "reasons": opened.assessment["reasons"],
        "notes": opened.notes,
        "note_form": note_form or NoteForm(auto_id="note_%s"),
        "letters": opened.messages,
        "code_id": actions.get_code_id(submission),
        "message_form": message_form or MessageForm(auto_id="message_%s"),
        "corrected_at": opened.sent.corrected_at,
        "corrections": list_corrections(opened.sent),
        "withdrawals": [(withdrawal, definition.question(withdrawal.link_id)) for withdrawal in opened.withdrawals],
        "next_states": [(state, state.label) for state in actions.list_next_states(submission)],
        "deliveries": submission.deliveries.order_by("pk"),
        "readers": actions.list_readers(submission),
        "deeds": [
            (entry, describe_state_change(entry))
            for entry in actions.list_audit_entries(submission).exclude(action=Action.OPENED)
        ],
        "may_change": request.user.has_perm(CHANGE_PERMISSION),
    }
    return render_admin_page(request, "intake/staff/submission.html", submission.reference, context, status=status)


def remember_own_action(request: HttpRequest, pk: uuid.UUID) -> None:
    """For the page that is shown next: whoever did something here has it open, and that is on record."""
    request.session[OWN_ACTION_SESSION_KEY] = [str(pk), timezone.now().timestamp()]


def pop_own_action(request: HttpRequest, pk: uuid.UUID) -> bool:
    """Whether this page follows what its reader just did on it. True once for each deed."""
    submission, done_at = request.session.pop(OWN_ACTION_SESSION_KEY, ["", 0.0])
    return bool(submission == str(pk) and timezone.now().timestamp() - done_at < OWN_ACTION_SECONDS)


def list_corrections(sent: CurrentAnswers) -> list[tuple[Question, str | None, str | None]]:
    """Each contact question that is answered otherwise now: with the answer as it was sent, and the one that holds."""
    answers = [
        (asked, sent.original.get(asked.link_id), sent.answers.get(asked.link_id)) for asked in sent.contact_questions
    ]
    return [(question, before, now) for question, before, now in answers if before != now]


def describe_state_change(entry: AuditEntry) -> str:
    """From which state to which, for an entry that says so; a state that is none stands as it is."""
    if entry.action != Action.STATE_CHANGED or not outside_changes.has_valid_detail(entry):
        return ""
    labels = dict(SubmissionState.choices)
    before, after = (labels.get(entry.detail[end], entry.detail[end]) for end in ("from", "to"))
    return f"{before} → {after}"


def render_conflict(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    submission = get_object_or_404(inbox.list_submissions(), pk=pk)
    return render_admin_page(
        request, "intake/staff/conflict.html", submission.reference, {"submission": submission}, status=409
    )


def render_unavailable(request: HttpRequest, pk: uuid.UUID, error: Exception) -> HttpResponse:
    if isinstance(error, actions.OutsideChangeFound):
        # The page says what was changed, and whom to tell.
        messages.error(request, OUTSIDE_CHANGE_MESSAGE)
        return redirect(reverse_staff_url("submission", pk))
    return (
        render_withdrawn(request, pk)
        if isinstance(error, actions.SubmissionWithdrawn)
        else render_unopenable(request, pk, error)
    )


def render_withdrawn(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """That the patient took their consent back, and what was done: nothing that they told."""
    submission = get_object_or_404(Submission.objects.select_related("version__questionnaire"), pk=pk)
    definition = publishing.get_definition(submission.version)
    actions.acknowledge_patient_change(submission, by=get_staff_user(request))
    context = {
        "submission": submission,
        "withdrawals": [(each, definition.question(each.link_id)) for each in submission.withdrawals.all()],
        "deeds": [(entry, describe_state_change(entry)) for entry in actions.list_audit_entries(submission)],
        "was_refused": request.method == "POST",
    }
    status = 409 if request.method == "POST" else 200
    return render_admin_page(request, "intake/staff/withdrawn.html", submission.reference, context, status=status)


def render_unopenable(request: HttpRequest, pk: uuid.UUID, error: Exception) -> HttpResponse:
    """Nothing of the submission but its reference: what does not open as a whole is not shown in part."""
    submission = get_object_or_404(inbox.list_submissions(), pk=pk)
    if submission.erased_at:
        actions.acknowledge_patient_change(submission, by=get_staff_user(request))
        context = {
            "submission": submission,
            "deeds": [(entry, describe_state_change(entry)) for entry in actions.list_audit_entries(submission)],
            "was_refused": request.method == "POST",
        }
        return render_admin_page(request, "intake/staff/erased.html", submission.reference, context, status=410)
    logger.error("Submission %s cannot be opened: %s", submission.pk, type(error).__name__)
    context = {
        "submission": submission,
        "is_key_missing": isinstance(error, KeyUnavailable),
        "is_shredded": isinstance(error, WrappedKey.DoesNotExist),
    }
    return render_admin_page(request, "intake/staff/unopenable.html", submission.reference, context, status=500)


def render_admin_page(
    request: HttpRequest, template: str, title: str, context: dict[str, Any], *, status: int
) -> HttpResponse:
    """One of our pages in Wagtail's frame."""
    breadcrumbs = [
        {"url": reverse("wagtailadmin_home"), "label": gettext("Home")},
        {"url": reverse_staff_url("inbox"), "label": SUBMISSIONS_TITLE},
        {"url": "", "label": title},
    ]
    frame = {"header_title": title, "header_icon": SUBMISSIONS_ICON, "breadcrumbs_items": breadcrumbs}
    return TemplateResponse(request, template, frame | context, status=status)
