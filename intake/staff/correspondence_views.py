"""What staff and patient write to each other: messages, replies with a file, proposed appointments."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from wagtail.admin import messages

from intake.models import MessageTemplate, Reply, ReplyFile, Submission
from intake.staff import actions, appointment_actions
from intake.staff.access import CHANGE_PERMISSION, get_chosen_or_404, get_staff_user, reverse_staff_url, staff_only
from intake.staff.data_keys import OutsideChangeFound
from intake.staff.forms import AppointmentForm, MessageForm
from intake.staff.own_actions import remember_own_action
from intake.staff.refusals import ActionNotAllowed
from intake.staff.reply_files import open_reply_file
from intake.staff.submission_pages import (
    OUTSIDE_CHANGE_MESSAGE,
    explain_unavailable,
    lead_back_on_get,
    render_conflict,
    render_submission,
)


@staff_only(CHANGE_PERMISSION)
@lead_back_on_get
@explain_unavailable
def send_message(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Send a message; or show the page again with the text of a template, if that was asked for."""
    if "fill" in request.POST:
        return fill_in_template(request, pk)
    form = MessageForm(request.POST, auto_id="message_%s")
    if not form.is_valid():
        return render_submission(request, pk, message_form=form, status=422)
    try:
        actions.send_message(pk, form.cleaned_data["text"], by=get_staff_user(request))
    except OutsideChangeFound:
        form.add_error("text", OUTSIDE_CHANGE_MESSAGE)
        return render_submission(request, pk, message_form=form, status=409)
    remember_own_action(request, pk)
    messages.success(request, gettext("The message is on the patient’s own page."))
    return redirect(reverse_staff_url("submission", pk))


def fill_in_template(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the page with the text of a template behind what was written so far. Nothing is sent."""
    template = get_chosen_or_404(MessageTemplate.objects.all(), request.POST.get("template", ""))
    written = request.POST.get("text", "").strip()
    text = f"{written}\n\n{template.text}" if written else template.text
    form = MessageForm(initial={"text": text}, auto_id="message_%s")
    return render_submission(request, pk, message_form=form, after_own_action=True)


@staff_only(CHANGE_PERMISSION)
@lead_back_on_get
@explain_unavailable
def propose_appointment(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    form = AppointmentForm(request.POST, auto_id="appointment_%s")
    if not form.is_valid():
        return render_submission(request, pk, appointment_form=form, status=422)
    appointment_actions.propose_appointment(
        pk,
        form.cleaned_data["starts_at"],
        form.cleaned_data["minutes"],
        form.cleaned_data["place"],
        by=get_staff_user(request),
    )
    remember_own_action(request, pk)
    messages.success(request, gettext("The appointment is on the patient’s own page. They can accept it there."))
    return redirect(reverse_staff_url("submission", pk))


@staff_only(CHANGE_PERMISSION)
@lead_back_on_get
@explain_unavailable
def cancel_appointment(request: HttpRequest, pk: uuid.UUID, appointment_pk: uuid.UUID) -> HttpResponse:
    try:
        appointment_actions.cancel_appointment(pk, appointment_pk, by=get_staff_user(request))
    except ActionNotAllowed:
        return render_conflict(request, pk)
    remember_own_action(request, pk)
    messages.success(request, gettext("The appointment is cancelled."))
    return redirect(reverse_staff_url("submission", pk))


@staff_only()
@require_safe
@explain_unavailable
def download_reply_file(request: HttpRequest, pk: uuid.UUID, reply_pk: uuid.UUID) -> HttpResponse:
    """The file of a reply, only ever as a download, under a name of ours. Each download is audited."""
    try:
        described, content = open_reply_file(pk, reply_pk, by=get_staff_user(request))
    except (Reply.DoesNotExist, ReplyFile.DoesNotExist) as error:
        raise Http404 from error
    reference = Submission.objects.values_list("reference", flat=True).get(pk=pk)
    headers = {
        "Content-Disposition": f'attachment; filename="{reference}-{str(reply_pk)[:8]}{described.extension}"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=described.media_type, headers=headers)
