"""Explains words on a page: the first mention of each term becomes a link to its definition at the page's foot.

A mark is stored as `<a linktype="glossary" id="7">engrams</a>`. It is shown only where it is whole: a mark that has a
link inside, or stands inside one, is plain words, and so is one whose term is gone or not published. All terms of a
page are fetched together with its shared questions, before anything is rendered.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

from django.db.models import QuerySet
from django.utils.html import strip_tags
from django.utils.translation import gettext
from wagtail import blocks

from articles.blocks.terms import GLOSSARY_LINK_TYPE, TermBlock
from articles.records.term import GlossaryTerm
from references.citations.numbering import TAG_ATTRIBUTE, parse_work_id

MARK_ATTRIBUTE = f'linktype="{GLOSSARY_LINK_TYPE}"'
# A link begins or ends. An attribute value may contain `>`.
LINK_TAG = re.compile(r'<a(?:\s(?P<attributes>(?:[^<>"]++|"[^"]*+")*+))?>|</a\s*>')

# The published terms, by the ids that marks and blocks name.
Terms = Mapping[int, GlossaryTerm]


@dataclass
class Mark:
    """A link as it is stored. `term` is None if it is another link than a mark, and 0 if its id is no number."""

    term: int | None
    start: int
    text_start: int
    text_end: int = 0
    end: int = 0
    # Whether no link is inside it, or around it.
    is_whole: bool = True


@dataclass(frozen=True)
class ExplainedTerm:
    """A term that a page explains, and the words that it is first mentioned by."""

    term: GlossaryTerm
    words: str

    @property
    def mention(self) -> str:
        """The anchor of the first mention."""
        return f"word-{self.term.pk}"


@dataclass
class Explanations:
    """The terms of one page, in the order in which its texts mention them first."""

    terms: Terms
    explained: dict[int, ExplainedTerm] = field(default_factory=dict)

    def explain(self, source: str) -> str:
        """Return a rich text with links in place of its marks that mention a term first, and words for the others."""
        pieces, end = [], 0
        for start, stop, written in sorted(self.replace_tags(source)):
            pieces += [source[end:start], written]
            end = stop
        return "".join([*pieces, source[end:]])

    def replace_tags(self, source: str) -> Iterator[tuple[int, int, str]]:
        """Yield where the tags of each mark stand, and what takes their place."""
        for mark in parse_marks(source):
            shown = self.mention_term(mark, source[mark.text_start : mark.text_end])
            yield mark.start, mark.text_start, render_opening_tag(shown) if shown else ""
            yield mark.text_end, mark.end, "</a>" if shown else ""

    def mention_term(self, mark: Mark, html: str) -> ExplainedTerm | None:
        """Return the term of a mark if it is mentioned here for the first time."""
        term = self.terms.get(mark.term or 0)
        words = unescape(strip_tags(html)).strip()
        if not (term and mark.is_whole and words) or term.pk in self.explained:
            return None
        return self.explained.setdefault(term.pk, ExplainedTerm(term, words))


def render_opening_tag(shown: ExplainedTerm) -> str:
    return f'<a class="term" id="{shown.mention}" href="#{shown.term.anchor}" role="doc-glossref">'


def parse_marks(source: str) -> list[Mark]:
    """Return the marks of a rich text that are closed, by their start."""
    if MARK_ATTRIBUTE not in source:
        return []
    opened: list[Mark] = []
    closed: list[Mark] = []
    for tag in LINK_TAG.finditer(source):
        if not tag[0].startswith("</"):
            if opened:
                opened[-1].is_whole = False
            term = read_marked_id(tag["attributes"] or "")
            opened.append(Mark(term, tag.start(), tag.end(), is_whole=not opened))
        elif opened:
            mark = opened.pop()
            mark.text_end, mark.end = tag.span()
            closed.append(mark)
    return sorted((mark for mark in closed if mark.term is not None), key=lambda mark: mark.start)


def read_marked_id(attributes: str) -> int | None:
    """Return the id of the term that a link marks, 0 if it is no number, or None if it is another link."""
    read = dict(TAG_ATTRIBUTE.findall(attributes))
    return parse_work_id(read.get("id", "")) if read.get("linktype") == GLOSSARY_LINK_TYPE else None


def strip_marks(source: str) -> str:
    """Return a rich text with words in place of all its marks."""
    return Explanations({}).explain(source)


def find_term_ids(stored: object) -> Iterator[int]:
    """Yield the ids of the terms that are named anywhere in a stored value."""
    yield from (term for _words, term in find_named_terms(stored) if term)


def fetch_terms(ids: Iterable[int], locale: int) -> Terms:
    """Return the published terms, by the ids that name them, with one query, or none without an id."""
    wanted = set(ids)
    return choose_terms(wanted, query_translations(wanted), locale) if wanted else {}


def query_translations(ids: Collection[int] | QuerySet) -> QuerySet[GlossaryTerm]:
    """Return the terms with these ids, in every language."""
    return GlossaryTerm.objects.filter(
        translation_key__in=GlossaryTerm.objects.filter(pk__in=ids).order_by().values("translation_key")
    )


def choose_terms(ids: Collection[int], translations: Iterable[GlossaryTerm], locale: int | None) -> Terms:
    """Return the published terms, by the ids that name them. `translations` are all versions of each.

    A page shows a term in its own language, whichever translation of the term is named: a translated text keeps the ids
    of its original. Without a locale each id stands for itself.
    """
    related = {term.pk: term for term in translations}
    if locale is None:
        return {pk: term for pk, term in related.items() if pk in ids and term.live}
    own = {term.translation_key: term for term in related.values() if term.live and term.locale_id == locale}
    named = {pk: own.get(term.translation_key) for pk, term in related.items() if pk in ids}
    return {pk: term for pk, term in named.items() if term}


def build_term_blocks(body: blocks.StreamValue, terms: Terms) -> dict[int, blocks.StreamValue.StreamChild]:
    """Return each block that sets a term off, by its position, with the term that readers get, or without any."""
    positions = [place for place, child in enumerate(body.raw_data) if child["type"] == TermBlock.BLOCK_NAME]
    return {place: build_term_block(body, place, terms) for place in positions}


def build_term_block(body: blocks.StreamValue, position: int, terms: Terms) -> blocks.StreamValue.StreamChild:
    stored = body.raw_data[position]
    block: TermBlock = body.stream_block.child_blocks[TermBlock.BLOCK_NAME]
    value = block.meta.value_class(block, {"term": terms.get(next(find_term_ids(stored), 0))})
    return blocks.StreamValue.StreamChild(block, value, id=stored.get("id"))


def find_unexplained_words(body: blocks.StreamValue, locale: int) -> list[str]:
    """Return what is marked in a stored body, or set off in it, without a term that readers can be shown."""
    stored = list(body.raw_data)
    terms = fetch_terms(find_term_ids(stored), locale)
    return list(dict.fromkeys(words for words, term in find_named_terms(stored) if term not in terms))


def find_named_terms(stored: object) -> Iterator[tuple[str, int]]:
    """Yield the words of each mark or block of a stored value, and the id of the term that it names, or 0."""
    match stored:
        case str():
            for mark in parse_marks(stored):
                yield unescape(strip_tags(stored[mark.text_start : mark.text_end])).strip(), mark.term or 0
        case {"type": TermBlock.BLOCK_NAME, "value": {"term": term}}:
            yield gettext("Glossary term"), term if isinstance(term, int) else 0
        case dict():
            for inner in stored.values():
                yield from find_named_terms(inner)
        case list():
            for inner in stored:
                yield from find_named_terms(inner)
