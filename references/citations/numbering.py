"""Citations in rich text, and their numbers over a whole page.

A citation is stored as `<a linktype="reference" id="7">Stegemann et al. 2023</a>`, with a label for the editor. The
reader sees a number: works are numbered by first mention over all texts of a page, in the order in which the page shows
them. All functions depend only on these texts and on which works exist, so a page that is rendered twice is the same to
the byte.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import repeat

from references.citations.features import LINK_TYPE, LOCATOR_ATTRIBUTE, QUOTE_ATTRIBUTE, REASON_ATTRIBUTE

# An attribute value may contain `>`.
LINK_ELEMENT = re.compile(r'<a\b((?:[^>"]++|"[^"]*+")*+)>.*?</a>', re.DOTALL)
TAG_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
# What may be between two citations of one group: no word and no tag.
CITATION_GAP = re.compile(r"(?:[\s,;\u00a0]|&nbsp;)*")


@dataclass(frozen=True)
class Citation:
    """One citation as it is stored, with its position. If its id is no number, `work` is 0."""

    start: int
    end: int
    work: int
    # Where in the work: "p. 823".
    locator: str
    # A literal quote from its abstract.
    quote: str
    # Why the work is cited although it is retracted or in doubt.
    why: str


@dataclass(frozen=True)
class CitedText:
    """A rich text with its citations, those next to each other as one group."""

    source: str
    groups: list[list[Citation]]


@dataclass(frozen=True)
class Mention:
    """One citation of a work as readers see it. Equal citations in one group are one mention with all their quotes."""

    number: int
    letter: str
    locator: str = ""
    quotes: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        return f"cite-{self.number}-{self.letter}"


@dataclass(frozen=True)
class CitedWork:
    """One entry of the list at the foot of the page."""

    id: int
    number: int
    mentions: list[Mention] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return f"ref-{self.number}"


@dataclass(frozen=True)
class NumberedText:
    """A rich text with the mentions that replace each of its groups, sorted by number."""

    text: CitedText
    mentions: list[list[Mention]]


def group_citations(source: str) -> CitedText:
    """Return the citations of one rich text, in its order."""
    groups: list[list[Citation]] = []
    for citation in parse_citations(source):
        if groups and CITATION_GAP.fullmatch(source, groups[-1][-1].end, citation.start):
            groups[-1].append(citation)
        else:
            groups.append([citation])
    return CitedText(source, groups)


def parse_citations(source: str) -> Iterator[Citation]:
    for match in LINK_ELEMENT.finditer(source):
        attributes = {name: unescape(value) for name, value in TAG_ATTRIBUTE.findall(match[1])}
        if attributes.get("linktype") == LINK_TYPE:
            yield Citation(
                start=match.start(),
                end=match.end(),
                work=parse_work_id(attributes.get("id", "")),
                locator=attributes.get(LOCATOR_ATTRIBUTE, ""),
                quote=attributes.get(QUOTE_ATTRIBUTE, ""),
                why=attributes.get(REASON_ATTRIBUTE, ""),
            )


def parse_work_id(text: str) -> int:
    """Return the id of a work, or 0 if the text is no id."""
    return int(text) if re.fullmatch(r"[1-9]\d{0,17}", text, re.ASCII) else 0


def order_cited_ids(texts: Sequence[CitedText]) -> list[int]:
    """Return the ids of the cited works by first mention, whether they exist or not."""
    return list(dict.fromkeys(citation.work for text in texts for group in text.groups for citation in group))


def number_citations(
    texts: Sequence[CitedText], *, existing: Collection[int]
) -> tuple[list[NumberedText], list[CitedWork]]:
    """Give every citation of an existing work its number and letter. Missing works get none and use none up."""
    works: dict[int, CitedWork] = {}

    def build_mentions(group: list[Citation]) -> list[Mention]:
        places: dict[tuple[int, str], list[Citation]] = {}
        for citation in group:
            if citation.work in existing:
                places.setdefault((citation.work, citation.locator), []).append(citation)
        mentions = []
        for (id_, locator), here in places.items():
            work = works.setdefault(id_, CitedWork(id_, len(works) + 1))
            quotes = tuple(dict.fromkeys(citation.quote for citation in here if citation.quote))
            mentions.append(Mention(work.number, format_letter(len(work.mentions)), locator, quotes))
            work.mentions.append(mentions[-1])
            for citation in here:
                if citation.why and citation.why not in work.reasons:
                    work.reasons.append(citation.why)
        return sorted(mentions, key=lambda mention: mention.number)

    return [NumberedText(text, [build_mentions(group) for group in text.groups]) for text in texts], list(
        works.values()
    )


def strip_citations(text: CitedText) -> str:
    """Return the rich text without its citations, to count words and for excerpts."""
    return replace_citations(text, repeat(""))


def replace_citations(text: CitedText, written: Iterable[str]) -> str:
    """Return the rich text with one item of `written` in place of each group and of the space before it."""
    pieces, end = [], 0
    for group, mark in zip(text.groups, written, strict=False):
        pieces += [strip_trailing_space(text.source[end : group[0].start]), mark]
        end = group[-1].end
    return "".join([*pieces, text.source[end:]])


def strip_trailing_space(html: str) -> str:
    while (shorter := html.rstrip().removesuffix("&nbsp;")) != html:
        html = shorter
    return html


def format_letter(position: int) -> str:
    """Return the letter of a position: 0 is a, 25 is z, 26 is aa."""
    letters = ""
    position += 1
    while position:
        position, remainder = divmod(position - 1, 26)
        letters = chr(ord("a") + remainder) + letters
    return letters
