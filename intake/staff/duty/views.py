"""The page of urgent submissions. It shows references and who has them, and opens none."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from intake.delivery import duty
from intake.models import UrgentCase
from intake.staff.access import CHANGE_PERMISSION, get_staff_user, render_staff_page, staff_only
from intake.staff.data_keys import UNSEALING_ERRORS, OutsideChangeFound, SubmissionWithdrawn
from intake.staff.duty import actions
from intake.staff.duty.access import URGENT_TITLE, reverse_urgent_url
from intake.staff.forms import NoteForm

CASES_SHOWN = 100


@staff_only()
@require_safe
def urgent_list(request: HttpRequest) -> HttpResponse:
    """The urgent submissions that are not done, those that nobody has opened first."""
    cases = UrgentCase.objects.filter(done_at=None).select_related("submission", "owner")
    context = {
        "cases": cases.order_by("opened_at", "submission__received_at")[:CASES_SHOWN],
        "has_rota": duty.has_rota(),
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
    return redirect(reverse_urgent_url("list"))


@staff_only(CHANGE_PERMISSION)
@require_POST
def write_what_was_done(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Write what was done, in at most 5,000 characters. Nothing was saved."))
        return redirect(reverse_urgent_url("list"))
    try:
        actions.write_what_was_done(pk, form.cleaned_data["text"], by=get_staff_user(request))
    except UrgentCase.DoesNotExist:
        say_it_is_done(request)
    except (OutsideChangeFound, SubmissionWithdrawn, *UNSEALING_ERRORS):
        messages.error(
            request, gettext("Nothing was saved, because the submission cannot be opened. Open it to see why.")
        )
    else:
        messages.success(request, gettext("Saved as a note of the submission."))
    return redirect(reverse_urgent_url("list"))


def say_it_is_done(request: HttpRequest) -> None:
    messages.warning(request, gettext("Somebody has already written what was done. Nothing was changed."))
