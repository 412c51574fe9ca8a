"""Whether two records tell of one work: in what they contradict each other, and in what they agree.

Many works share a title: two works called “Fibromyalgia” by two Millers in two years are two. So a title alone never
makes two records one. Values are compared as what they mean: `J Pain` agrees with `The Journal of Pain`, `7 Suppl` with
`7`.
"""

from collections.abc import Callable
from typing import Any

from references.identity.rubrics import get_significant_words, is_rubric
from references.identity.traits import Traits

# The share of words that titles have in common: below the lower one they are unlike, from the higher one on alike.
LOW_SIMILARITY, HIGH_SIMILARITY = 0.5, 0.8


def is_same_container(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Return whether a name of one journal or book is a name of the other, in full or abbreviated."""
    return any(is_abbreviation(one, other) or is_abbreviation(other, one) for one in ours for other in theirs)


def is_abbreviation(short: str, full: str) -> bool:
    """Return whether `short` abbreviates `full`: `n engl j med`, or `jama` by the initials of its words."""
    if short == full or short.replace(" ", "") == full.replace(" ", ""):
        return True
    ours, theirs = short.split(), full.split()
    if len(ours) == 1 and len(theirs) > 1:
        return short == "".join(word[0] for word in theirs)
    return len(ours) == len(theirs) and all(map(is_word_abbreviation, ours, theirs))


def is_word_abbreviation(short: str, full: str) -> bool:
    """Return whether `short` abbreviates the word `full`, as `engl` does `england` and `intl` `international`.

    Its letters stand in the word in the same order.
    """
    letters = iter(full)
    return short[0] == full[0] and all(letter in letters for letter in short)


def has_same_beginning(one: str, other: str) -> bool:
    """Return whether one number begins with the other: `7 suppl 1` with `7`, but not `71` with `7`."""
    short, full = sorted((one, other), key=len)
    return full.startswith(short) and not full[len(short) : len(short) + 1].isalnum()


def is_same_page(one: str, other: str) -> bool:
    """Return whether two first pages are one; `e12345` is `12345`, since so long a number is an article's own."""
    return one == other or (len(one) > 4 and len(other) > 4 and one.lstrip("e") == other.lstrip("e"))


PART_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "container": is_same_container,
    "volume": has_same_beginning,
    "issue": has_same_beginning,
    "page": is_same_page,
}
# Publishers are bought, and write their names in many ways: a difference says nothing.
NON_CONTRADICTING_PARTS = {"publisher"}


def compare_parts(one: Traits, other: Traits) -> dict[str, bool]:
    """Return, for each part that both works tell, whether they agree in it."""
    theirs = dict(other.parts)
    return {
        part: PART_COMPARISONS[part](value, theirs[part]) if part in PART_COMPARISONS else value == theirs[part]
        for part, value in one.parts
        if part in theirs
    }


def find_differing_identifiers(one: Traits, other: Traits) -> list[str]:
    """Return the names of the identifiers that both works have, with different values."""
    other_values = dict(other.identifiers)
    return [name for name, value in one.identifiers if other_values.get(name, value) != value]


def find_contradictions(one: Traits, other: Traits) -> list[str]:
    """Return the names of the identifiers and parts in which the two works contradict each other."""
    parts = [
        part for part, agrees in compare_parts(one, other).items() if not agrees and part not in NON_CONTRADICTING_PARTS
    ]
    return [*find_differing_identifiers(one, other), *parts]


def has_same_position(one: Traits, other: Traits) -> bool:
    """Return whether both begin on the same page of the same volume.

    Two works may do so; two works of one title hardly ever do.
    """
    agreeing = {part for part, agrees in compare_parts(one, other).items() if agrees}
    return {"container", "page"} <= agreeing and bool({"volume", "issue"} & agreeing)


def is_same_work(one: Traits, other: Traits) -> bool:
    """Return whether two works of one title are certainly one: nothing contradicts, and more than the title agrees."""
    if one.title_key != other.title_key or find_contradictions(one, other) or not has_close_years(one.year, other.year):
        return False
    if has_same_position(one, other):
        return has_shared_author(one, other) and (one.year == other.year or not is_rubric(one.title))
    agreeing = {part for part, agrees in compare_parts(one, other).items() if agrees} - {"type", "edition"}
    is_told = one.year is not None and one.year == other.year and one.people[:1] == other.people[:1]
    return is_told and bool(agreeing & {"container", "address", "number", "publisher"}) and not is_rubric(one.title)


def can_be_same_work(one: Traits, other: Traits) -> bool:
    """Return whether somebody should check if two works of one title are one: at most one part contradicts."""
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
    """Return whether two records with the same identifier are hardly one work.

    Their titles have other words, and nothing else suggests that they are one.
    """
    likeness = compute_title_similarity(one, other)
    wrong = [part for part in find_contradictions(one, other) if part in {"type", "container", "volume", "page"}]
    if has_shared_author(one, other) and has_close_years(one.year, other.year) and not wrong:
        return False
    return likeness < LOW_SIMILARITY or (likeness < HIGH_SIMILARITY and bool(wrong))


def compute_title_similarity(one: Traits, other: Traits) -> float:
    """Return the share of the shorter title's words that the longer has, 0 to 1."""
    if one.title_key == other.title_key:
        return 1
    ours, theirs = (set(get_significant_words(traits.title)) for traits in (one, other))
    return len(ours & theirs) / min(len(ours), len(theirs)) if ours and theirs else 0


def has_close_years(one: int | None, other: int | None) -> bool:
    """Return whether two years are at most one apart: online in one, in print in the next.

    A year that is not told is close to any.
    """
    return one is None or other is None or abs(one - other) <= 1


def has_shared_author(one: Traits, other: Traits) -> bool:
    """Return whether both works name one person, or neither names anybody."""
    return not set(one.people).isdisjoint(other.people) or one.people == other.people
