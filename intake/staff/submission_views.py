"""The page of one submission, and what staff can do from it.

Whoever may not see submissions is refused before anything is looked up, so that the answer is the same for a submission
that exists and for one that does not.
"""

import uuid
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from intake.antispam import rate_limit
from intake.antispam.rate_limit import Rate
from intake.http import build_fhir_download
from intake.models import Delivery
from intake.staff import actions, assignment, inbox, mentions, presence
from intake.staff.access import (
    CHANGE_PERMISSION,
    EXPORT_PERMISSION,
    get_staff_user,
    render_staff_page,
    reverse_staff_url,
    staff_only,
)
from intake.staff.data_keys import OutsideChangeFound
from intake.staff.exports.forms import ReasonForm
from intake.staff.forms import AssignmentForm, NoteForm, StateForm
from intake.staff.own_actions import pop_own_action, remember_own_action
from intake.staff.refusals import ActionNotAllowed, EditConflict
from intake.staff.submission_pages import (
    OUTSIDE_CHANGE_MESSAGE,
    explain_unavailable,
    lead_back_on_get,
    render_conflict,
    render_submission,
)

# Each costs the server 25 ms, and the patient their lost code.
ACCOUNT_CODE_RATE = Rate(at_once=20, interval=timedelta(seconds=30))


@staff_only()
@require_safe
@explain_unavailable
def submission_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The open submission. Showing it is audited as an opening."""
    return render_submission(request, pk, after_own_action=pop_own_action(request, pk))


@staff_only(CHANGE_PERMISSION)
@lead_back_on_get
@explain_unavailable
def change_state(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    form = StateForm(request.POST)
    if not form.is_valid():
        return render_conflict(request, pk)
    state, revision = form.cleaned_data["state"], form.cleaned_data["revision"]
    try:
        submission = actions.change_state(pk, state, by=get_staff_user(request), expected_revision=revision)
    except (EditConflict, ActionNotAllowed):
        wanted = gettext("State: %(state)s") % {"state": state.label}
        return render_conflict(request, pk, wanted=wanted)
    remember_own_action(request, pk)
    messages.success(request, gettext("The state is now: %(state)s.") % {"state": submission.get_state_display()})
    return redirect(reverse_staff_url("submission", pk))


@staff_only(CHANGE_PERMISSION)
@lead_back_on_get
@explain_unavailable
def assign(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    form = AssignmentForm(request.POST)
    if not form.is_valid():
        return render_conflict(request, pk)
    assignee, revision = form.cleaned_data["assignee"], form.cleaned_data["revision"]
    try:
        assignment.assign_submission(pk, assignee, by=get_staff_user(request), expected_revision=revision)
    except (EditConflict, ActionNotAllowed):
        name = assignment.get_display_name(assignee) if assignee else gettext("Nobody")
        return render_conflict(request, pk, wanted=gettext("Assigned to: %(name)s") % {"name": name})
    remember_own_action(request, pk)
    if assignee:
        text = gettext("Assigned to %(name)s.") % {"name": assignment.get_display_name(assignee)}
    else:
        text = gettext("Nobody is assigned now.")
    messages.success(request, text)
    return redirect(reverse_staff_url("submission", pk))


@staff_only()
@require_POST
def stay_present(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note that the reader still has the page open, and return who else has. It opens nothing."""
    submission = get_object_or_404(inbox.list_submissions(), pk=pk)
    presence.record_presence(submission, get_staff_user(request))
    presence.delete_old_rows()
    return render(
        request, "intake/staff/presence.html", {"others": presence.list_others(submission, get_staff_user(request))}
    )


@staff_only(CHANGE_PERMISSION)
@lead_back_on_get
@explain_unavailable
def add_note(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        return render_submission(request, pk, note_form=form, status=422)
    try:
        actions.add_note(pk, form.cleaned_data["text"], by=get_staff_user(request))
    except OutsideChangeFound:
        form.add_error("text", OUTSIDE_CHANGE_MESSAGE)
        return render_submission(request, pk, note_form=form, status=409)
    remember_own_action(request, pk)
    messages.success(request, gettext("The note was saved."))
    _found, unknown = mentions.find_mentioned(form.cleaned_data["text"])
    if unknown:
        names = ", ".join(f"@{name}" for name in unknown)
        messages.warning(request, gettext("Nobody here is called %(names)s, so nobody was told.") % {"names": names})
    return redirect(reverse_staff_url("submission", pk))


@staff_only(CHANGE_PERMISSION)
@lead_back_on_get
@explain_unavailable
def replace_code(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give a new code, and show it once, in the response to the POST: no session may hold it, so nothing redirects.

    Reloading the page sends its form again, which names the code that was to be replaced: then nothing happens.
    """
    if not rate_limit.allow_attempt("new-code/account", str(get_staff_user(request).pk), ACCOUNT_CODE_RATE):
        messages.error(
            request, gettext("Too many new codes in a short time. Wait a minute, then try again. Nothing was changed.")
        )
        return redirect(reverse_staff_url("submission", pk))
    try:
        code = actions.replace_code(pk, by=get_staff_user(request), expected_code_id=request.POST.get("replaces", ""))
    except EditConflict:
        code = ""
    submission = get_object_or_404(inbox.list_submissions(), pk=pk)
    context = {"submission": submission, "code": code}
    status = 200 if code else 409
    return render_staff_page(request, "intake/staff/new_code.html", submission.reference, context, status=status)


@staff_only(EXPORT_PERMISSION)
@lead_back_on_get
@explain_unavailable
def export_response(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The answers as a FHIR QuestionnaireResponse, for a reason. Each download is audited as an export."""
    form = ReasonForm(request.POST, auto_id="export_%s")
    if not form.is_valid():
        return render_submission(request, pk, reason_form=form, status=422)
    resource = actions.export_response(pk, reason=form.cleaned_data["reason"], by=get_staff_user(request))
    return build_fhir_download(resource, f"{resource['identifier']['value']}.json")


@staff_only(CHANGE_PERMISSION)
@require_POST
def retry_delivery(request: HttpRequest, pk: uuid.UUID, delivery_pk: uuid.UUID) -> HttpResponse:
    delivery = get_object_or_404(Delivery, pk=delivery_pk, submission=pk)
    try:
        actions.retry_delivery(delivery.pk, by=get_staff_user(request))
    except ActionNotAllowed:
        messages.warning(request, gettext("This email has not failed, so it was not sent again."))
    else:
        remember_own_action(request, pk)
        messages.success(request, gettext("The email will be sent again."))
    return redirect(reverse_staff_url("submission", pk))
