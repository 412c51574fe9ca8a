"""Assigning many submissions, or changing their state: select them in the inbox, confirm, and read what was done."""

import uuid
from collections.abc import Iterable

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from intake.enums import SubmissionState
from intake.http import SeeOther
from intake.models import Submission
from intake.staff import assignment, bulk, history, inbox, selections
from intake.staff.access import CHANGE_PERMISSION, get_staff_user, render_staff_page, reverse_staff_url, staff_only
from intake.staff.bulk import BulkResult, SeenRow
from intake.staff.forms import BulkForm
from intake.staff.selections import SelectionGone


@staff_only(CHANGE_PERMISSION)
@require_http_methods(["GET", "HEAD", "POST"])
def change_selected(request: HttpRequest) -> HttpResponse:
    """Show what is selected and ask what to do with it; or do it, once that is confirmed.

    Each POST that does what it says leads to a page to GET, so that Back asks nobody to send anything again.
    """
    try:
        result = selections.recall_result(request)
        rows = bulk.parse_rows(request.POST.getlist("row")) or selections.recall_rows(request)
    except SelectionGone:
        result, rows = None, []
    if result:
        return render_result(request, result)
    if not rows:
        messages.warning(request, gettext("Select at least one submission."))
        return redirect(reverse_staff_url("inbox"))
    if request.method == "POST" and "confirmed" not in request.POST:
        return SeeOther(f"{reverse_staff_url('bulk')}?{selections.remember_rows(request, rows)}")
    form = BulkForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render_confirmation(request, rows, form)
    return report_result(request, apply_change(rows, form, by=get_staff_user(request)))


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


def report_result(request: HttpRequest, result: BulkResult) -> HttpResponse:
    """Lead back to the inbox, or to the page that says what was not done."""
    if result.conflicts or result.refused:
        return SeeOther(f"{reverse_staff_url('bulk')}?{selections.remember_result(request, result)}")
    messages.success(request, gettext("%(number)s changed.") % {"number": len(result.changed)})
    return SeeOther(reverse_staff_url("inbox"))


def render_result(request: HttpRequest, result: BulkResult) -> HttpResponse:
    """Say what was done, and of each row that was not, who changed it last and how it is now."""
    context = {
        "number": len(result.changed),
        "conflicts": describe_rows(result.conflicts),
        "refused": describe_rows(result.refused),
    }
    title = gettext("Not everything was changed")
    return render_staff_page(request, "intake/staff/bulk_result.html", title, context)


def describe_rows(pks: Iterable[uuid.UUID]) -> list[tuple[Submission, str, history.Event | None]]:
    """Return submissions as they are now, each with its owner and the last that was done."""
    colleagues = assignment.load_colleagues()
    described = []
    for submission in inbox.list_submissions().filter(pk__in=list(pks)).order_by("received_at"):
        name = assignment.get_owner_name(submission, colleagues)
        described.append((submission, name, history.find_last_change(submission)))
    return described
