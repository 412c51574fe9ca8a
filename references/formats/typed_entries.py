"""Read one entry of a reference list as somebody typed it: AMA, Vancouver, APA, Harvard, Chicago, Nature and the like.

Styles differ in where the year stands and how the title is set apart: in quotation marks, behind a year, or as the
sentence behind the names. An entry of which the title cannot be told is refused: a wrong title leads readers to another
work.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from references.csl import Csl
from references.formats.dates import parse_csl_date
from references.formats.field_values import build_full_text_custom
from references.formats.pages import expand_pages
from references.formats.record_builder import build_record
from references.formats.records import Record, Refusal
from references.formats.typed_identifiers import Identifiers, TypedLink, split_identifiers
from references.formats.typed_names import BODY_WORD, TypedPeople, parse_whole_names, scan_people
from references.formats.typed_sources import TypedSource, split_edition, split_source

# In characters: a list of a hundred authors has some 1,500.
LONGEST_ENTRY = 3000
LONGEST_TITLE = 600
YEAR_IN_BRACKETS = re.compile(
    r"[\s,.]*\((?P<date>(?:(?P<year>(?:1[89]|20)\d\d)[a-z]?(?:,[^()]{1,30})?)|n\.\s?d\.|o\.\s?J\.|in press"
    r"|im Druck)\)[.,:]?\s*"
)
YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
YEAR_BEHIND_NAMES = re.compile(r"[\s,.]*(?P<year>(?:1[89]|20)\d\d)[a-z]?[.,:]\s+")
# An apostrophe may stand within a title, so a single mark ends it only before another mark.
QUOTED_TITLE = re.compile(
    r"[“„«\"](?P<double>[^“”„«»\"]{8,500})[”“»\"]|(?<![\w’'])[\u2018'](?P<single>.{8,500}?)[’'](?=[,.])"
)
SENTENCE_END = re.compile(
    r"(?<=[.?!])(?<!\bNr\.)(?<!\bNo\.)(?<!\bvs\.)(?<!\bDr\.)(?<!\bSt\.)\s+(?=[^\sa-z]|eLife|npj|bioRxiv|medRxiv|mBio|iScience)"
)
ABBREVIATION = re.compile(r"[^\W\d_a-z][\w-]{0,11}\.")
IN_BOOK = re.compile(r"[.?!]\s+In:?\s+(?=[^\sa-z])")
EDITORS = re.compile(r"\(?\b(?:eds?|editors?|hrsg|hg)\b\.?\)?[.,:]?\s*", re.IGNORECASE)
PAGES_OF_CHAPTER = re.compile(r"[\s,(]*\b(?:pp?\.|S\.)\s*(\w{1,8}\s*[–-]\s*\w{1,8})\)?")
TITLE_WITH_JOURNAL = re.compile(
    r"(?P<title>[^()]{8,500})\s\((?P<container>[^()\d]{2,80}),?\s+(?P<year>(?:19|20)\d\d)\)\.?"
)
PUBLISHER = re.compile(
    r"\b(?:press|publish\w*|verlag|books|springer|elsevier|wiley|penguin|thieme|routledge|karger|hogrefe|beltz)\b",
    re.IGNORECASE,
)
# `Deutsche Rentenversicherung Bund (Hrsg.): Rahmenkonzept.`, `Deutsche Rheuma-Liga: Fibromyalgie.`
BODY_BEFORE_COLON = re.compile(
    r"(?P<body>[^.:()\d]{3,100}?)\s*(?P<editor>\((?:eds?|editors?|hrsg|hg)\.?\))?\s*:\s+(?=\S)", re.IGNORECASE
)
# What an entry says of its own kind, behind its title.
KIND_NOTE = re.compile(
    r"\s*\[[^\[\]]{0,30}(?:dissertation|thesis|masterarbeit|bachelorarbeit|diplomarbeit)(?:,\s*(?P<school>[^\[\]]{2,80}))?\]",
    re.IGNORECASE,
)
TITLE_MARKS = " \t.,;:“”„«»\"\u2018’'"
QUOTATION_MARKS = (("„", "“"), ("“", "”"), ("«", "»"), ("»", "«"))
LONGEST_BODY = 12


@dataclass
class Parts:
    """What was found of an entry, from left to right."""

    people: list[Csl] = field(default_factory=list)
    are_editors: bool = False
    title: str = ""
    container: str = ""
    date: str = ""
    source: dict[str, str] = field(default_factory=dict)
    is_chapter: bool = False
    is_thesis: bool = False


def parse_typed_entry(place: str, text: str, links: Sequence[TypedLink] = ()) -> Record | Refusal:
    """Return the work of one entry, without its number, or why it cannot be read. `links` are those in its words."""
    text = " ".join(text[:LONGEST_ENTRY].split())
    found = split_identifiers(text, links)
    kind = KIND_NOTE.search(found.words)
    found.words = KIND_NOTE.sub("", found.words)
    parts = read_parts(found.words)
    if kind:
        parts.is_thesis = True
        parts.source.setdefault("publisher", (kind["school"] or "").strip())
    if reason := find_fault(parts, found):
        return Refusal(place, reason)
    return build_record(place, build_csl(parts, found))


def find_fault(parts: Parts, found: Identifiers) -> str:
    """Return why these parts make no work, or nothing."""
    is_title = len(re.findall(r"\w", parts.title)) > 3 and not re.search(r"\bet al\b", parts.title)
    if not is_title or len(parts.title) > LONGEST_TITLE:
        return _("No title can be told apart in it.")
    if not (parts.date or found.variables or found.full_text_url):
        if YEAR.search(found.words):
            return _("Its parts cannot be told apart: author, year, title and journal.")
        return _("It has no year, DOI, PubMed number or web address.")
    if not (parts.people or parts.container or parts.source or found.variables):
        return _("Neither an author nor where it was published can be told apart in it.")
    return ""


def read_parts(words: str) -> Parts:
    if (quoted := QUOTED_TITLE.search(words)) and is_set_apart(words, quoted):
        return read_quoted(words, quoted)
    people = scan_people(words)
    if not people.people and (whole := TITLE_WITH_JOURNAL.fullmatch(words)):
        return Parts(title=clean_title(whole["title"]), container=whole["container"].strip(" ,"), date=whole["year"])
    if (dated := YEAR_IN_BRACKETS.search(words)) and names_only(words[: dated.start()], people, dated, words):
        names = words[: dated.start()]
        parts = Parts(parse_whole_names(names), people.are_editors, date=dated["year"] or dated["date"])
        return read_title_and_source(parts, words[dated.end() :], has_year=True)
    if people.people and (dated := YEAR_BEHIND_NAMES.match(words, people.end)):
        parts = Parts(people.people, people.are_editors, date=dated["year"])
        return read_title_and_source(parts, words[dated.end() :], has_year=True)
    parts, end = Parts(people.people, people.are_editors), people.end
    body = BODY_BEFORE_COLON.match(words) if not people.people else None
    if body and (body["editor"] or BODY_WORD.search(body["body"])):
        parts, end = Parts([{"literal": body["body"].strip(TITLE_MARKS)}], bool(body["editor"])), body.end()
    return read_title_and_source(parts, words[end:].lstrip(" .:,"), has_year=False)


def is_set_apart(words: str, quoted: re.Match[str]) -> bool:
    """Return whether a quoted text is the title, and not a word within one."""
    before = words[: quoted.start()].rstrip()
    return not before or before[-1] in ".,):;" or before[-4:].isdigit()


def names_only(before: str, people: TypedPeople, dated: re.Match[str], words: str) -> bool:
    """Return whether a year in brackets stands behind names: not at the end of an entry or within its title."""
    if len(words) - dated.end() < 8:
        return False
    if people.people:
        return not before[people.end :].strip(" .,;&")
    return 0 < len(before.split()) <= LONGEST_BODY and not re.search(r"[.?!]\s+\S+\s", before)


def read_quoted(words: str, quoted: re.Match[str]) -> Parts:
    """Return the parts of `Names. “Title.” Journal 26 (2023): 1-9`; the year may stand behind the names."""
    before, after = words[: quoted.start()], words[quoted.end() :].lstrip(" .,")
    dated = YEAR_IN_BRACKETS.search(before) or YEAR_BEHIND_NAMES.search(f"{before} ")
    names = before[: dated.start()] if dated else before
    parts = Parts(parse_whole_names(names), title=(quoted["double"] or quoted["single"]).strip(" ,."))
    parts.date = (dated["year"] or "") if dated else ""
    after = re.sub(r"^in:?\s+", "", after, flags=re.IGNORECASE)
    source = split_source(f", {after}", has_year=bool(parts.date))
    set_source(parts, source)
    parts.container = (source.before if source else after).strip(TITLE_MARKS)
    return parts


def read_title_and_source(parts: Parts, rest: str, *, has_year: bool) -> Parts:
    """Fill in title, journal and what follows from `Title. Journal. 2023;26(5):1-9`."""
    if book := IN_BOOK.search(rest):
        return read_chapter(parts, rest, book, has_year=has_year)
    source = split_source(rest, has_year=has_year)
    set_source(parts, source)
    before, edition = split_edition(source.before if source else rest)
    if edition:
        parts.source["edition"] = edition
    sentences = [sentence for sentence in SENTENCE_END.split(before) if sentence.strip(TITLE_MARKS)]
    if (source and source.is_book) or edition:
        return set_book(parts, sentences)
    if not parts.people and begins_with_body(sentences, parts.source):
        parts.people = [{"literal": sentences.pop(0).strip(TITLE_MARKS)}]
    split_container(parts, sentences)
    return parts


def begins_with_body(sentences: list[str], source: dict[str, str]) -> bool:
    """Return whether the first sentence is whoever issued the work: `World Health Organization.`, `NICE.`"""
    is_named = len(sentences) > 0 and bool(BODY_WORD.search(sentences[0]))
    if len(sentences) < 2 or len(sentences[0].split()) > (LONGEST_BODY if is_named else LONGEST_BODY // 2):
        return False
    is_body = is_named or sentences[0].strip(".").isupper() or is_name_before_title(*sentences[:2])
    return len(sentences) > 2 or (is_body and "volume" not in source)


def is_name_before_title(first: str, second: str) -> bool:
    """Return whether a name stands before a title with a colon: `Versus Arthritis. Fibromyalgia: a guide.`"""
    words = first.split()
    return 1 < len(words) <= 4 and all(word[:1].isupper() for word in words) and ":" in second.strip(TITLE_MARKS)


def set_book(parts: Parts, sentences: list[str]) -> Parts:
    if not parts.people and len(sentences) > 1:
        parts.people = [{"literal": sentences.pop(0).strip(TITLE_MARKS)}]
    if "publisher" not in parts.source and len(sentences) > 1:
        parts.source["publisher"] = sentences.pop().strip(TITLE_MARKS)
    parts.source.setdefault("publisher", "")
    parts.title = clean_title(" ".join(sentences))
    return parts


def split_container(parts: Parts, sentences: list[str]) -> None:
    """Set the title and the journal: the last sentence, with abbreviated words before it (`Nat. Neurosci.`)."""
    if len(sentences) < 2:
        whole = sentences[0] if sentences else ""
        head, comma, tail = whole.rpartition(", ")
        if comma and "volume" in parts.source and tail[:1].isupper() and len(tail.split()) <= 8 and head.strip():
            parts.title, parts.container = clean_title(head), tail.strip(TITLE_MARKS)
        else:
            parts.title = clean_title(whole)
        return
    first = len(sentences) - 1
    while first > 1 and ABBREVIATION.fullmatch(sentences[first - 1]):
        first -= 1
    parts.title = clean_title(" ".join(sentences[:first]))
    parts.container = " ".join(sentences[first:]).strip(TITLE_MARKS)


def read_chapter(parts: Parts, rest: str, book: re.Match[str], *, has_year: bool) -> Parts:
    """Fill in the parts of `Title. In: Editor A, ed. Book. Place: Publisher; 2016:1-9`."""
    after = rest[book.end() :]
    parts.title = clean_title(rest[: book.start() + 1])
    journal = split_source(after, has_year=has_year)
    # In German, journals too stand behind `In:`.
    if journal and "volume" in journal.parts and not (EDITORS.search(after) or journal.is_book):
        set_source(parts, journal)
        parts.container = journal.before.strip(TITLE_MARKS)
        return parts
    parts.is_chapter = True
    if pages := PAGES_OF_CHAPTER.search(after) or re.search(r"(?<=\d{4}):\s*(\w{1,8}[–-]\w{1,8})(?=\W*$)", after):
        parts.source["page"] = pages[1]
        after = f"{after[: pages.start()]}{after[pages.end() :]}"
    source = split_source(after, has_year=has_year)
    set_source(parts, source)
    before, edition = split_edition(source.before if source else after)
    if edition:
        parts.source["edition"] = edition
    if editors := EDITORS.search(before):
        before = before[editors.end() :]
    parts.container = SENTENCE_END.split(before)[0].strip(TITLE_MARKS)
    return parts


def set_source(parts: Parts, source: TypedSource | None) -> None:
    if source:
        found = dict(source.parts)
        parts.date = parts.date or found.get("year", "")
        found.pop("year", None)
        parts.source = {**found, **parts.source}


def clean_title(text: str) -> str:
    """Return a title without the marks around it; a question mark is its own, and so is the end of a quotation."""
    title = text.strip(TITLE_MARKS)
    for opening, closing in QUOTATION_MARKS:
        if opening in title and closing not in title and f"{title}{closing}" in text:
            title += closing
    return re.sub(r"\s*\[(?:review|article|in german|abstract)\]$", "", title, flags=re.IGNORECASE)


def build_csl(parts: Parts, found: Identifiers) -> Csl:
    source = parts.source
    work: dict[str, Any] = {
        "type": choose_type(parts, found),
        "title": parts.title,
        "editor" if parts.are_editors else "author": parts.people,
        "container-title": parts.container,
        "issued": parse_csl_date(parts.date),
        **{name: source.get(name, "") for name in ("volume", "issue", "edition", "publisher", "publisher-place")},
        "page": expand_pages(re.sub(r"\s*[–—]\s*", "-", source.get("page", ""))),
        **found.variables,
        "custom": build_full_text_custom(found.full_text_url),
    }
    if work["type"] in {"webpage", "book"} and parts.container:
        work["publisher"] = work["publisher"] or work.pop("container-title")
    return {name: value for name, value in work.items() if value}


def choose_type(parts: Parts, found: Identifiers) -> str:
    if parts.is_thesis:
        return "thesis"
    if parts.is_chapter:
        return "chapter"
    is_publisher = PUBLISHER.search(parts.container) and not parts.source.keys() & {"volume", "page"}
    if "publisher" in parts.source or "edition" in parts.source or is_publisher:
        return "book"
    is_web = "URL" in found.variables and not (found.variables.keys() & {"DOI", "PMID", "PMCID"})
    if is_web and not parts.source.keys() & {"volume", "page"}:
        return "webpage"
    return "article-journal"
