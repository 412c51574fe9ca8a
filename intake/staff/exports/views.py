"""Asking for an export, its progress, and the download. None of these pages opens a submission."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from intake import tasks
from intake.admin_pages import render_admin_page
from intake.encryption.key_ring import KeyUnavailable
from intake.encryption.primitives import SealError
from intake.enums import ExportFormat
from intake.exports import downloads, requests
from intake.exports.requests import NothingToExport, TooManyRows
from intake.http import SeeOther
from intake.models import Export
from intake.staff import selections
from intake.staff.access import get_staff_user, reverse_staff_url
from intake.staff.exports.access import EXPORTS_ICON, EXPORTS_TITLE, exporters_only, reverse_exports_url
from intake.staff.exports.forms import ExportForm
from intake.staff.exports.selection import InvalidFilter, Selection, read_selection

SHOWN = 100
# How often a page looks again whether its export is ready.
REFRESH_SECONDS = 3
MEDIA_TYPES = {
    ExportFormat.CSV: ("text/csv; charset=utf-8; header=present", "csv"),
    ExportFormat.XLSX: ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    ExportFormat.FHIR: ("application/fhir+json", "json"),
}


@exporters_only()
@require_safe
def export_list(request: HttpRequest) -> HttpResponse:
    """The latest exports, whoever asked for them."""
    exports = Export.objects.select_related("asked_by")[:SHOWN]
    return render_admin_page(
        request, "intake/staff/exports/list.html", EXPORTS_TITLE, {"exports": exports}, icon=EXPORTS_ICON
    )


@exporters_only()
@require_http_methods(["GET", "HEAD", "POST"])
def ask_export(request: HttpRequest) -> HttpResponse:
    """Say how many submissions that would be, and ask why; or have them exported, once that is confirmed."""
    try:
        selection = read_selection(request)
    except InvalidFilter:
        messages.error(request, gettext("The inbox has no such filter or selection. Nothing was exported."))
        return redirect(reverse_staff_url("inbox"))
    is_confirmed = "confirmed" in request.POST
    if selection.rows and request.method == "POST" and not is_confirmed:
        return SeeOther(f"{reverse_exports_url('ask')}?{selections.remember_rows(request, list(selection.rows))}")
    form = ExportForm(request.POST if is_confirmed else None)
    if not is_confirmed or not form.is_valid():
        return render_question(request, selection, form)
    try:
        export = requests.ask_export(
            selection.submissions, by=get_staff_user(request), selection=selection.code, **form.cleaned_data
        )
    except NothingToExport:
        return render_question(request, selection, form)
    except TooManyRows:
        form.add_error("file_format", gettext("A sheet of Excel has no room for so many. Choose CSV, or export fewer."))
        return render_question(request, selection, form)
    tasks.make_exports_on_commit()
    return SeeOther(reverse_exports_url("export", export.pk))


def render_question(request: HttpRequest, selection: Selection, form: ExportForm) -> HttpResponse:
    number, chosen = requests.leave_out_closed(selection.submissions).count(), selection.submissions.count()
    context = {"form": form, "selection": selection, "number": number, "left_out": chosen - number}
    return render_export_page(request, "ask.html", gettext("Export"), context, status=422 if form.is_bound else 200)


@exporters_only()
@require_safe
def show_export(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How far an export is. While it is being made the page loads itself anew, also without scripts."""
    return render_export(request, get_object_or_404(Export.objects.select_related("asked_by"), pk=pk))


def render_export(request: HttpRequest, export: Export, *, problem: str = "", status: int = 200) -> HttpResponse:
    context = {
        "export": export,
        "given": export.rows_done - export.rows_left_out,
        "is_own": export.asked_by_id == get_staff_user(request).pk,
        "problem": problem,
    }
    response = render_export_page(request, "export.html", gettext("Export"), context, status=status)
    if export.is_pending:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


def render_export_page(
    request: HttpRequest, template: str, title: str, context: dict[str, object], *, status: int
) -> HttpResponse:
    template = f"intake/staff/exports/{template}"
    parent = (reverse_exports_url("list"), EXPORTS_TITLE)
    return render_admin_page(request, template, title, context, icon=EXPORTS_ICON, parent=parent, status=status)


@exporters_only()
@require_safe
def download_export(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The file, for whoever gave the reason for it. Each download is audited."""
    export = get_object_or_404(Export, pk=pk)
    if export.asked_by_id != get_staff_user(request).pk:
        raise PermissionDenied
    try:
        pieces = downloads.open_export(export, by=get_staff_user(request))
    except downloads.ExportGone:
        return render_export(request, export, problem=gettext("The file is not there any more."), status=410)
    except SealError:
        problem = gettext("The file is not the one that was written. Nothing of it was given out. Export again.")
        return render_export(request, export, problem=problem, status=500)
    except KeyUnavailable:
        problem = gettext("This process has no key that opens the file.")
        return render_export(request, export, problem=problem, status=500)
    media_type, extension = MEDIA_TYPES[ExportFormat(export.format)]
    name = f"submissions-{timezone.localdate(export.asked_at):%Y-%m-%d}-{str(export.pk)[:8]}.{extension}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(export.size),
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingHttpResponse(pieces, content_type=media_type, headers=headers)


@exporters_only()
@require_POST
def delete_export(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    get_object_or_404(Export, pk=pk)
    if requests.delete_export(pk, by=get_staff_user(request)):
        messages.success(request, gettext("The export was deleted. Who was in it stays on record."))
    return SeeOther(reverse_exports_url("list"))
