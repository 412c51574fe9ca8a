"""How names are printed, and how many."""

from typing import Any

import pytest

from references.csl import Name
from references.enums import CitationStyle
from references.styles import (
    names,
    reference_list,
)
from tests.references.builders import make_work


@pytest.mark.parametrize(
    ("given", "plain", "stopped"),
    [
        ("Jean-Pierre A.", "JPA", "J.-P. A."),
        ("J.P.", "JP", "J. P."),
        ("H. -J.", "HJ", "H.-J."),
        ("GJ", "GJ", "G. J."),
        ("Soo-young", "SY", "S."),
        ("J. van der", "J van der", "J. van der"),
        ("Ch.", "Ch", "Ch."),
        ("Åsa", "Å", "Å."),
        ("Пётр Ильич", "ПИ", "П. И."),
        ("克広", "克広", "克広"),
        ("’t", "’t", "’t"),
        ("", "", ""),
    ],
)
def test_initials_are_formatted(given: str, plain: str, stopped: str) -> None:
    assert names.format_initials(given, "") == plain
    assert names.format_initials(given, ".") == stopped


@pytest.mark.parametrize(
    ("name", "sorted_name", "direct"),
    [
        (Name("Berg", "Jan", "van den", "Jr."), "van den Berg, J., Jr.", "J. van den Berg Jr."),
        (Name("Doornen", "Lorenz", "van", dropping="van"), "Doornen, L. van", "L. van Doornen"),
        (Name("Arcy", "Ann", "d'"), "d’Arcy, A.", "A. d’Arcy"),
        (Name("戸田", "克広"), "戸田克広", "戸田克広"),
        (Name("शर्मा", "राम"), "शर्मा, राम", "राम शर्मा"),
        (Name("Avicenna"), "Avicenna", "Avicenna"),
    ],
)
def test_names_are_formatted(name: Name, sorted_name: str, direct: str) -> None:
    assert names.format_inverted_name(name, separator=", ", stop=".") == sorted_name
    assert names.format_direct_name(name, stop=".") == direct


@pytest.mark.parametrize(
    ("style", "most", "shown_of_more"),
    [
        (CitationStyle.AMA, 6, {0, 1, 2}),
        (CitationStyle.VANCOUVER, 6, set(range(6))),
        (CitationStyle.APA, 20, {*range(19), 20}),
    ],
)
def test_number_of_authors_named(style: CitationStyle, most: int, shown_of_more: set[int]) -> None:
    def shown(total: int) -> set[int]:
        people = [{"family": f"Author{number}x", "given": "A"} for number in range(total)]
        entry = reference_list.render_styled_entry(make_work(author=people), style)
        return {number for number in range(total) if f"Author{number}x" in entry}

    assert shown(most) == set(range(most))
    assert shown(most + 1) == shown_of_more


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ([{"family": "Gray", "given": "Ann"}, {"family": "Dunn", "given": "Bo"}], "Gray, A., & Dunn, B."),
        ([{"literal": "NHS"}, {"literal": "NICE"}], "NHS & NICE."),
        ([{"literal": "NHS"}, {"literal": "NICE"}, {"literal": "WHO"}], "NHS, NICE, & WHO."),
    ],
)
def test_apa_joins_authors(people: list[Any], expected: str) -> None:
    assert reference_list.format_plain_entry(make_work(author=people), CitationStyle.APA).startswith(
        f"{expected} (2020)"
    )


@pytest.mark.parametrize(
    ("name", "ama", "apa", "direct"),
    [
        (Name("King", "Martin Luther, Jr."), "King ML Jr", "King, M. L., Jr.", "M. L. King Jr."),
        (Name("King", "Martin Luther Jr"), "King ML Jr", "King, M. L., Jr", "M. L. King Jr"),
        (Name("King", "Martin Luther, III"), "King ML III", "King, M. L., III", "M. L. King III"),
        (Name("JAMES", "BOB"), "JAMES B", "JAMES, B.", "B. JAMES"),
        (Name("JAMES", "GJ"), "JAMES GJ", "JAMES, G. J.", "G. J. JAMES"),
        (Name("James", "GJM"), "James GJM", "James, G. J. M.", "G. J. M. James"),
        (Name("Berg", "H.-e."), "Berg HE", "Berg, H.", "H. Berg"),
        (Name("Roo", "Anna Coenen-de"), "Roo AC de", "Roo, A. C.", "A. C. Roo"),
        (Name("Smith", "Th.-M."), "Smith ThM", "Smith, Th.-M.", "Th.-M. Smith"),
    ],
)
def test_suffixes_capitals_and_hyphens_in_given_names(name: Name, ama: str, apa: str, direct: str) -> None:
    assert names.format_inverted_name(name, separator=" ", stop="") == ama
    assert names.format_inverted_name(name, separator=", ", stop=".") == apa
    assert names.format_direct_name(name, stop=".") == direct
