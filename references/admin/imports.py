"""Files of works in the admin: sent, looked through and chosen from, imported."""

from functools import wraps
from typing import Any

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
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry

from references.admin.access import View, editor, editors_only
from references.admin.page_frame import show
from references.importing import import_queue, plan, writer
from references.importing.differences import label
from references.models import ImportFile, ImportRow, Reference

ADD = "references.add_reference"
NAMESPACE = "reference_imports"
TITLE = _("Import")
ICON = "upload"
PER_PAGE = 50
RECENT = 20
MB = 1024 * 1024
LARGEST_FILE = 50 * MB
Outcome, State = ImportRow.Outcome, ImportFile.State


def importers_only(view: View) -> View:
    """Refuses whoever may not both add and change works."""

    @editors_only
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(ADD):
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
        if file and file.size > LARGEST_FILE:
            raise ValidationError(_("The file is larger than 50 MB. Divide it, or import it on the server."))
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and bool(cleaned["file"]) == bool(cleaned["text"]):
            raise ValidationError(_("Choose a file or paste records, one of the two."))
        return cleaned

    @property
    def content(self) -> tuple[str, File]:
        """A name and what there is to read."""
        if file := self.cleaned_data["file"]:
            return file.name, file
        return gettext("Pasted records"), ContentFile(self.cleaned_data["text"].encode())


@importers_only
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_valid():
        name, content = form.content
        return redirect(address(import_queue.receive(name, content, editor(request))))
    context = {"form": form, "recent": ImportFile.objects.select_related("user")[:RECENT]}
    status = 422 if form.is_bound else 200
    return show(request, "references/admin/imports/index.html", TITLE, context, icon=ICON, status=status)


@importers_only
@require_safe
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as far as it is: a progress bar, the table to choose from, or what became of it."""
    file = get_object_or_404(ImportFile.objects.select_related("user"), pk=pk)
    counts = dict(file.rows.values_list("outcome").annotate(Count("pk")).order_by())
    shown = request.GET.get("show", "")
    shown = shown if shown in counts else ""
    rows = file.rows.select_related("reference").filter(**{"outcome": shown} if shown else {})
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "file": file,
        "page_obj": page,
        "elided_page_range": page.paginator.get_elided_page_range(page.number),
        "rows": [ShownRow(row, file) for row in page] if not file.is_working else [],
        "tabs": [("", gettext("All"), sum(counts.values()))]
        + [(outcome.value, outcome.label, counts[outcome]) for outcome in Outcome if outcome in counts],
        "shown": shown,
        "may_choose": file.state == State.TO_CHOOSE,
        "is_worthwhile": bool(counts.get(Outcome.NEW) or counts.get(Outcome.CHANGED)),
    }
    if file.is_working:
        context["done"] = import_queue.Watched(file).done()
        context["total"] = writer.wanted(file).count() if file.state == State.TO_IMPORT else 0
    above = ((reverse(f"{NAMESPACE}:index"), TITLE),)
    return show(request, "references/admin/imports/file.html", file.name, context, icon=ICON, above=above)


class ShownRow:
    """A row with what the table says of it."""

    def __init__(self, row: ImportRow, file: ImportFile) -> None:
        self.row = row
        self.is_over = file.state == State.IMPORTED
        self.changes = [{**change, "label": label(change["field"])} for change in row.changes]

    @property
    def may_be(self) -> list[dict[str, Any]]:
        """The works that a new one may be, those of the library with where they are looked at."""
        return [
            {**work, "url": reverse("references:edit", args=[work["reference"]])} if "reference" in work else work
            for work in self.row.possible_duplicates
        ]

    @property
    def verdict(self) -> str:
        """What happens with it, or what did."""
        is_left = not self.row.is_wanted or (self.row.outcome == Outcome.CHANGED and not self.row.wanted_fields)
        match self.row.outcome, self.is_over:
            case Outcome.NEW | Outcome.CHANGED, True if is_left:
                return gettext("Left out")
            case Outcome.NEW, True:
                return gettext("Added")
            case Outcome.CHANGED, True:
                return gettext("Changed")
            case Outcome.NEW, False if self.row.possible_duplicates:
                return gettext("Perhaps already here")
        return self.row.get_outcome_display()


@importers_only
@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the ticks of one page of the table; then import, or go where the pressed button says."""
    file = get_object_or_404(ImportFile, pk=pk)
    if file.state == State.TO_CHOOSE:
        keep_ticks(file, request)
        if "same" in request.POST:
            keep_word(file, request.POST["same"])
        if "import" in request.POST:
            import_queue.start_import(file)
    wish = {name: request.POST[name] for name in ("show", "p") if request.POST.get(name)}
    return redirect(address(file) + (f"?{urlencode(wish)}" if wish else ""))


def keep_ticks(file: ImportFile, request: HttpRequest) -> None:
    numbers = [int(number) for number in request.POST.getlist("row") if number.isdecimal()]
    rows = list(file.rows.filter(number__in=numbers, outcome__in=[Outcome.NEW, Outcome.CHANGED]))
    ticked = set(request.POST.getlist("tick"))
    for row in rows:
        if row.outcome == Outcome.NEW:
            row.is_wanted = str(row.number) in ticked
        for change in row.changes:
            change["wanted"] = f"{row.number} {change['field']}" in ticked
    ImportRow.objects.bulk_update(rows, ["is_wanted", "changes"])


def keep_word(file: ImportFile, word: str) -> None:
    """The editor says which work of the library a new one is: `12 7` that row 12 is the work 7."""
    number, _space, pk = word.partition(" ")
    row = file.rows.filter(number=int(number), outcome=Outcome.NEW).first() if number.isdecimal() else None
    offered = [work.get("reference") for work in row.possible_duplicates] if row else []
    work = Reference.objects.filter(pk__in=[known for known in offered if known and str(known) == pk]).first()
    if row and work:
        plan.take_for(row, work)
        row.save()


@importers_only
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a file that nobody works on."""
    file = get_object_or_404(ImportFile, pk=pk)
    if not file.is_working:
        file.delete()
        messages.success(request, gettext("“%(name)s” is forgotten. The library is as it was.") % {"name": file.name})
    return redirect(f"{NAMESPACE}:index")


def address(file: ImportFile) -> str:
    return reverse(f"{NAMESPACE}:file", args=[file.pk])


class OffersImport:
    """For the view of a list of works: leads to here."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = super().header_more_buttons  # type: ignore[misc]
        if not self.request.user.has_perm(ADD):  # type: ignore[attr-defined]
            return buttons
        return [*buttons, Button(TITLE, url=reverse(f"{NAMESPACE}:index"), icon_name=ICON, priority=80)]


class ImportFormatter(LogFormatter):
    """What the history of a work tells of its import."""

    label = TITLE

    def format_message(self, log_entry: ModelLogEntry) -> str:
        return gettext("Imported from “%(file)s”") % {"file": log_entry.data["file"]}


def register(actions: LogActionRegistry) -> None:
    actions.register_action(writer.LOG_ACTION)(ImportFormatter)


class ImportMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(ADD))


class ImportsViewSet(ViewSet):
    name = NAMESPACE
    url_prefix = "references/imports"
    icon = ICON
    menu_label = TITLE
    menu_name = "reference-imports"
    menu_item_class = ImportMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", index, name="index"),
            path("<int:pk>/", look, name="file"),
            path("<int:pk>/choose/", choose, name="choose"),
            path("<int:pk>/discard/", discard, name="discard"),
        ]


imports_viewset = ImportsViewSet()
