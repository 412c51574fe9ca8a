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
from references.identity.rubrics import get_significant_words, is_rubric
from references.identity.titles import MAX_TITLE_KEY_LENGTH, fold_text, strip_accents

# Managers write these where they know no type.
VAGUE_TYPES = {"document", "webpage", "post", "post-weblog", "entry"}
PERIODICAL_TYPES = {"article-journal", "article-magazine", "article-newspaper"}
# What is found by its address alone; of an article everybody has another one.
TYPES_KNOWN_BY_URL = {"webpage", "post", "post-weblog", "document", "dataset", "software", "report"}
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


def extract_traits(work: Csl, identifiers: Mapping[str, str]) -> Traits:
    """`identifiers` are those that no other work may have, normalised."""
    title = csl.get_text(work, "title")
    return Traits(
        identifiers=tuple(identifiers.items()),
        title=title[: 2 * MAX_TITLE_KEY_LENGTH],
        title_key=fold_text(title)[:MAX_TITLE_KEY_LENGTH],
        year=csl.get_year(work),
        people=get_compared_people(work),
        place=tuple((part, value) for part, read in PART_READERS.items() if (value := read(work))),
    )


def get_compared_people(work: Csl) -> tuple[str, ...]:
    """`smith j` of each author; of the editors where there is none."""
    names = csl.get_names(work, "author") or csl.get_names(work, "editor")
    return tuple(f"{fold_text(f'{name.particle} {name.family}')} {fold_text(name.given)[:1]}" for name in names)


# --- What is compared of a place ------------------------------------------------------------------------------------


def get_compared_type(work: Csl) -> str:
    work_type = csl.get_text(work, "type")
    return "" if work_type in VAGUE_TYPES else "article-journal" if work_type in PERIODICAL_TYPES else work_type


def get_compared_containers(work: Csl) -> tuple[str, ...]:
    """The names of the journal or book: words without case, accents, places in brackets and small words."""
    names = {csl.get_text(work, name) for name in ("container-title", "container-title-short", "journalAbbreviation")}
    return tuple(sorted(found for name in names if (found := fold_name(name))))


def fold_name(name: str) -> str:
    name = re.sub(r"\([^()]*\)|<[^<>]*>", " ", strip_accents(name.casefold()))
    head = re.split(r"\s*[:=]\s+| - ", name)[0]
    return " ".join(get_significant_words(head))


def build_number_reader(variable: str) -> Callable[[Csl], str]:
    def read(work: Csl) -> str:
        told = strip_accents(csl.get_text(work, variable).casefold())
        told = re.sub(r"^\W*(?:vol|volume|band|bd|no|nr|issue|heft|suppl(?:ement)?)?\b[\W_]*", "", told) or told
        return told.lstrip("0")

    return read


def get_first_page(work: Csl) -> str:
    page = re.sub(r"^\W*(?:pp?|pages?|seiten?|s|article|art|no|id)\b[\W_]*", "", csl.get_text(work, "page").casefold())
    return re.split(r"\s*[-‐-―−,;]\s*", page)[0].strip().lstrip("0")  # noqa: RUF001 -- the dashes that records have


def get_edition_number(work: Csl) -> str:
    text = csl.get_text(work, "edition").casefold()
    found = re.search(r"\d+", text)
    return found[0] if found else next((digit for word, digit in ENGLISH_NUMBERS.items() if word in text), "")


def get_compared_url(work: Csl) -> str:
    if csl.get_text(work, "type") not in TYPES_KNOWN_BY_URL:
        return ""
    address = re.sub(r"^https?://(?:www\.)?", "", csl.get_text(work, "URL").casefold())
    return re.split(r"#|[?&]utm_", address)[0].rstrip("/?&")


def get_compared_publisher(work: Csl) -> str:
    return fold_name(csl.get_text(work, "publisher"))


PART_READERS: dict[str, Callable[[Csl], Any]] = {
    "type": get_compared_type,
    "container": get_compared_containers,
    "volume": build_number_reader("volume"),
    "issue": build_number_reader("issue"),
    "page": get_first_page,
    "number": build_number_reader("number"),
    "edition": get_edition_number,
    "address": get_compared_url,
    "publisher": get_compared_publisher,
}


