"""Importing files of works in the admin: upload, choose what to import, import."""

from functools import wraps

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile, File
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry

from references import tasks
from references.admin.access import ViewFunction, get_editor, is_editor
from references.admin.page_frame import get_reference_edit_url, render_admin_page, render_form_page
from references.importing import import_queue, plan, writer
from references.importing.displayed_values import get_field_label
from references.models import ImportFile, ImportRow, Reference
from references.models.imports import MAX_FILE_SIZE

ADD_PERMISSION = "references.add_reference"
IMPORTS_NAMESPACE = "reference_imports"
IMPORTS_TITLE = _("Import")
IMPORTS_ICON = "upload"
IMPORT_ROWS_PER_PAGE = 50
MAX_RECENT_FILES = 20
RowOutcome, FileState = ImportRow.Outcome, ImportFile.State


def may_import(request: HttpRequest) -> bool:
    """Return whether the user may both add and change works."""
    return is_editor(request) and bool(request.user.has_perm(ADD_PERMISSION))


def importers_only(view: ViewFunction) -> ViewFunction:
    """Decorate a view so that it raises PermissionDenied for users who may not import."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not may_import(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("RIS, BibTeX, CSL-JSON, MEDLINE (nbib), Crossref JSON or PubMed XML, up to 50 MB."),
    )
    text = forms.CharField(
        label=_("Or paste records"), required=False, widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"})
    )

    def clean_file(self) -> File | None:
        file: File | None = self.cleaned_data["file"]
        if file and file.size > MAX_FILE_SIZE:
            raise ValidationError(
                _("The file is larger than 50 MB. Split it into smaller files, or import it on the server.")
            )
        return file

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if not self.errors and bool(cleaned["file"]) == bool(cleaned["text"]):
            raise ValidationError(_("Either choose a file or paste records."))
        return cleaned

    @property
    def content(self) -> tuple[str, File]:
        """The name of the upload, and the file to read."""
        if file := self.cleaned_data["file"]:
            return file.name, file
        return gettext("Pasted records"), ContentFile(self.cleaned_data["text"].encode())


@importers_only
@require_http_methods(["GET", "HEAD", "POST"])
def import_index(request: HttpRequest) -> HttpResponse:
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_valid():
        name, content = form.content
        file = import_queue.receive_file(name, content, get_editor(request))
        tasks.import_on_commit()
        return redirect(get_file_url(file))
    context = {"recent": ImportFile.objects.select_related("user")[:MAX_RECENT_FILES]}
    return render_form_page(
        request, "references/admin/imports/index.html", IMPORTS_TITLE, form, context, icon=IMPORTS_ICON
    )


@importers_only
@require_safe
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a file in its state: a progress bar, the table to choose from, or the result of the import."""
    file = get_object_or_404(ImportFile.objects.select_related("user"), pk=pk)
    counts = dict(file.rows.values_list("outcome").annotate(Count("pk")).order_by())
    shown = request.GET.get("show", "")
    shown = shown if shown in counts else ""
    rows = file.rows.select_related("reference").filter(**{"outcome": shown} if shown else {})
    page = Paginator(rows, IMPORT_ROWS_PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "file": file,
        "page_obj": page,
        "elided_page_range": page.paginator.get_elided_page_range(page.number),
        "rows": [RowPresentation(row, file) for row in page] if not file.is_working else [],
        "tabs": [("", gettext("All"), sum(counts.values()))]
        + [(outcome.value, outcome.label, counts[outcome]) for outcome in RowOutcome if outcome in counts],
        "shown": shown,
        "may_choose": file.state == FileState.TO_CHOOSE,
        "is_worthwhile": bool(counts.get(RowOutcome.NEW) or counts.get(RowOutcome.CHANGED)),
    }
    if file.is_working:
        context["done"] = import_queue.CachedProgress(file).done()
        context["total"] = writer.get_wanted_rows(file).count() if file.state == FileState.TO_IMPORT else 0
    above = ((reverse(f"{IMPORTS_NAMESPACE}:index"), IMPORTS_TITLE),)
    return render_admin_page(
        request, "references/admin/imports/file.html", file.name, context, icon=IMPORTS_ICON, above=above
    )


