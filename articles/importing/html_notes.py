"""Find the footnotes and endnotes of HTML, whoever wrote it, and number them as the entries of a list are.

A mark in the text links to its note, and the note links back to the mark. Word, Google Docs, LibreOffice, WordPress and
the converters of Markdown all write this pair, each with names of its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

ANCHOR_TAG = re.compile(r"<a\s(?P<attributes>[^<>]{1,2000})>|</a\s*>", re.IGNORECASE)
TARGET = re.compile(r"\bhref\s*=\s*[\"']?#([^\"'\s>]{1,200})", re.IGNORECASE)
NAME = re.compile(r"(?<![\w-])(?:id|name)\s*=\s*[\"']?([^\"'\s>]{1,200})", re.IGNORECASE)
# The tag right before a link: `<sup id="fnref1"><a href="#fn1">`.
TAG_BEFORE = re.compile(r"<\w{1,12}\s[^<>]{1,500}>\s{0,20}$")
HOW_FAR_BEFORE = 600
NAMED_TAG = re.compile(r"<[a-z]\w{0,12}\s[^<>]{0,2000}>", re.IGNORECASE)
# What may stand between the beginning of a note and its first words.
TAGS_WITHIN = re.compile(r"(?:\s*<(?!a[\s>])\w[^<>]{0,1000}>)*", re.IGNORECASE)
BLOCK_START = re.compile(r"<(?:p|li|div|dd|td|section|aside)(?=[\s>])", re.IGNORECASE)
LIST_START = re.compile(r"<[ou]l(?=[\s>])", re.IGNORECASE)
HOW_FAR_BACK = 3000
# The heading of a list of works: words that are alone in their tag.
OWN_LIST = re.compile(
    r">\s*(?:\d{1,2}\.? )?(?:(?:selected |key |scientific )?references|(?P<german>literatur\w*|quellen\w*"
    r"|einzelnachweise)|sources|bibliography|works cited)\s*:?\s*(?=</)",
    re.IGNORECASE,
)
HEADING_TAG = re.compile(r"<h([1-6])(?=[\s>])", re.IGNORECASE)
MAIN_LEVEL = 2
NO_WORDS = re.compile(r"(?:\s|&nbsp;|<[^<>]{0,2000}>)*")
# A heading of a list is known in every language.
LIST_HEADING = "References"
NOTES_HEADING, GERMAN_NOTES_HEADING = "Notes", "Anmerkungen"
# Remarks of colleagues in a file of Word are paired in the same way.
COMMENT_NAMES = "_mso"


@dataclass(frozen=True)
class Link:
    """A link within the page, from `start` to before `end` of its source."""

    start: int
    end: int
    target: str
    names: frozenset[str]


@dataclass(frozen=True)
class Change:
    """What is written in place of a part of the source. Line ends that were in it stay."""

    start: int
    end: int
    text: str


def number_notes(html: str) -> str:
    """Return HTML with `[1]` for the mark of each note, and with the notes as a list of works, numbered alike.

    Beside a list of works that the author wrote, a note is a note: its mark is `(*1)`, which is no number of that list.
    The number of lines stays.
    """
    links = list(find_links(html))
    places = find_places(html) if links else {}
    targets = {link.target for link in links}
    marks = [
        link
        for link in links
        if not link.names.isdisjoint(targets)
        and places.get(link.target, 0) > link.end
        and not link.target.startswith(COMMENT_NAMES)
    ]
    if not marks:
        return html
    # A note that is cited again has a link without one back.
    noted = {mark.target for mark in marks}
    marks = [link for link in links if link.target in noted and link.end < places[link.target]]
    numbers: dict[str, int] = {}
    for mark in marks:
        numbers.setdefault(mark.target, len(numbers) + 1)
    first = find_beginning(html, min(places[target] for target in numbers))
    heading, level = choose_heading(html, first)
    is_cited = heading in {"", LIST_HEADING}
    changes = [Change(first, first, f"<h{level}>{heading}</h{level}>" if heading else "")]
    for target, number in numbers.items():
        place = find_words(html, places[target])
        changes.append(Change(place, place, f"[{number}] " if is_cited else f"(*{number}) "))
    for mark in marks:
        number = numbers[mark.target]
        changes.append(Change(mark.start, mark.end, f"<sup>[{number}]</sup>" if is_cited else f" (*{number})"))
    marked = {name for mark in marks for name in mark.names}
    changes += [Change(link.start, link.end, "") for link in links if link.target in marked and link not in marks]
    return apply_changes(html, changes)


def find_links(html: str) -> Iterator[Link]:
    opened: re.Match[str] | None = None
    for tag in ANCHOR_TAG.finditer(html):
        if tag["attributes"] is not None:
            opened = tag
        elif opened:
            if target := TARGET.search(opened["attributes"]):
                before = TAG_BEFORE.search(html, max(0, opened.start() - HOW_FAR_BEFORE), opened.start())
                names = NAME.findall(opened["attributes"]) + (NAME.findall(before[0]) if before else [])
                yield Link(opened.start(), tag.end(), target[1], frozenset(names))
            opened = None


def find_places(html: str) -> dict[str, int]:
    """Return where the tag of each name begins; of a name that stands twice, the first."""
    places: dict[str, int] = {}
    for tag in NAMED_TAG.finditer(html):
        for name in NAME.findall(tag[0]):
            places.setdefault(name, tag.start())
    return places


def find_beginning(html: str, place: int) -> int:
    """Return where the notes begin, of which the first is named at `place`: its paragraph, or its list."""
    start = max(0, place - HOW_FAR_BACK)
    blocks = list(BLOCK_START.finditer(html, start, place + len("<section ")))
    found = blocks[-1] if blocks else None
    if not found:
        return place
    if found[0].lower() == "<li":
        lists = list(LIST_START.finditer(html, start, found.start()))
        return lists[-1].start() if lists else found.start()
    return found.start()


def choose_heading(html: str, first: int) -> tuple[str, int]:
    """Return the heading to write above the notes, which begin at `first`, and its level. None is needed where the
    author has one right there.

    The name of a list of works makes the notes its entries.
    """
    lists = list(OWN_LIST.finditer(html))
    if not lists:
        return LIST_HEADING, MAIN_LEVEL
    if any(found.end() <= first and NO_WORDS.fullmatch(html, found.end(), first) for found in lists):
        return "", MAIN_LEVEL
    levels = HEADING_TAG.findall(html, max(0, lists[-1].start() - HOW_FAR_BEFORE), lists[-1].end())
    return GERMAN_NOTES_HEADING if lists[-1]["german"] else NOTES_HEADING, int(levels[-1]) if levels else MAIN_LEVEL


def find_words(html: str, place: int) -> int:
    """Return where the words of a note begin, whose name stands in the tag at `place`."""
    tag = NAMED_TAG.match(html, place)
    if not tag or tag[0][:2].lower() == "<a":
        return place
    within = TAGS_WITHIN.match(html, tag.end())
    return within.end() if within else tag.end()


def apply_changes(html: str, changes: list[Change]) -> str:
    pieces, position = [], 0
    for change in sorted(changes, key=lambda one: (one.start, one.end)):
        if change.start >= position:
            line_ends = "\n" * html.count("\n", change.start, change.end)
            pieces += [html[position : change.start], change.text, line_ends]
            position = change.end
    return "".join([*pieces, html[position:]])