def is_same_container(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    return any(is_abbreviation(one, other) or is_abbreviation(other, one) for one in ours for other in theirs)


def is_abbreviation(short: str, full: str) -> bool:
    """`n engl j med` for `new england journal medicine`, `jama` for the initials of its words."""
    if short == full or short.replace(" ", "") == full.replace(" ", ""):
        return True
    ours, theirs = short.split(), full.split()
    if len(ours) == 1 and len(theirs) > 1:
        return short == "".join(word[0] for word in theirs)
    return len(ours) == len(theirs) and all(map(is_word_abbreviation, ours, theirs))


def is_word_abbreviation(short: str, full: str) -> bool:
    """`engl` for `england`, `intl` for `international`: the letters of the one stand in the other in their order."""
    letters = iter(full)
    return short[0] == full[0] and all(letter in letters for letter in short)


def has_same_beginning(one: str, other: str) -> bool:
    """`7 suppl 1` begins like `7`, and does not like `71`."""
    short, full = sorted((one, other), key=len)
    return full.startswith(short) and not full[len(short) : len(short) + 1].isalnum()


def is_same_page(one: str, other: str) -> bool:
    """`e12345` is `12345`: so long a number is an article's own."""
    return one == other or (len(one) > 4 and len(other) > 4 and one.lstrip("e") == other.lstrip("e"))


PART_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "container": is_same_container,
    "volume": has_same_beginning,
    "issue": has_same_beginning,
    "page": is_same_page,
}
# Publishers are bought, and write themselves in many ways: that two differ says nothing.
NON_CONTRADICTING_PARTS = {"publisher"}


def compare_parts(one: Traits, other: Traits) -> dict[str, bool]:
    """Each part that both tell, and whether they agree in it."""
    theirs = dict(other.place)
    return {
        part: PART_COMPARISONS[part](value, theirs[part]) if part in PART_COMPARISONS else value == theirs[part]
        for part, value in one.place
        if part in theirs
    }


# --- The verdicts ---------------------------------------------------------------------------------------------------


def find_differing_identifiers(one: Traits, other: Traits) -> list[str]:
    other_values = dict(other.identifiers)
    return [name for name, value in one.identifiers if other_values.get(name, value) != value]


def find_contradictions(one: Traits, other: Traits) -> list[str]:
    """The names of identifiers, and the parts of the place, in which the two contradict each other."""
    parts = [
        part for part, agrees in compare_parts(one, other).items() if not agrees and part not in NON_CONTRADICTING_PARTS
    ]
    return [*find_differing_identifiers(one, other), *parts]


def has_same_position(one: Traits, other: Traits) -> bool:
    """Whether both begin on the same page of the same volume: two works may, of one title they hardly do."""
    agreeing = {part for part, agrees in compare_parts(one, other).items() if agrees}
    return {"container", "page"} <= agreeing and bool({"volume", "issue"} & agreeing)


def is_same_work(one: Traits, other: Traits) -> bool:
    """Whether two works of one title are one beyond doubt: nothing contradicts, and more than the title agrees."""
    if one.title_key != other.title_key or find_contradictions(one, other) or not has_close_years(one.year, other.year):
        return False
    if has_same_position(one, other):
        return has_shared_author(one, other) and (one.year == other.year or not is_rubric(one.title))
    agreeing = {part for part, agrees in compare_parts(one, other).items() if agrees} - {"type", "edition"}
    is_told = one.year is not None and one.year == other.year and one.people[:1] == other.people[:1]
    return is_told and bool(agreeing & {"container", "address", "number", "publisher"}) and not is_rubric(one.title)


def can_be_same_work(one: Traits, other: Traits) -> bool:
    """Whether somebody should look if two works of one title are one: at most one part of the place contradicts."""
    if (
        one.title_key != other.title_key
        or find_differing_identifiers(one, other)
        or not has_close_years(one.year, other.year)
    ):
        return False
    wrong, parts = find_contradictions(one, other), compare_parts(one, other)
    if is_rubric(one.title):
        return not wrong and one.year == other.year and has_shared_author(one, other)
    if one.people and other.people and not has_shared_author(one, other):
        return False
    is_small_slip = len(wrong) == 1 and bool({part for part, agrees in parts.items() if agrees} - {"type"})
    return not wrong or is_small_slip


def has_unlike_titles(one: Traits, other: Traits) -> bool:
    """Whether two records of one identifier are hardly one work: other words, and nothing else that vouches for it."""
    likeness = compute_title_similarity(one, other)
    wrong = [part for part in find_contradictions(one, other) if part in {"type", "container", "volume", "page"}]
    if has_shared_author(one, other) and has_close_years(one.year, other.year) and not wrong:
        return False
    return likeness < LOW_SIMILARITY or (likeness < HIGH_SIMILARITY and bool(wrong))


LOW_SIMILARITY, HIGH_SIMILARITY = 0.5, 0.8


def compute_title_similarity(one: Traits, other: Traits) -> float:
    """The share of the shorter title's words that stand in the longer, 0 to 1."""
    if one.title_key == other.title_key:
        return 1
    ours, theirs = (set(get_significant_words(traits.title)) for traits in (one, other))
    return len(ours & theirs) / min(len(ours), len(theirs)) if ours and theirs else 0


def has_close_years(one: int | None, other: int | None) -> bool:
    """Years at most a year apart: online in one, in print in the next. One that is not told is close to any."""
    return one is None or other is None or abs(one - other) <= 1


def has_shared_author(one: Traits, other: Traits) -> bool:
    return not set(one.people).isdisjoint(other.people) or one.people == other.people
