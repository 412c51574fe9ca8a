"""What changed between two versions of what readers get: words, and the works cited."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from articles.review.content_hash import CITATION_END, CITATION_START, DescribedWork, Json, PageContent
from references import inline_markup
from references.csl import clean_json, get_text
from references.enums import EvidenceKind, Status
from references.styles import labels

WRITTEN_CITATION = re.compile(rf"\s?{CITATION_START}(.*?){CITATION_END}")
EXTERNAL_LINK = re.compile(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
BLOCK_END = re.compile(r"</(?:p|h[1-6]|li)>|<br>")
HTML_TAG = re.compile("<[^>]*>")
WORD = re.compile(r"\S+")
# Comparing two passages word by word takes the product of their lengths: a page or two at the most.
MAX_COMPARED_PAIRS = 1_000_000


class ChangeKind(TextChoices):
    KEPT = "kept", "kept"
    REMOVED = "removed", "removed"
    ADDED = "added", "added"


@dataclass(frozen=True)
class Words:
    """Words that follow each other and have the same fate."""

    kind: ChangeKind
    text: str


@dataclass(frozen=True)
class Line:
    """A paragraph, a heading, a cell: its words, and all that readers get of it, with links and bold type."""

    words: str
    source: str


@dataclass(frozen=True)
class ChangedPassage:
    words: list[Words]
    # Whether its words are the same: bold type, a link or the level of a heading changed.
    is_only_markup: bool = False


@dataclass(frozen=True)
class ChangedWork:
    """A work that the page cites now, or no longer. `notes` say what became of it since, in words."""

    label: str
    title: str
    status: Status
    notes: list[str]


@dataclass(frozen=True)
class ContentDifferences:
    passages: list[ChangedPassage]
    added: list[ChangedWork]
    removed: list[ChangedWork]
    changed: list[ChangedWork]

    @property
    def has_other_works(self) -> bool:
        """Whether the works, or what is known of one of them, are others: no change of that kind is minor."""
        return bool(self.added or self.removed or self.changed)

    def __bool__(self) -> bool:
        return bool(self.passages) or self.has_other_works


def compare_contents(before: PageContent, after: PageContent) -> ContentDifferences:
    was = {work["key"]: work for work in before["works"]}
    now = {work["key"]: work for work in after["works"]}
    return ContentDifferences(
        passages=list(compare_lines(list_lines(before), list_lines(after))),
        added=[summarize_work(work) for key, work in now.items() if key not in was],
        removed=[summarize_work(work) for key, work in was.items() if key not in now],
        changed=[
            summarize_work(work, describe_work_changes(was[key], work))
            for key, work in now.items()
            if key in was and was[key] != work
        ],
    )


# --- Works ---------------------------------------------------------------------------------------------------------


def summarize_work(work: DescribedWork, notes: Sequence[str] = ()) -> ChangedWork:
    csl = clean_json(work["csl"])
    title = inline_markup.strip_inline_tags(get_text(csl, "title"))
    return ChangedWork(labels.format_label(csl), title, Status(work["status"]), list(notes))


def describe_work_changes(was: DescribedWork, now: DescribedWork) -> list[str]:
    """Return what is new about a work, in sentences."""
    notes = []
    if was["status"] != now["status"]:
        change = {"was": Status(was["status"]).label, "now": Status(now["status"]).label}
        notes.append(_("Its status was “%(was)s” and is now “%(now)s”.") % change)
    elif (was["notice_date"], was["notice_doi"]) != (now["notice_date"], now["notice_doi"]):
        notes.append(_("There is another notice about it: “%(status)s”.") % {"status": Status(now["status"]).label})
    if was["superseded_by"] != now["superseded_by"] and now["superseded_by"]:
        notes.append(_("A newer work supersedes it: %(key)s.") % {"key": now["superseded_by"]})
    if was["evidence_kind"] != now["evidence_kind"]:
        kind = dict(EvidenceKind.choices).get(now["evidence_kind"], _("none"))
        notes.append(_("Its kind of evidence is now: %(kind)s.") % {"kind": kind})
    if was["population"] != now["population"]:
        notes.append(_("Who or what was studied is now: %(population)s.") % {"population": now["population"] or "–"})
    if was["conflict_of_interest"] != now["conflict_of_interest"]:
        notes.append(_("What it says about conflicts of interest has changed."))
    if was["csl"] != now["csl"]:
        notes.append(_("Its record has changed: %(parts)s.") % {"parts": ", ".join(list_changed_parts(was, now))})
    return notes


def list_changed_parts(was: DescribedWork, now: DescribedWork) -> list[str]:
    before, after = was["csl"], now["csl"]
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return []
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


# --- Words ---------------------------------------------------------------------------------------------------------


def list_lines(content: PageContent) -> list[Line]:
    """Return all that readers get, line by line in the order of the page, with works by their labels."""
    names = {work["key"]: labels.format_label(clean_json(work["csl"])) for work in content["works"]}
    return [
        # The same words in a block of another kind are no longer the same to readers.
        Line(line.words, f"{kind}: {line.source}")
        for kind, value in iterate_parts(content)
        for text in list_texts(value)
        for line in split_lines(text, names)
    ]


def iterate_parts(content: PageContent) -> Iterator[tuple[str, Json]]:
    """Yield the parts that a page consists of, in its order: each with its kind, which is none of its words."""
    yield from (("title", content["title"]), ("standfirst", content["standfirst"]))
    described = content["blocks"]
    for pair in described if isinstance(described, list) else []:
        if isinstance(pair, list):
            kind, value = pair
            yield str(kind), value
    yield "terms", content.get("terms")
    yield "preview", content.get("preview")


def list_texts(value: Json, name: str = "") -> Iterator[str]:
    """Yield the texts in a described value, in its order. `name` is what the value is called, for a bare yes or number.

    Rich text is HTML and starts with a tag. Anything else is taken as it is.
    """
    match value:
        case dict():
            for part, inner in value.items():
                yield from list_texts(inner, part)
        case list():
            for inner in value:
                yield from list_texts(inner, name)
        case bool() | int() | float():
            yield f"{name.replace('_', ' ')}: {value}"
        case str():
            yield value


def split_lines(text: str, names: Mapping[str, str]) -> Iterator[Line]:
    for source in BLOCK_END.split(text) if text.startswith("<") else [text]:
        shown = WRITTEN_CITATION.sub(lambda written: name_citation(written[1], names), source)
        if text.startswith("<"):
            shown = unescape(HTML_TAG.sub("", EXTERNAL_LINK.sub(r"\2 (\1)", shown)))
        if words := " ".join(shown.split()):
            yield Line(words, source)


def name_citation(written: str, names: Mapping[str, str]) -> str:
    """Return ` [Gray 2020, p. 3]` for a written citation."""
    key, *details = json.loads(unescape(written))
    return f" [{', '.join(filter(None, (names.get(key, key), *details)))}]"


def compare_lines(before: Sequence[Line], after: Sequence[Line]) -> Iterator[ChangedPassage]:
    """Yield what differs, in the order of the page."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag != "equal":
            yield from compare_passages(before[start:end], after[new_start:new_end])


