"""Assigning many submissions, or changing their state: select them in the inbox, confirm, and read what was done."""

import uuid
from collections.abc import Iterable

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from intake.enums import SubmissionState
from intake.models import Submission
from intake.staff import assignment, bulk, history, inbox
from intake.staff.access import CHANGE_PERMISSION, get_staff_user, render_staff_page, reverse_staff_url, staff_only
from intake.staff.bulk import BulkResult, SeenRow
from intake.staff.forms import BulkForm


@staff_only(CHANGE_PERMISSION)
@require_POST
def change_selected(request: HttpRequest) -> HttpResponse:
    """Show what is selected and ask what to do with it; or do it, once that is confirmed."""
    rows = bulk.parse_rows(request.POST.getlist("row"))
    if not rows:
        messages.warning(request, gettext("Select at least one submission."))
        return redirect(reverse_staff_url("inbox"))
    is_confirmed = "confirmed" in request.POST
    form = BulkForm(request.POST if is_confirmed else None)
    if not is_confirmed or not form.is_valid():
        return render_confirmation(request, rows, form)
    return render_result(request, apply_change(rows, form, by=get_staff_user(request)))


def apply_change(rows: Iterable[SeenRow], form: BulkForm, *, by: User) -> BulkResult:
    if form.cleaned_data["change"] == BulkForm.ASSIGN:
        return bulk.assign_rows(rows, form.cleaned_data["assignee"], by=by)
    return bulk.change_states(rows, SubmissionState(form.cleaned_data["state"]), by=by)


def render_confirmation(request: HttpRequest, rows: list[SeenRow], form: BulkForm) -> HttpResponse:
    seen = {row.pk: row for row in rows}
    colleagues = assignment.load_colleagues()
    submissions = inbox.list_submissions().filter(pk__in=seen).order_by("received_at")
    listed = [
        (submission, str(seen[submission.pk]), assignment.get_owner_name(submission, colleagues))
        for submission in submissions
    ]
    status = 422 if form.is_bound else 200
    context = {"rows": listed, "form": form}
    return render_staff_page(request, "intake/staff/bulk_confirm.html", gettext("Change"), context, status=status)


def render_result(request: HttpRequest, result: BulkResult) -> HttpResponse:
    """Say what was done, and of each row that was not, who changed it meanwhile and how it is now."""
    if not (result.conflicts or result.refused):
        messages.success(request, gettext("%(number)s changed.") % {"number": len(result.changed)})
        return redirect(reverse_staff_url("inbox"))
    context = {
        "number": len(result.changed),
        "conflicts": describe_rows(result.conflicts),
        "refused": describe_rows(result.refused),
    }
    title = gettext("Not everything was changed")
    return render_staff_page(request, "intake/staff/bulk_result.html", title, context, status=409)


def describe_rows(pks: Iterable[uuid.UUID]) -> list[tuple[Submission, str, history.Event | None]]:
    """Return submissions as they are now, each with its owner and the last that was done."""
    colleagues = assignment.load_colleagues()
    described = []
    for submission in inbox.list_submissions().filter(pk__in=list(pks)).order_by("received_at"):
        name = assignment.get_owner_name(submission, colleagues)
        described.append((submission, name, history.find_last_change(submission)))
    return described
