"""The public library, and a page for each of its works.

No cache keeps these pages, because what they show depends on every page that cites a work.
"""

from datetime import date

from django import forms
from django.core.paginator import InvalidPage, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from references import csl
from references.citations.evidence import translate_population
from references.enums import CitationStyle, EvidenceKind
from references.full_urls import build_full_url
from references.library import downloads, queries, structured_data
from references.models import CitationSettings, Reference
from references.models.work_columns import IDENTIFIER_NORMALIZERS
from references.styles import reference_list

WORKS_PER_PAGE = 25
# Some works have thousands of authors.
MAX_SHOWN_AUTHORS = 20

revalidated = cache_control(no_cache=True)


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Author, title, year, DOI or PMID"), required=False, max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind of evidence"), required=False, choices=[("", _("All kinds")), *EvidenceKind.choices]
    )


@require_safe
@revalidated
def library_list(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    try:
        works = Paginator(search_library(form), WORKS_PER_PAGE).page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404 from error
    context = {"form": form, "works": works, "formats": downloads.EXPORT_FORMATS}
    return render(request, "references/library/index.html", context)


@require_safe
@revalidated
def library_file(request: HttpRequest, extension: str) -> StreamingHttpResponse:
    """Return a file of all works that `library_list` lists for the same search, on all of its pages."""
    return downloads.build_download(
        downloads.export_for_readers(search_library(SearchForm(request.GET))), name="references", extension=extension
    )


def search_library(form: SearchForm) -> QuerySet[Reference]:
    """Return the public works that the form asks for. Invalid fields are ignored."""
    form.is_valid()
    works = queries.get_public_works()
    if kind := form.cleaned_data.get("kind"):
        works = works.filter(evidence_kind=kind)
    if words := form.cleaned_data.get("q"):
        return queries.search_works(works, words)
    return works


@require_safe
@revalidated
def reference_detail(request: HttpRequest, key: str) -> HttpResponse:
    work = get_live_reference(key)
    names = csl.get_names(work.csl, "author")
    shown, url = names[:MAX_SHOWN_AUTHORS], build_full_url(request, request.path)
    chosen = CitationStyle(CitationSettings.for_request(request).style)
    pages = [page for page in queries.find_public_citing_pages(work) if page.get_url(request)]
    return render(
        request,
        "references/library/reference.html",
        {
            "work": work,
            "authors": [structured_data.format_full_name(name) for name in shown],
            "unnamed": len(names) - len(shown),
            "facts": list_facts(work),
            "entries": reference_list.render_all_styles(work.csl, first=chosen),
            "pages": pages,
            "crumbs": [{"url": reverse("library"), "title": gettext("References")}],
            "formats": downloads.EXPORT_FORMATS,
            "structured_data": structured_data.render_script(
                structured_data.build_work_page(work, authors=shown, url=url)
            ),
        },
    )


def list_facts(work: Reference) -> list[tuple[str, str]]:
    """Return the label and the value of each fact that is known about a work."""
    known = [
        (gettext("Type"), work.type_name),
        (gettext("Published in"), work.container),
        (gettext("Published"), "–".join(format_partial_date(day) for day in work.issued.split("/") if day)),
        (gettext("Kind of evidence"), work.get_evidence_kind_display()),
        (gettext("Who or what was studied"), translate_population(work.population)),
        (gettext("Conflict of interest"), work.conflict_of_interest),
        *((name.upper(), getattr(work, name)) for name in IDENTIFIER_NORMALIZERS),
    ]
    return [(name, value) for name, value in known if value]


def format_partial_date(known: str) -> str:
    """Return `2023-05` as “May 2023”, and the open end of a range (`..`) as nothing.

    A date that no calendar has (a season, about a year, before year 1) is returned as it is.
    """
    if known == "..":
        return ""
    try:
        parts = [int(part) for part in known.split("-")]
        return date_format(date(*parts, *[1] * (3 - len(parts))), ("Y", "F Y", "DATE_FORMAT")[len(parts) - 1])
    except ValueError:
        return known


@require_safe
@revalidated
def reference_file(request: HttpRequest, key: str, extension: str) -> StreamingHttpResponse:
    return downloads.build_download(
        downloads.export_for_readers([get_live_reference(key)]), name=key, extension=extension
    )


def get_live_reference(key: str) -> Reference:
    return get_object_or_404(Reference.objects.live().select_related("superseded_by"), key=key)
