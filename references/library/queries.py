"""The public library: which works readers see, and how works are searched.

Readers see the works that are cited by a public page. Works that are imported and never cited are for editors only.
"""

import re
from collections.abc import Collection

from django.db import connection
from django.db.models import BigIntegerField, F, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page, PageQuerySet
from wagtail.search.backends import get_search_backend
from wagtail.search.query import And, PlainText

from references.citations import usage
from references.identity.identifiers import normalize_doi
from references.identity.titles import strip_accents
from references.library import sqlite_search
from references.models import Reference
from references.models.reference import ReferenceQuerySet
from references.models.work_columns import IDENTIFIER_NORMALIZERS

SEARCH_WORD = re.compile(r"[^\W_]+")
# Words of our labels and of DOI URLs that belong to no work.
IGNORED_PHRASES = re.compile(r"\bet al\b|^\s*(?:https?://)?(?:dx\.|www\.)?doi\.org/|^\s*doi:", re.IGNORECASE)


def get_public_works() -> ReferenceQuerySet:
    """Return the works that are shown to readers and cited by a page that everybody may read."""
    cited = usage.query_citations_on(Page.objects.live().public()).values(work=Cast("to_object_id", BigIntegerField()))
    return Reference.objects.live().filter(pk__in=cited).order_by("authors", "year", "title", "id")


def find_works_cited_on(pages: PageQuerySet, ids: Collection[int]) -> ReferenceQuerySet:
    """Return those of these works that readers see if these are the public pages. It looks at no other work."""
    public = usage.query_citations_on(pages).filter(to_object_id__in=[str(id_) for id_ in ids])
    return Reference.objects.live().filter(pk__in=public.values(work=Cast("to_object_id", BigIntegerField())))


def filter_by_identifier(works: QuerySet[Reference], text: str) -> QuerySet[Reference]:
    """Return the works whose DOI, PMID, PMCID or ISBN is `text`, in any spelling.

    A text that is a DOI is looked up as nothing else, even if it contains an ISBN. A bare number is no PMCID.
    """
    if doi := normalize_doi(text):
        return works.filter(doi=doi)
    same = Q()
    for name, normalize in IDENTIFIER_NORMALIZERS.items():
        if (value := normalize(text)) and (name != "pmcid" or "pmc" in text.lower()):
            same |= Q(**{name: value})
    return works.filter(same) if same else works.none()


def search_works(works: QuerySet[Reference], text: str) -> QuerySet[Reference]:
    """Return the works with an identifier, or else the works that have all the words or words that begin with them.

    The order of the works is kept.
    """
    return filter_by_identifier(works, text) or filter_by_words(
        works, SEARCH_WORD.findall(strip_accents(IGNORED_PHRASES.sub(" ", text)))
    )


def filter_by_words(works: QuerySet[Reference], words: list[str]) -> QuerySet[Reference]:
    """Return the works that have all the words or words that begin with them, and none if there are no words."""
    if not words:
        return works.none()
    if connection.vendor == "sqlite":
        # The addition keeps SQLite from using an index here: it then reads the works in order, and stops when a page
        # is full.
        return works.alias(same_id=F("pk") + 0).filter(same_id__in=sqlite_search.find_matching_ids(Reference, words))
    beginnings = And([PlainText(word) for word in words])
    return get_search_backend().autocomplete(beginnings, works, order_by_relevance=False)


def find_public_citing_pages(work: Reference) -> PageQuerySet:
    """Return the pages that cite the work and that everybody may read, with their languages."""
    return usage.find_citing_pages([work]).public().select_related("locale").order_by("title")
