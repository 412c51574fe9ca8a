"""Whether two records tell of one work: in what they contradict each other, and in what they agree.

Many works share a title: two called “Fibromyalgia” by two Millers in two years are two. So a title alone never makes
two records one. Values are compared as what they mean: `J Pain` agrees with `The Journal of Pain`, `7 Suppl` with `7`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from references import csl
from references.csl import Csl
from references.identity.rubrics import is_rubric, told_words
from references.identity.titles import LONGEST, folded, unaccented

# Managers write these where they know no type.
VAGUE_TYPES = {"document", "webpage", "post", "post-weblog", "entry"}
PERIODICALS = {"article-journal", "article-magazine", "article-newspaper"}
# What is found by its address alone; of an article everybody has another one.
KNOWN_BY_ADDRESS = {"webpage", "post", "post-weblog", "document", "dataset", "software", "report"}
ENGLISH_NUMBERS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6"}


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared of a work, in little room."""

    # Pairs of a name and a value.
    identifiers: tuple[tuple[str, str], ...]
    title: str
    title_key: str
    year: int | None
    people: tuple[str, ...]
    # Where the work stands, as far as it is told: `type`, `container`, `volume`, `issue`, `page`, `edition` …
    place: tuple[tuple[str, Any], ...]


def traits_of(work: Csl, identifiers: Mapping[str, str]) -> Traits:
    """`identifiers` are those that no other work may have, normalised."""
    title = csl.text(work, "title")
    return Traits(
        identifiers=tuple(identifiers.items()),
        title=title[: 2 * LONGEST],
        title_key=folded(title)[:LONGEST],
        year=csl.year(work),
        people=people(work),
        place=tuple((part, value) for part, read in PARTS.items() if (value := read(work))),
    )


def people(work: Csl) -> tuple[str, ...]:
    """`smith j` of each author; of the editors where there is none."""
    names = csl.names(work, "author") or csl.names(work, "editor")
    return tuple(f"{folded(f'{name.particle} {name.family}')} {folded(name.given)[:1]}" for name in names)


# --- What is compared of a place ------------------------------------------------------------------------------------


def kind(work: Csl) -> str:
    told = csl.text(work, "type")
    return "" if told in VAGUE_TYPES else "article-journal" if told in PERIODICALS else told


def containers(work: Csl) -> tuple[str, ...]:
    """The names of the journal or book: words without case, accents, places in brackets and small words."""
    names = {csl.text(work, name) for name in ("container-title", "container-title-short", "journalAbbreviation")}
    return tuple(sorted(found for name in names if (found := compared_name(name))))


def compared_name(name: str) -> str:
    name = re.sub(r"\([^()]*\)|<[^<>]*>", " ", unaccented(name.casefold()))
    head = re.split(r"\s*[:=]\s+| - ", name)[0]
    return " ".join(told_words(head))


def number(variable: str) -> Callable[[Csl], str]:
    def read(work: Csl) -> str:
        told = unaccented(csl.text(work, variable).casefold())
        told = re.sub(r"^\W*(?:vol|volume|band|bd|no|nr|issue|heft|suppl(?:ement)?)?\b[\W_]*", "", told) or told
        return told.lstrip("0")

    return read


def first_page(work: Csl) -> str:
    told = re.sub(r"^\W*(?:pp?|pages?|seiten?|s|article|art|no|id)\b[\W_]*", "", csl.text(work, "page").casefold())
    return re.split(r"\s*[-‐-―−,;]\s*", told)[0].strip().lstrip("0")  # noqa: RUF001 -- the dashes that records have


def edition(work: Csl) -> str:
    told = csl.text(work, "edition").casefold()
    found = re.search(r"\d+", told)
    return found[0] if found else next((digit for word, digit in ENGLISH_NUMBERS.items() if word in told), "")


def web_place(work: Csl) -> str:
    if csl.text(work, "type") not in KNOWN_BY_ADDRESS:
        return ""
    address = re.sub(r"^https?://(?:www\.)?", "", csl.text(work, "URL").casefold())
    return re.split(r"#|[?&]utm_", address)[0].rstrip("/?&")


def publisher(work: Csl) -> str:
    return compared_name(csl.text(work, "publisher"))


PARTS: dict[str, Callable[[Csl], Any]] = {
    "type": kind,
    "container": containers,
    "volume": number("volume"),
    "issue": number("issue"),
    "page": first_page,
    "number": number("number"),
    "edition": edition,
    "address": web_place,
    "publisher": publisher,
}


