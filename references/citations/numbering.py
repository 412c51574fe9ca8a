"""Citations in rich text, and their numbers over a whole page.

A citation is stored as `<a linktype="reference" id="7">Stegemann et al. 2023</a>`; the words inside are for the editor.
The reader sees a number: works are numbered by first mention over all texts of a page, in the order in which the page
shows them, one number a work. Everything here is a function of those texts and of which works exist; nothing is kept
between calls, so a page rendered twice is the same to the byte.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import repeat

from references.citations.features import LINK_TYPE, LOCATOR_ATTRIBUTE, QUOTE_ATTRIBUTE, REASON_ATTRIBUTE

# A quote may hold a `>`.
LINK_ELEMENT = re.compile(r'<a\b((?:[^>"]++|"[^"]*+")*+)>.*?</a>', re.DOTALL)
TAG_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
# What may stand between two citations that read as one group: no word, no tag.
CITATION_GAP = re.compile(r"(?:[\s,;\u00a0]|&nbsp;)*")


@dataclass(frozen=True)
class Citation:
    """One citation as it is stored, and where in the text. One whose id is no number is a citation of no work (0)."""

    start: int
    end: int
    work: int
    # Where in the work: "p. 823".
    locator: str
    # Words of its abstract.
    quote: str
    # Why it is cited although it was retracted or is in doubt.
    why: str


@dataclass(frozen=True)
class CitedText:
    """A rich text with its citations, those side by side together."""

    source: str
    groups: list[list[Citation]]


@dataclass(frozen=True)
class Mention:
    """One place at which a work is cited. It has several quotes if the same place is cited twice in a row."""

    number: int
    letter: str
    locator: str = ""
    quotes: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        return f"cite-{self.number}-{self.letter}"


@dataclass(frozen=True)
class CitedWork:
    """One entry of the list at the foot."""

    id: int
    number: int
    mentions: list[Mention] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return f"ref-{self.number}"


@dataclass(frozen=True)
class NumberedText:
    """A rich text with the mentions that stand in place of each of its groups, by number."""

    text: CitedText
    mentions: list[list[Mention]]


def group_citations(source: str) -> CitedText:
    """The citations of one rich text, in its order."""
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
    return int(text) if re.fullmatch(r"[1-9]\d{0,17}", text, re.ASCII) else 0


def order_cited_ids(texts: Sequence[CitedText]) -> list[int]:
    """Ids of the works cited, by first mention, whether they exist or not."""
    return list(dict.fromkeys(citation.work for text in texts for group in text.groups for citation in group))


def number_citations(
    texts: Sequence[CitedText], *, existing: Collection[int]
) -> tuple[list[NumberedText], list[CitedWork]]:
    """Give every citation of an existing work its number and letter. A missing work gets none and takes none."""
    works: dict[int, CitedWork] = {}

    def mentions_of(group: list[Citation]) -> list[Mention]:
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

    return [NumberedText(text, [mentions_of(group) for group in text.groups]) for text in texts], list(works.values())


def strip_citations(text: CitedText) -> str:
    """The rich text as if nothing were cited, for counting words and for excerpts."""
    return replace_citations(text, repeat(""))


def replace_citations(text: CitedText, written: Iterable[str]) -> str:
    """The rich text with one of `written` in place of each group of citations and of the space before it."""
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
    """0 is a, 25 is z, 26 is aa."""
    letters = ""
    position += 1
    while position:
        position, remainder = divmod(position - 1, 26)
        letters = chr(ord("a") + remainder) + letters
    return letters
