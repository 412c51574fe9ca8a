"""The traits of a work by which two records of one work are recognised.

Values are read as what they mean: `7` for `Vol. 07`, `journal pain` for `The Journal of Pain`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from references import csl
from references.csl import PERIODICAL_TYPES, Csl
from references.identity.rubrics import get_significant_words
from references.identity.titles import MAX_TITLE_KEY_LENGTH, fold_text, strip_accents

# Reference managers write these where they do not know the type.
VAGUE_TYPES = {"document", "webpage", "post", "post-weblog", "entry"}
# Works that are found by their URL alone. Everybody links to another page of an article.
TYPES_KNOWN_BY_URL = {"webpage", "post", "post-weblog", "document", "dataset", "software", "report"}
ENGLISH_NUMBERS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6"}


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared of a work, in little memory: an import holds the traits of every record of its file."""

    # Pairs of a name and a normalised value.
    identifiers: tuple[tuple[str, str], ...]
    title: str
    title_key: str
    year: int | None
    people: tuple[str, ...]
    # Where the work was published, as far as the record tells: pairs of a name in PART_READERS and a value.
    parts: tuple[tuple[str, object], ...]


def extract_traits(work: Csl, identifiers: Mapping[str, str]) -> Traits:
    """Return the traits of a work. `identifiers` are those that no other work may have, normalised."""
    title = csl.get_text(work, "title")
    return Traits(
        identifiers=tuple(identifiers.items()),
        title=title[: 2 * MAX_TITLE_KEY_LENGTH],
        title_key=fold_text(title)[:MAX_TITLE_KEY_LENGTH],
        year=csl.get_year(work),
        people=get_compared_people(work),
        parts=tuple((part, value) for part, read in PART_READERS.items() if (value := read(work))),
    )


def get_compared_people(work: Csl) -> tuple[str, ...]:
    """Return `smith j` of each author, or of each editor where there is no author."""
    names = csl.get_names(work, "author") or csl.get_names(work, "editor")
    return tuple(f"{fold_text(f'{name.particle} {name.family}')} {fold_text(name.given)[:1]}" for name in names)


def get_compared_type(work: Csl) -> str:
    """Return the type of the work, with all periodicals as one, or nothing where the type says nothing."""
    work_type = csl.get_text(work, "type")
    return "" if work_type in VAGUE_TYPES else "article-journal" if work_type in PERIODICAL_TYPES else work_type


def get_compared_containers(work: Csl) -> tuple[str, ...]:
    """Return the names of the journal or book: words without case, accents, cities in brackets and small words."""
    names = {csl.get_text(work, name) for name in ("container-title", "container-title-short", "journalAbbreviation")}
    return tuple(sorted(found for name in names if (found := fold_name(name))))


def fold_name(name: str) -> str:
    """Return the words of a name that two records of one journal, book or publisher share."""
    name = re.sub(r"\([^()]*\)|<[^<>]*>", " ", strip_accents(name.casefold()))
    head = re.split(r"\s*[:=]\s+| - ", name)[0]
    return " ".join(get_significant_words(head))


def build_number_reader(variable: str) -> Callable[[Csl], str]:
    """Return a function that reads a number without its label and its leading zeros: `7` of `Vol. 07`."""

    def read(work: Csl) -> str:
        told = strip_accents(csl.get_text(work, variable).casefold())
        told = re.sub(r"^\W*(?:vol|volume|band|bd|no|nr|issue|heft|suppl(?:ement)?)?\b[\W_]*", "", told) or told
        return told.lstrip("0")

    return read


def get_first_page(work: Csl) -> str:
    """Return the page that the work begins on, without a label and leading zeros."""
    page = re.sub(r"^\W*(?:pp?|pages?|seiten?|s|article|art|no|id)\b[\W_]*", "", csl.get_text(work, "page").casefold())
    return re.split(r"\s*[-‐-―−,;]\s*", page)[0].strip().lstrip("0")  # noqa: RUF001 -- the dashes that records have


def get_edition_number(work: Csl) -> str:
    """Return the number of the edition in digits: `2` of `2nd ed.` and of `Second edition`."""
    text = csl.get_text(work, "edition").casefold()
    found = re.search(r"\d+", text)
    return found[0] if found else next((digit for word, digit in ENGLISH_NUMBERS.items() if word in text), "")


def get_compared_url(work: Csl) -> str:
    """Return the URL of a work that is found by its URL alone, without what two links to one page differ in."""
    if csl.get_text(work, "type") not in TYPES_KNOWN_BY_URL:
        return ""
    url = re.sub(r"^https?://(?:www\.)?", "", csl.get_text(work, "URL").casefold())
    return re.split(r"#|[?&]utm_", url)[0].rstrip("/?&")


def get_compared_publisher(work: Csl) -> str:
    return fold_name(csl.get_text(work, "publisher"))


PART_READERS: dict[str, Callable[[Csl], object]] = {
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