def are_same_containers(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    return any(is_short_for(one, other) or is_short_for(other, one) for one in ours for other in theirs)


def is_short_for(short: str, full: str) -> bool:
    """`n engl j med` for `new england journal medicine`, `jama` for the initials of its words."""
    if short == full or short.replace(" ", "") == full.replace(" ", ""):
        return True
    ours, theirs = short.split(), full.split()
    if len(ours) == 1 and len(theirs) > 1:
        return short == "".join(word[0] for word in theirs)
    return len(ours) == len(theirs) and all(map(is_word_short_for, ours, theirs))


def is_word_short_for(short: str, full: str) -> bool:
    """`engl` for `england`, `intl` for `international`: the letters of the one stand in the other in their order."""
    letters = iter(full)
    return short[0] == full[0] and all(letter in letters for letter in short)


def begins_like(one: str, other: str) -> bool:
    """`7 suppl 1` begins like `7`, and does not like `71`."""
    short, full = sorted((one, other), key=len)
    return full.startswith(short) and not full[len(short) : len(short) + 1].isalnum()


def are_same_pages(one: str, other: str) -> bool:
    """`e12345` is `12345`: so long a number is an article's own."""
    return one == other or (len(one) > 4 and len(other) > 4 and one.lstrip("e") == other.lstrip("e"))


SAME: dict[str, Callable[[Any, Any], bool]] = {
    "container": are_same_containers,
    "volume": begins_like,
    "issue": begins_like,
    "page": are_same_pages,
}
# Publishers are bought, and write themselves in many ways: that two differ says nothing.
NEVER_CONTRADICTS = {"publisher"}


def compared(one: Traits, other: Traits) -> dict[str, bool]:
    """Each part that both tell, and whether they agree in it."""
    theirs = dict(other.place)
    return {
        part: SAME[part](value, theirs[part]) if part in SAME else value == theirs[part]
        for part, value in one.place
        if part in theirs
    }


# --- The verdicts ---------------------------------------------------------------------------------------------------


def differing_identifiers(one: Traits, other: Traits) -> list[str]:
    held = dict(other.identifiers)
    return [name for name, value in one.identifiers if held.get(name, value) != value]


def contradictions(one: Traits, other: Traits) -> list[str]:
    """The names of identifiers, and the parts of the place, in which the two contradict each other."""
    parts = [part for part, agrees in compared(one, other).items() if not agrees and part not in NEVER_CONTRADICTS]
    return [*differing_identifiers(one, other), *parts]


def stand_in_one_place(one: Traits, other: Traits) -> bool:
    """Whether both begin on the same page of the same volume: two works may, of one title they hardly do."""
    agreeing = {part for part, agrees in compared(one, other).items() if agrees}
    return {"container", "page"} <= agreeing and bool({"volume", "issue"} & agreeing)


def are_one(one: Traits, other: Traits) -> bool:
    """Whether two works of one title are one beyond doubt: nothing contradicts, and more than the title agrees."""
    if one.title_key != other.title_key or contradictions(one, other) or not are_close(one.year, other.year):
        return False
    if stand_in_one_place(one, other):
        return share_an_author(one, other) and (one.year == other.year or not is_rubric(one.title))
    agreeing = {part for part, agrees in compared(one, other).items() if agrees} - {"type", "edition"}
    is_told = one.year is not None and one.year == other.year and one.people[:1] == other.people[:1]
    return is_told and bool(agreeing & {"container", "address", "number", "publisher"}) and not is_rubric(one.title)


def may_be_one(one: Traits, other: Traits) -> bool:
    """Whether somebody should look if two works of one title are one: at most one part of the place contradicts."""
    if one.title_key != other.title_key or differing_identifiers(one, other) or not are_close(one.year, other.year):
        return False
    wrong, parts = contradictions(one, other), compared(one, other)
    if is_rubric(one.title):
        return not wrong and one.year == other.year and share_an_author(one, other)
    if one.people and other.people and not share_an_author(one, other):
        return False
    is_small_slip = len(wrong) == 1 and bool({part for part, agrees in parts.items() if agrees} - {"type"})
    return not wrong or is_small_slip


def are_of_unlike_titles(one: Traits, other: Traits) -> bool:
    """Whether two records of one identifier are hardly one work: other words, and nothing else that vouches for it."""
    likeness = title_likeness(one, other)
    wrong = [part for part in contradictions(one, other) if part in {"type", "container", "volume", "page"}]
    if share_an_author(one, other) and are_close(one.year, other.year) and not wrong:
        return False
    return likeness < HALF or (likeness < MOST and bool(wrong))


HALF, MOST = 0.5, 0.8


def title_likeness(one: Traits, other: Traits) -> float:
    """The share of the shorter title's words that stand in the longer, 0 to 1."""
    if one.title_key == other.title_key:
        return 1
    ours, theirs = (set(told_words(traits.title)) for traits in (one, other))
    return len(ours & theirs) / min(len(ours), len(theirs)) if ours and theirs else 0


def are_close(one: int | None, other: int | None) -> bool:
    """Years at most a year apart: online in one, in print in the next. One that is not told is close to any."""
    return one is None or other is None or abs(one - other) <= 1


def share_an_author(one: Traits, other: Traits) -> bool:
    return not set(one.people).isdisjoint(other.people) or one.people == other.people
