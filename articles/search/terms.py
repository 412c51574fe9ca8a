"""Terms as something that readers can find: each at its anchor in the glossary of its language."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from wagtail.models import Page, PageQuerySet

from articles.models import GlossaryPage, GlossaryTerm


@dataclass(frozen=True)
class ListedTerm:
    """A term and where it is listed. Of both only the id and, of the page, the path is known."""

    term: GlossaryTerm
    page: Page


def find_listed_terms(pages: PageQuerySet, ids: Collection[int]) -> Mapping[int, ListedTerm]:
    """Return those of these terms that a glossary among these pages lists. One query, however many there are."""
    # Without its type, SQLite would list all pages first.
    listing = pages.exact_type(GlossaryPage).filter(alias_of__isnull=True).values("pk")
    glossaries = GlossaryPage.objects.filter(locale=OuterRef("locale"), pk__in=listing).order_by("pk")
    terms = GlossaryTerm.objects.filter(live=True, pk__in=ids).annotate(
        page=Subquery(glossaries.values("pk")[:1]), url_path=Subquery(glossaries.values("url_path")[:1])
    )
    found = terms.exclude(page=None).values_list("pk", "page", "url_path")
    return {pk: ListedTerm(GlossaryTerm(pk=pk), Page(pk=page, url_path=url_path)) for pk, page, url_path in found}


def get_term_url(request: HttpRequest, found: ListedTerm) -> str | None:
    url = found.page.get_url(request)
    return f"{url}#{found.term.anchor}" if url else None
