"""From a question to what readers see: what matches, what of it they may see, in which order."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.models import PageQuerySet
from wagtail.search.utils import normalise_query_string

from articles.models import SearchEntry
from articles.search import excerpts, matching, spelling
from articles.search.matching import Match
from articles.search.questions import Question
from articles.search.sources import (
    SOURCES_BY_NAME,
    Found,
    PublicPage,
    Source,
    find_public_pages,
    get_page_url,
    query_public_pages,
)
from articles.search.tokens import NO_LANGUAGE, list_languages

MAX_PROMOTIONS = 3


class Hit(NamedTuple):
    """Something that was found and that everybody may see."""

    match: Match
    source: Source
    found: Any


@dataclass(frozen=True)
class Result:
    """A hit as it is shown."""

    label: str | Promise
    heading: SafeString
    excerpt: SafeString
    url: str
    # Empty if it is that of the page, or unknown.
    language: str


@dataclass(frozen=True)
class Promotion:
    """What editors put above the results of a question."""

    title: str
    text: str
    url: str


@dataclass(frozen=True)
class Findings:
    words: tuple[str, ...] = ()
    hits: Sequence[Hit] = ()
    promotions: Sequence[Promotion] = ()
    # The words that were looked for in place of those that were typed, if nothing has these.
    corrected: str = ""

    @property
    def is_partial(self) -> bool:
        """Whether nothing has all the words."""
        return bool(self.hits) and self.hits[0].match.is_partial

    @property
    def is_bounded(self) -> bool:
        """Whether there may be more that was not looked at."""
        return len(self.hits) >= matching.MAX_MATCHES

    @cached_property
    def kinds(self) -> list[tuple[Source, int]]:
        """How many hits there are of each kind."""
        counted = Counter(hit.source.name for hit in self.hits)
        return [(source, counted[name]) for name, source in SOURCES_BY_NAME.items() if counted[name]]


def find_answers(request: HttpRequest, question: Question) -> Findings:
    """Return what matches a question, best first, and nothing that is not for everybody.

    The number of queries does not depend on what there is: one for the matches, one for each kind of record among them,
    one for all pages and one for what is restricted; some more if nothing has the words, which are then looked for as
    they may be meant.
    """
    picked = list_promotions(question)
    pages = query_public_pages(request)
    promoted = [pick.page_id for pick in picked if pick.page_id]
    hits, public = select_public(pages, matching.find_matches(question.words), promoted)
    promotions = [*build_promotions(request, picked, public)]
    if hits:
        return Findings(question.words, hits, promotions)
    meant = tuple(spelling.correct_words(question.words))
    hits, _public = select_public(pages, matching.find_partial_matches(meant), ())
    return Findings(meant, hits, promotions, corrected=" ".join(meant) if hits and meant != question.words else "")


def select_public(pages: PageQuerySet, matches: Iterable[Match], promoted: Collection[int]) -> tuple[list[Hit], Found]:
    """Return the matches that everybody may see, in the order in which they are shown, and those of `pages` among them.

    Pages in the reader's language come first, cited works last. What is promoted is left out.
    """
    asked: defaultdict[Callable[..., Found], set[int]] = defaultdict(set, {find_public_pages: {*promoted}})
    known = [(match, SOURCES_BY_NAME[match.source]) for match in matches if match.source in SOURCES_BY_NAME]
    for match, source in known:
        asked[source.find_public].add(match.object_id)
    public = {find_public: find_public(pages, ids) for find_public, ids in asked.items()}
    hits = [
        Hit(match, source, public[source.find_public][match.object_id])
        for match, source in known
        if match.object_id in public[source.find_public]
        and not (source.find_public is find_public_pages and match.object_id in promoted)
    ]
    return sort_hits(hits), public[find_public_pages]


def sort_hits(hits: Iterable[Hit]) -> list[Hit]:
    """Return the hits by whether they have all words, by language, by where the words are, and by rank."""
    tiers = dict.fromkeys(list_languages(), 1) | {get_language(): 0, NO_LANGUAGE: 2}

    def rank_hit(hit: Hit) -> tuple[object, ...]:
        match = hit.match
        return (match.is_partial, tiers.get(match.language, 1), match.place, match.rank, -match.id)

    return sorted(hits, key=rank_hit)


def list_promotions(question: Question) -> list[SearchPromotion]:
    """Return what editors promoted for exactly these words. Nothing is counted or kept of the question."""
    picks = SearchPromotion.objects.filter(query__query_string=normalise_query_string(question.text))
    return list(picks.order_by("sort_order", "pk")[:MAX_PROMOTIONS])


def build_promotions(request: HttpRequest, picked: Iterable[SearchPromotion], public: Found) -> Iterable[Promotion]:
    for pick in picked:
        page: PublicPage | None = public.get(pick.page_id) if pick.page_id else None
        url = get_page_url(request, page) if page else pick.external_link_url
        title = page.title if page else pick.external_link_text
        if url and title and (page or not pick.page_id):
            yield Promotion(title, pick.description, url)


def show_hits(request: HttpRequest, hits: Sequence[Hit], words: Iterable[str]) -> list[Result]:
    """Return these hits with their excerpts, for which it takes one query. One without a URL is left out."""
    pattern = excerpts.build_pattern(words, [*list_languages(), NO_LANGUAGE])
    texts = dict(SearchEntry.objects.filter(pk__in=[hit.match.id for hit in hits]).values_list("pk", "text"))
    return [
        Result(
            label=hit.source.label,
            heading=excerpts.mark_words(hit.match.heading, pattern),
            excerpt=excerpts.write_excerpt(texts.get(hit.match.id, ""), pattern),
            url=url,
            language=hit.match.language if hit.match.language != get_language() else "",
        )
        for hit in hits
        if (url := hit.source.get_url(request, hit.found))
    ]
