"""What readers can find: each kind of page or record, with its words, its URL and who may see it.

To make another type of page findable, add a line to SOURCES; for records that are no pages, a Source with functions of
its own, as that of cited works.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageQuerySet, Site

from articles.models import ArticlePage, FaqEntry, FaqPage, GlossaryTerm, InformationPage, PersonPage, SearchEntry
from articles.search.plain_text import join_lines, split_paragraphs, write_text
from articles.search.shared_questions import find_shown_questions, get_question_url
from articles.search.terms import find_listed_terms, get_term_url
from articles.search.tokens import NO_LANGUAGE
from references.library import queries
from references.models import Reference

Found = Mapping[int, Any]


@dataclass(frozen=True)
class Description:
    """What an entry says. `unseen` finds it too, and is never shown."""

    heading: str
    text: str
    language: str
    unseen: str = ""


class PublicPage(NamedTuple):
    """What a result tells of a page. A whole page costs more to make than to find."""

    pk: int
    title: str
    url_path: str


@dataclass(frozen=True)
class Source:
    """A kind of page or record."""

    name: str
    # What a result of this kind is called, and several.
    label: str | Promise
    plural: str | Promise
    model: type[Model]
    describe: Callable[[Any], Description]
    # Given the public pages of this site, returns those of these ids that everybody may see, with what is known of
    # each. Sources that share it share its query.
    find_public: Callable[[PageQuerySet, Collection[int]], Found]
    get_url: Callable[[HttpRequest, Any], str | None]
    # Returns all that the index has when it is built anew.
    list_all: Callable[[], QuerySet[Any]]
    # Whether the index has a record that was just saved. Pages are indexed when they are published instead.
    is_findable: Callable[[Any], bool] = lambda _record: True


def make_page_source(name: str, label: str | Promise, plural: str | Promise, model: type[Page], *fields: str) -> Source:
    """Return the source of a type of page, whose text is in these fields."""
    return Source(
        name=name,
        label=label,
        plural=plural,
        model=model,
        describe=partial(describe_page, fields=fields),
        find_public=find_public_pages,
        get_url=get_page_url,
        list_all=lambda: model.objects.live().filter(alias_of__isnull=True).select_related("locale"),
    )


def describe_page(page: Page, fields: tuple[str, ...]) -> Description:
    return Description(page.title, write_text(page, fields), page.locale.language_code)


def query_public_pages(request: HttpRequest) -> PageQuerySet:
    """Return the published pages of this site that everybody may read. Takes a query, for what is restricted."""
    site = Site.find_for_request(request)
    roots = [root.root_path for root in Site.get_site_root_paths() if site and root.site_id == site.pk]
    below = Q(*(("url_path__startswith", path) for path in roots), _connector=Q.OR) if roots else Q(pk__in=[])
    return Page.objects.live().public().filter(below)


def find_public_pages(pages: PageQuerySet, ids: Collection[int]) -> Found:
    """Return those of the pages that have these ids. An alias is left out: its original is found."""
    if not ids:
        return {}
    found = pages.filter(pk__in=ids, alias_of__isnull=True).values_list("pk", "title", "url_path")
    return {pk: PublicPage(pk, title, url_path) for pk, title, url_path in found}


def get_page_url(request: HttpRequest, page: PublicPage) -> str | None:
    url: str | None = Page(pk=page.pk, url_path=page.url_path).get_url(request)
    return url


def describe_work(work: Reference) -> Description:
    facts = ", ".join(filter(None, (work.authors, work.container, str(work.year or ""))))
    return Description(work.title, join_lines([facts]), NO_LANGUAGE, unseen=work.other_words)


def find_public_works(pages: PageQuerySet, ids: Collection[int]) -> Found:
    return queries.find_works_cited_on(pages, ids).only("pk", "key").in_bulk() if ids else {}


def has_entry(work: Reference) -> bool:
    """Return whether a work is in the index, as it is once a published page cites it."""
    return SearchEntry.objects.filter(source=WORK, object_id=work.pk).exists()


def describe_entry(entry: FaqEntry) -> Description:
    return Description(entry.question, join_lines(split_paragraphs(entry.answer)), entry.locale.language_code)


def describe_term(term: GlossaryTerm) -> Description:
    return Description(
        term.term, join_lines([term.definition]), term.locale.language_code, unseen=join_lines(term.forms)
    )


WORK = "work"
SOURCES = [
    make_page_source("article", _("Article"), _("Articles"), ArticlePage, "standfirst", "search_description", "body"),
    make_page_source("person", _("Person"), _("People"), PersonPage, "role", "registration", "biography"),
    make_page_source(
        "questions", _("Questions and answers"), _("Questions and answers"), FaqPage, "search_description", "body"
    ),
    make_page_source("page", _("Page"), _("Pages"), InformationPage, "search_description", "body"),
    Source(
        name="question",
        label=_("Question"),
        plural=_("Questions"),
        model=FaqEntry,
        describe=describe_entry,
        find_public=find_shown_questions,
        get_url=get_question_url,
        list_all=lambda: FaqEntry.objects.filter(live=True).select_related("locale"),
    ),
    Source(
        name="term",
        label=_("Glossary"),
        plural=_("Glossary"),
        model=GlossaryTerm,
        describe=describe_term,
        find_public=find_listed_terms,
        get_url=get_term_url,
        list_all=lambda: GlossaryTerm.objects.filter(live=True).select_related("locale"),
    ),
    Source(
        name=WORK,
        label=_("Cited work"),
        plural=_("Cited works"),
        model=Reference,
        describe=describe_work,
        find_public=find_public_works,
        get_url=lambda _request, work: work.get_absolute_url(),
        list_all=queries.get_public_works,
        is_findable=has_entry,
    ),
]
SOURCES_BY_NAME = {source.name: source for source in SOURCES}


def find_source(instance: Model) -> Source | None:
    """Return the source of an object, or None if readers cannot find its kind."""
    return next((source for source in SOURCES if isinstance(instance, source.model)), None)
