"""The health of the library: a page of counts, and a list behind each."""

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
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from references.admin.access import editor, editors_only, is_editor
from references.admin.page_frame import show
from references.curation import quality
from references.models import LinkCheck, Register

NAMESPACE = "reference_health"
TITLE = _("Health")
ICON = "glasses"
PER_PAGE = 25
IN_LIBRARY = {
    "grave": "?cited=yes&status=retracted&status=concern",
    "unidentified": "?identifiers=missing",
    "never-cited": "?cited=no",
}


@dataclass(frozen=True)
class Section:
    """One question about the library, and the list that answers it."""

    name: str
    title: Any
    meaning: Any
    # Whether an empty list is what one wishes for.
    is_fault: bool
    find: Callable[[], QuerySet[Any] | list[Any]]

    @property
    def url(self) -> str:
        if self.name in IN_LIBRARY:
            return reverse("references:index") + IN_LIBRARY[self.name]
        return reverse(f"{NAMESPACE}:section", args=[self.name])


SECTIONS = [
    Section(
        "grave",
        _("Retracted or in doubt, and cited"),
        _("Readers are told at every citation. Ask whether the sentence still holds without the work."),
        True,
        quality.grave_and_cited,
    ),
    Section(
        "lost",
        _("Citations that lead nowhere"),
        _("The work is not in the library or not shown to readers, so they see no number."),
        True,
        quality.lost_citations,
    ),
    Section(
        "dead-links",
        _("Dead links"),
        _("Addresses that have not answered for three checks in a row."),
        True,
        quality.dead_links,
    ),
    Section(
        "duplicates",
        _("Probably the same work twice"),
        _("Same title, close years and a shared author. Merge them, and all citations follow."),
        True,
        quality.duplicates,
    ),
    Section(
        "unidentified",
        _("Articles with neither DOI nor PubMed number"),
        _("Readers find such a work only by its title, and no register of retractions knows it."),
        True,
        quality.unidentified,
    ),
    Section(
        "never-cited",
        _("Never cited"),
        _("Nothing is wrong with them; they may go. Tick them in the list, and delete them together."),
        False,
        quality.never_cited,
    ),
    Section(
        "ages",
        _("Age of the evidence, page by page"),
        _("Pages by the median year of the works that they cite, the oldest first."),
        False,
        quality.ages,
    ),
]
LISTED = {section.name: section for section in SECTIONS if section.name not in IN_LIBRARY}


@editors_only
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    counted = [(section, count(section.find())) for section in SECTIONS]
    checked = LinkCheck.objects.aggregate(at=Max("checked_at"))["at"]
    context = {"counted": counted, "registers": Register.objects.all(), "links_checked_at": checked}
    return show(request, "references/admin/health.html", TITLE, context, icon=ICON)


def count(found: QuerySet[Any] | list[Any]) -> int:
    return len(found) if isinstance(found, list) else found.count()


@editors_only
@require_safe
def listed(request: HttpRequest, name: str) -> HttpResponse:
    if not (section := LISTED.get(name)):
        raise Http404
    found = quality.lost_citations(user=editor(request)) if name == "lost" else section.find()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    above = ((reverse(f"{NAMESPACE}:overview"), TITLE),)
    context = {"section": section, "page_obj": page, "rows": page.object_list}
    if name == "ages":
        finder = AdminURLFinder(request.user)
        context["rows"] = [(age, finder.get_edit_url(age.page)) for age in page]
    template = f"references/admin/health/{name}.html"
    return show(request, template, section.title, context, icon=ICON, above=above)


class HealthMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return is_editor(request)


class HealthViewSet(ViewSet):
    name = NAMESPACE
    url_prefix = "references/health"
    icon = ICON
    menu_label = TITLE
    menu_name = "reference-health"
    menu_item_class = HealthMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", overview, name="overview"), path("<slug:name>/", listed, name="section")]


health_viewset = HealthViewSet()