def compare_passages(old: Sequence[Line], new: Sequence[Line]) -> Iterator[ChangedPassage]:
    """Yield what differs between lines that took each other's place: one by one if there are as many of them."""
    if len(old) == len(new):
        for was, now in zip(old, new, strict=True):
            is_only_markup = was.words == now.words
            yield ChangedPassage(list(compare_words(was.words, now.words)), is_only_markup)
    elif not (old and new):
        kind = ChangeKind.ADDED if new else ChangeKind.REMOVED
        yield from (ChangedPassage([Words(kind, line.words)]) for line in old or new)
    else:
        yield ChangedPassage(
            list(compare_words("\n".join(line.words for line in old), "\n".join(line.words for line in new)))
        )


def compare_words(old: str, new: str) -> Iterator[Words]:
    was, now = WORD.findall(old), WORD.findall(new)
    if len(was) * len(now) > MAX_COMPARED_PAIRS:
        yield from (Words(ChangeKind.REMOVED, old), Words(ChangeKind.ADDED, new))
        return
    for tag, start, end, new_start, new_end in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Words(ChangeKind.KEPT, " ".join(was[start:end]))
            continue
        if end > start:
            yield Words(ChangeKind.REMOVED, " ".join(was[start:end]))
        if new_end > new_start:
            yield Words(ChangeKind.ADDED, " ".join(now[new_start:new_end]))
