"""The quality of the library in the admin: a page of counts, and a list behind each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.viewsets.base import ViewSet

from references.admin.access import EditorMenuItem, editors_only, get_editor
from references.admin.page_frame import Label, render_admin_page
from references.curation import quality
from references.models import LinkCheck, Register

QUALITY_NAMESPACE = "reference_health"
QUALITY_TITLE = _("Quality")
QUALITY_ICON = "glasses"
QUALITY_ROWS_PER_PAGE = 25
LIBRARY_QUERIES = {
    "grave": "?cited=yes&status=retracted&status=concern",
    "unidentified": "?identifiers=missing",
    "never-cited": "?cited=no",
}


@dataclass(frozen=True)
class QualitySection:
    """One question about the library, and the list that answers it."""

    name: str
    title: Label
    meaning: Label
    # Whether the list should be empty.
    is_fault: bool
    find: Callable[[], QuerySet[Any] | list[Any]]

    @property
    def url(self) -> str:
        if self.name in LIBRARY_QUERIES:
            return reverse("references:index") + LIBRARY_QUERIES[self.name]
        return reverse(f"{QUALITY_NAMESPACE}:section", args=[self.name])


QUALITY_SECTIONS = [
    QualitySection(
        "grave",
        _("Cited works that are retracted or in doubt"),
        _("Readers see this at every citation. Check whether the sentence still holds without the work."),
        True,
        quality.find_alarming_cited,
    ),
    QualitySection(
        "lost",
        _("Broken citations"),
        _("The work is no longer in the library or is not shown to readers, so the citation has no number."),
        True,
        quality.find_lost_citations,
    ),
    QualitySection(
        "dead-links",
        _("Broken links"),
        _("Web addresses that failed three checks in a row, or that are not public."),
        True,
        quality.find_dead_links,
    ),
    QualitySection(
        "duplicates",
        _("Possible duplicates"),
        _("Records that may be the same work. When you merge them, their citations are moved too."),
        True,
        quality.find_duplicates,
    ),
    QualitySection(
        "unidentified",
        _("Articles without a DOI or PubMed number"),
        _("Readers can find them only by title, and they cannot be checked for retractions."),
        True,
        quality.find_unidentified,
    ),
    QualitySection(
        "never-cited",
        _("Never cited"),
        _("No page cites these works, so you can delete them. Select them in the list to delete them together."),
        False,
        quality.find_uncited,
    ),
    QualitySection(
        "ages",
        _("Age of the evidence by page"),
        _("Pages sorted by the median year of the works they cite, oldest first."),
        False,
        quality.measure_evidence_ages,
    ),
]
LISTED_SECTIONS = {section.name: section for section in QUALITY_SECTIONS if section.name not in LIBRARY_QUERIES}


@editors_only
@require_safe
def quality_overview(request: HttpRequest) -> HttpResponse:
    counted = [(section, count_found(section.find())) for section in QUALITY_SECTIONS]
    checked = LinkCheck.objects.aggregate(at=Max("checked_at"))["at"]
    context = {"counted": counted, "registers": Register.objects.all(), "links_checked_at": checked}
    return render_admin_page(request, "references/admin/quality.html", QUALITY_TITLE, context, icon=QUALITY_ICON)


def count_found(found: QuerySet[Any] | list[Any]) -> int:
    return len(found) if isinstance(found, list) else found.count()


@editors_only
@require_safe
def quality_section(request: HttpRequest, name: str) -> HttpResponse:
    if not (section := LISTED_SECTIONS.get(name)):
        raise Http404
    found = quality.find_lost_citations(user=get_editor(request)) if name == "lost" else section.find()
    page = Paginator(found, QUALITY_ROWS_PER_PAGE).get_page(request.GET.get("p"))
    above = ((reverse(f"{QUALITY_NAMESPACE}:overview"), QUALITY_TITLE),)
    context = {"section": section, "page_obj": page, "rows": page.object_list}
    if name == "ages":
        finder = AdminURLFinder(request.user)
        context["rows"] = [(age, finder.get_edit_url(age.page)) for age in page]
    template = f"references/admin/quality/{name}.html"
    return render_admin_page(request, template, section.title, context, icon=QUALITY_ICON, above=above)


class QualityViewSet(ViewSet):
    name = QUALITY_NAMESPACE
    url_prefix = "references/health"
    icon = QUALITY_ICON
    menu_label = QUALITY_TITLE
    menu_name = "reference-health"
    menu_item_class = EditorMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", quality_overview, name="overview"), path("<slug:name>/", quality_section, name="section")]


quality_viewset = QualityViewSet()