class RowPresentation:
    """A row as the table shows it."""

    def __init__(self, row: ImportRow, file: ImportFile) -> None:
        self.row = row
        self.is_over = file.state == FileState.IMPORTED
        self.changes = [{**change, "label": get_field_label(change["field"])} for change in row.changes]

    @property
    def may_be(self) -> list[dict[str, object]]:
        """The works that a new one may be the same as, with the edit URL of those in the library."""
        return [
            {**work, "url": get_reference_edit_url(work["reference"])} if "reference" in work else work
            for work in self.row.possible_duplicates
        ]

    @property
    def verdict(self) -> str:
        """What the import will do with the row, or what it did."""
        is_left = not self.row.is_wanted or (self.row.outcome == RowOutcome.CHANGED and not self.row.wanted_fields)
        match self.row.outcome, self.is_over:
            case RowOutcome.NEW | RowOutcome.CHANGED, True if is_left:
                return gettext("Left out")
            case RowOutcome.NEW, True:
                return gettext("Added")
            case RowOutcome.CHANGED, True:
                return gettext("Changed")
            case RowOutcome.NEW, False if self.row.possible_duplicates:
                return gettext("May already be in the library")
        return self.row.get_outcome_display()


@importers_only
@require_POST
def import_choices(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the ticks of one page of the table. Then import, or show the part that the pressed button names."""
    file = get_object_or_404(ImportFile, pk=pk)
    if file.state == FileState.TO_CHOOSE:
        save_ticks(file, request)
        if "same" in request.POST:
            save_match(file, request.POST["same"])
        if "import" in request.POST and import_queue.start_import(file):
            tasks.send_import_hint()
    query = {name: request.POST[name] for name in ("show", "p") if request.POST.get(name)}
    return redirect(get_file_url(file) + (f"?{urlencode(query)}" if query else ""))


def save_ticks(file: ImportFile, request: HttpRequest) -> None:
    numbers = [int(number) for number in request.POST.getlist("row") if number.isdecimal()]
    rows = list(file.rows.filter(number__in=numbers, outcome__in=[RowOutcome.NEW, RowOutcome.CHANGED]))
    ticked = set(request.POST.getlist("tick"))
    for row in rows:
        if row.outcome == RowOutcome.NEW:
            row.is_wanted = str(row.number) in ticked
        for change in row.changes:
            change["wanted"] = f"{row.number} {change['field']}" in ticked
    ImportRow.objects.bulk_update(rows, ["is_wanted", "changes"])


def save_match(file: ImportFile, match: str) -> None:
    """Save that a new work is one of the works offered for it. `12 7` means that row 12 is the work with the id 7."""
    number, _space, pk = match.partition(" ")
    row = file.rows.filter(number=int(number), outcome=RowOutcome.NEW).first() if number.isdecimal() else None
    offered = [work.get("reference") for work in row.possible_duplicates] if row else []
    work = Reference.objects.filter(pk__in=[known for known in offered if known and str(known) == pk]).first()
    if row and work:
        plan.match_row_to_work(row, work)
        row.save()


@importers_only
@require_POST
def import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a file, unless it is being read or imported."""
    file = get_object_or_404(ImportFile, pk=pk)
    if not file.is_working:
        file.delete()
        messages.success(request, gettext("“%(name)s” discarded. Nothing was imported.") % {"name": file.name})
    return redirect(f"{IMPORTS_NAMESPACE}:index")


def get_file_url(file: ImportFile) -> str:
    return reverse(f"{IMPORTS_NAMESPACE}:file", args=[file.pk])


class ImportButtonMixin(generic.IndexView):
    """Adds a button that leads to the imports to the view of a list of works."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = super().header_more_buttons
        if not may_import(self.request):
            return buttons
        return [
            *buttons,
            Button(IMPORTS_TITLE, url=reverse(f"{IMPORTS_NAMESPACE}:index"), icon_name=IMPORTS_ICON, priority=80),
        ]


class ImportFormatter(LogFormatter):
    """The entry of an import in the history of a work."""

    label = IMPORTS_TITLE

    def format_message(self, log_entry: ModelLogEntry) -> str:
        return gettext("Imported from “%(file)s”") % {"file": log_entry.data["file"]}


def register_import_action(actions: LogActionRegistry) -> None:
    actions.register_action(writer.LOG_ACTION)(ImportFormatter)


class ImportMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_import(request)


class ImportsViewSet(ViewSet):
    name = IMPORTS_NAMESPACE
    url_prefix = "references/imports"
    icon = IMPORTS_ICON
    menu_label = IMPORTS_TITLE
    menu_name = "reference-imports"
    menu_item_class = ImportMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", import_index, name="index"),
            path("<int:pk>/", import_detail, name="file"),
            path("<int:pk>/choose/", import_choices, name="choose"),
            path("<int:pk>/discard/", import_discard, name="discard"),
        ]


imports_viewset = ImportsViewSet()
