"""The page of urgent submissions. It shows references and who has them, and opens none."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from intake.delivery import duty
from intake.models import Submission, UrgentCase
from intake.staff import inbox
from intake.staff.access import (
    CHANGE_PERMISSION,
    get_staff_user,
    render_staff_page,
    reverse_staff_url,
    staff_only,
)
from intake.staff.data_keys import UNSEALING_ERRORS, OutsideChangeFound, SubmissionWithdrawn
from intake.staff.duty import actions, rota
from intake.staff.duty.access import URGENT_TITLE, reverse_urgent_url
from intake.staff.forms import NoteForm
from intake.staff.own_actions import remember_own_action
from intake.staff.submission_pages import explain_unavailable, lead_back_on_get, render_submission

CASES_SHOWN = 100
SUBMISSION_PAGE = "submission"


@staff_only()
@require_safe
def urgent_list(request: HttpRequest) -> HttpResponse:
    """The urgent submissions that are not done, those that nobody has opened first, and those without a case."""
    cases = UrgentCase.objects.filter(done_at=None).select_related("submission", "owner")
    has_rota = duty.has_rota()
    # Without a rota there are no cases, and none is begun for what somebody already works on.
    without_case = Submission.objects.filter(inbox.URGENT_CONDITION, urgent_case=None, erased_at=None)
    context = {
        "cases": cases.order_by("opened_at", "submission__received_at")[:CASES_SHOWN],
        "without_case": without_case.select_related("assignee").order_by("received_at")[:CASES_SHOWN],
        "has_rota": has_rota,
        "on_duty": rota.describe_on_duty() if has_rota else "",
        "may_change": request.user.has_perm(CHANGE_PERMISSION),
    }
    return render_staff_page(request, "intake/staff/duty/urgent.html", str(URGENT_TITLE), context)


@staff_only(CHANGE_PERMISSION)
@require_POST
def take_over_case(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    try:
        actions.take_over_case(pk, by=get_staff_user(request))
    except UrgentCase.DoesNotExist:
        say_it_is_done(request)
    else:
        messages.success(request, gettext("It is yours until you have written what was done."))
    return redirect_back(request, pk)


@staff_only(CHANGE_PERMISSION)
@lead_back_on_get
@explain_unavailable
def write_what_was_done(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Write what was done, in at most 5,000 characters. Nothing was saved."))
        return redirect_back(request, pk)
    text = form.cleaned_data["text"]
    try:
        actions.write_what_was_done(pk, text, by=get_staff_user(request))
    except UrgentCase.DoesNotExist:
        return offer_note(request, pk, text)
    except (OutsideChangeFound, SubmissionWithdrawn, *UNSEALING_ERRORS):
        messages.error(
            request, gettext("Nothing was saved, because the submission cannot be opened. Open it to see why.")
        )
    else:
        messages.success(request, gettext("Saved as a note of the submission."))
    return redirect_back(request, pk)


def offer_note(request: HttpRequest, pk: uuid.UUID, text: str) -> HttpResponse:
    """Show the submission with what was written as a note to be added: what a second person did is not lost."""
    messages.warning(
        request,
        gettext("Somebody has already written what was done. Yours is below, as a note that is not saved yet."),
    )
    note_form = NoteForm(initial={"text": text}, auto_id="note_%s")
    return render_submission(request, pk, note_form=note_form, status=409)


def redirect_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Return to the page of the submission, if its form was there (`page`), else to the list."""
    if request.POST.get("page") == SUBMISSION_PAGE:
        remember_own_action(request, pk)
        return redirect(reverse_staff_url("submission", pk))
    return redirect(reverse_urgent_url("list"))


def say_it_is_done(request: HttpRequest) -> None:
    messages.warning(request, gettext("Somebody has already written what was done. Nothing was changed."))
