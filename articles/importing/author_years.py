"""Find citations by author and year: `(McEwen, 2007; Afari et al., 2014)`, `Afari et al. (2014)`.

Only what names an entry of the list is one: a year alone may be anything.
"""

import re
from collections.abc import Iterator, Mapping

from articles.importing.markers import Marker
from articles.importing.works import PlannedWork, restore_record
from references import csl
from references.identity.titles import fold_text

YEAR = r"(?:1[89]|20)\d\d"
NAME = r"[^\W\d_][\w'’-]+"
OTHERS = rf"(?:\s+(?:et al\.?|u\. ?a\.|(?:and|und|&)\s+{NAME}))?"
IN_BRACKETS = re.compile(rf"\(([^()]{{3,240}}?{YEAR}[a-z]?)\)")
BEHIND_NAME = re.compile(rf"(?P<name>{NAME}){OTHERS}\s*(?P<cut>\((?P<year>{YEAR})(?P<letter>[a-z]?)\))")
PART = re.compile(
    r"\s*(?:(?:see|cf\.|e\.g\.,?|z\. ?B\.|vgl\.)\s+)?"
    rf"(?P<name>[^\W\d_][\w'’ -]*?)(?:,|\s+(?:et al|u\. ?a|and|und|&)(?=[\s.,])|(?=\s))\D*"
    rf"(?P<year>{YEAR})(?P<letter>[a-z]?)\s*"
)


class AuthorYears:
    """The entries of a list by the first author's family name and the year; two entries of both are neither."""

    def __init__(self, works: Mapping[int, PlannedWork]) -> None:
        # By the letter of `2014a` too, which is empty for the year alone.
        self.numbers: dict[tuple[str, int, str], int] = {}
        for number, work in works.items():
            if key := find_author_year(work):
                letter = re.search(rf"(?<!\d){key[1]}([a-z])\b", work.entry.words)
                for one in {(*key, ""), (*key, letter[1] if letter else "")}:
                    self.numbers[one] = 0 if one in self.numbers else number

    def find(self, words: str) -> Iterator[Marker]:
        """Yield a marker for each citation in a text of which every part names an entry."""
        for found in IN_BRACKETS.finditer(words):
            numbers = [self.find_number(part) for part in found[1].split(";")]
            if all(numbers):
                yield Marker(found.start(), found.end(), tuple(number for number in numbers if number))
        for found in BEHIND_NAME.finditer(words):
            if number := self.get_number(found):
                yield Marker(found.start("cut"), found.end("cut"), (number,))

    def find_unknown(self, words: str) -> Iterator[str]:
        """Yield what is in brackets and reads like citations, of which at least one names no single entry."""
        for found in IN_BRACKETS.finditer(words):
            parts = found[1].split(";")
            if all(map(PART.fullmatch, parts)) and not all(map(self.find_number, parts)):
                yield found[0]

    def find_number(self, part: str) -> int:
        found = PART.fullmatch(part)
        return self.get_number(found) if found else 0

    def get_number(self, found: re.Match[str]) -> int:
        name, year = fold_text(found["name"]), int(found["year"])
        return self.numbers.get((name, year, found["letter"])) or self.numbers.get((name, year, ""), 0)


def find_author_year(work: PlannedWork) -> tuple[str, int] | None:
    """Return the folded family name of the first author and the year of a work, or None if either is not known."""
    if work.reference:
        told = work.reference.csl
    elif work.is_new and work.row:
        told = restore_record(work.row).csl
    else:
        return None
    people, year = csl.get_names(told, "author") or csl.get_names(told, "editor"), csl.get_year(told)
    return (fold_text(people[0].family), year) if people and year else None
