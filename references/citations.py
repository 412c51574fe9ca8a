"""Citations in rich text, and their numbers over a whole page.

A citation is stored as `<a linktype="reference" id="7">Stegemann et al. 2023</a>`; the words inside are for the editor.
The reader sees a number: works are numbered by first mention over all texts of a page, in the order in which the page
shows them, one number a work. Everything here is a function of those texts and of which works exist; nothing is kept
between calls, so a page rendered twice is the same to the byte.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.rich_text.rewriters import extract_attrs

from references.features import LINK_TYPE

ANCHOR = re.compile(r"<a\b([^>]*)>.*?</a>", re.DOTALL)
# What may stand between two citations that read as one group, and before the first: no word, no tag.
GAP = re.compile(r"(?:[\s,;\u00a0]|&nbsp;)*")
SPACE_BEFORE = re.compile(r"(?:[\s\u00a0]|&nbsp;)+\Z")
# Three numbers in a row or more are written as a range.
SHORTEST_RANGE = 3


@dataclass(frozen=True)
class Group:
    """Citations that stand side by side, and where in the text."""

    start: int
    end: int
    works: tuple[int, ...]


@dataclass(frozen=True)
class Mention:
    """One place at which a work is cited."""

    number: int
    letter: str

    @property
    def anchor(self) -> str:
        return f"cite-{self.number}-{self.letter}"


@dataclass(frozen=True)
class CitedWork:
    """One entry of the list at the foot."""

    id: int
    number: int
    mentions: list[Mention] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return f"ref-{self.number}"


@dataclass(frozen=True)
class NumberedText:
    """A rich text with its groups, each with the mentions that stand there, by number."""

    source: str
    groups: list[tuple[Group, list[Mention]]]


def cited_works(texts: Sequence[str]) -> list[int]:
    """Ids of the works cited, by first mention, whether they exist or not."""
    return list(dict.fromkeys(work for text in texts for group in groups(text) for work in group.works))


def number(texts: Sequence[str], *, existing: Collection[int]) -> tuple[list[NumberedText], list[CitedWork]]:
    """Give every citation of an existing work its number and letter. A missing work gets none and takes none."""
    works: dict[int, CitedWork] = {}
    numbered = []
    for text in texts:
        found = []
        for group in groups(text):
            mentions = []
            for id_ in group.works:
                if id_ in existing:
                    work = works.setdefault(id_, CitedWork(id_, len(works) + 1))
                    work.mentions.append(Mention(work.number, letter(len(work.mentions))))
                    mentions.append(work.mentions[-1])
            found.append((group, sorted(mentions, key=lambda mention: mention.number)))
        numbered.append(NumberedText(text, found))
    return numbered, list(works.values())


def write(text: NumberedText, *, labels: Mapping[int, str]) -> str:
    """The rich text with its numbers in place of its citations. `labels` names the work behind each number."""
    return replaced(text, lambda mentions: citation_html(mentions, labels))


def without_citations(text: str) -> str:
    """The rich text as if nothing were cited, for counting words and for excerpts."""
    return replaced(NumberedText(text, [(group, []) for group in groups(text)]), lambda _mentions: "")


def replaced(text: NumberedText, written: Callable[[list[Mention]], str]) -> str:
    pieces, end = [], 0
    for group, mentions in text.groups:
        pieces += [SPACE_BEFORE.sub("", text.source[end : group.start]), written(mentions)]
        end = group.end
    return "".join([*pieces, text.source[end:]])


def groups(text: str) -> Iterator[Group]:
    """The citations of one rich text, those side by side together, in the order of the text."""
    found: list[Group] = []
    for start, end, work in citations(text):
        if found and GAP.fullmatch(text, found[-1].end, start):
            last = found.pop()
            works = last.works if work in last.works else (*last.works, work)
            found.append(Group(last.start, end, works))
        else:
            found.append(Group(start, end, (work,)))
    yield from found


def citations(text: str) -> Iterator[tuple[int, int, int]]:
    """Start, end and work of each citation. One whose id is no number is a citation of no work (0)."""
    for match in ANCHOR.finditer(text):
        attributes = extract_attrs(match[1])
        if attributes.get("linktype") == LINK_TYPE:
            yield match.start(), match.end(), work_id(attributes.get("id", ""))


def work_id(text: str) -> int:
    return int(text) if re.fullmatch(r"[1-9]\d{0,17}", text, re.ASCII) else 0


def letter(position: int) -> str:
    """0 is a, 25 is z, 26 is aa."""
    letters = ""
    position += 1
    while position:
        position, remainder = divmod(position - 1, 26)
        letters = chr(ord("a") + remainder) + letters
    return letters


def citation_html(mentions: list[Mention], labels: Mapping[int, str]) -> SafeString:
    """The superior numbers of one group: `1,3–5`. Nothing if none of its works exists."""
    if not mentions:
        return SafeString("")
    runs = [list(run) for _key, run in groupby(enumerate(mentions), key=lambda item: item[1].number - item[0])]
    written = format_html_join(",", "{}", ((run_html([mention for _, mention in run], labels),) for run in runs))
    return format_html('<sup class="citation">{}</sup>', written)


def run_html(run: list[Mention], labels: Mapping[int, str]) -> SafeString:
    if len(run) < SHORTEST_RANGE:
        return format_html_join(",", "{}", ((number_html(mention, labels),) for mention in run))
    # The numbers inside a range are not written, but the list links back to them all the same.
    inner = format_html_join("", '<span id="{}"></span>', ((mention.anchor,) for mention in run[1:-1]))
    return format_html("{}–{}{}", number_html(run[0], labels), inner, number_html(run[-1], labels))


def number_html(mention: Mention, labels: Mapping[int, str]) -> SafeString:
    spoken = _("Reference %(number)s: %(label)s") % {"number": mention.number, "label": labels[mention.number]}
    return format_html(
        '<a class="citation__link" id="{}" href="#ref-{}" role="doc-noteref" aria-label="{}">{}</a>',
        mention.anchor,
        mention.number,
        spoken,
        mention.number,
    )
