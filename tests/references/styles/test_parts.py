"""The parts of an entry, each by itself. The goldens test them together."""

from typing import Any

import pytest

from references import csl
from references.csl import Name
from references.enums import CitationStyle
from references.inline_markup import add_italics, mark_tags, render_marks
from references.styles import (
    casing,
    dates,
    labels,
    locators,
    names,
    numbers,
    punctuation,
    quotation_marks,
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
    ("parts", "american", "year_first", "year_then_month"),
    [
        ([[2020]], "2020", "2020", "2020"),
        ([[2020, 11]], "November 2020", "2020 Nov", "2020, November"),
        ([[2020, 11, 3]], "November 3, 2020", "2020 Nov 3", "2020, November 3"),
        ([[2020, 11, 3], [2020, 11, 5]], "November 3–5, 2020", "2020 Nov 3–5", "2020, November 3–5"),
        ([[2020, 11], [2020, 12]], "November–December 2020", "2020 Nov–Dec", "2020, November–December"),
        ([[2019], [2021]], "2019–2021", "2019–2021", "2019–2021"),
        (
            [[2020, 12, 30], [2021, 1, 2]],
            "December 30, 2020–January 2, 2021",
            "2020 Dec 30–2021 Jan 2",
            "2020, December 30–2021, January 2",
        ),
    ],
)
def test_dates_are_formatted(parts: list[Any], american: str, year_first: str, year_then_month: str) -> None:
    date = csl.get_date_range({"issued": {"date-parts": parts}})
    assert (dates.format_american_date(date), dates.format_nlm_date(date), dates.format_apa_date(date)) == (
        american,
        year_first,
        year_then_month,
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


def test_season_replaces_the_months() -> None:
    date = csl.get_date_range({"issued": {"date-parts": [[2019]], "season": 2}})
    assert (dates.format_american_date(date), dates.format_nlm_date(date)) == ("Summer 2019", "2019 Summer")


@pytest.mark.parametrize(
    ("text", "whole", "shortest"),
    [
        ("1547-55", "1547-1555", "1547-55"),
        ("1547–1555", "1547-1555", "1547-55"),
        ("99-101", "99-101", "99-101"),
        ("S2-S15", "S2-S15", "S2-15"),
        ("S118-26", "S118-26", "S118-26"),
        ("12-4, 33-35", "12-14, 33-35", "12-4, 33-5"),
        ("12-12", "12-12", "12-12"),
        ("20-10", "20-10", "20-10"),
        ("iii-x", "iii-x", "iii-x"),
        ("e144201", "e144201", "e144201"),
        ("104-9-1", "104-9-1", "104-9-1"),
        ("104-9", "104-109", "104-9"),
        ("12 - 5, 18", "12-15, 18", "12-5, 18"),
        ("1547-55; discussion 1556", "1547-1555; discussion 1556", "1547-55; discussion 1556"),
        ("", "", ""),
    ],
)
def test_page_ranges_are_formatted(text: str, whole: str, shortest: str) -> None:
    assert numbers.format_page_ranges(text, "-") == whole
    assert numbers.format_page_ranges(text, "-", shortest=True) == shortest


def test_very_long_page_numbers_are_printed() -> None:
    assert numbers.format_page_ranges(f"{'1' * 9000}-{'2' * 9000}", "–") == f"{'1' * 9000}–{'2' * 9000}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1", "1st ed."), ("2", "2nd ed."), ("3", "3rd ed."), ("11", "11th ed."), ("22", "22nd ed."), ("113", "113th ed."),
     ("5th", "5th ed."), ("Rev. ed.", "Rev. ed."), ("", "")],
)  # fmt: skip
def test_edition_numbers_are_formatted(text: str, expected: str) -> None:
    assert numbers.format_edition_number(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pain: in and out of the clinic", "Pain: In and out of the Clinic"),
        ("what is pain? the answer of", "What Is Pain? The Answer Of"),
        ("high-risk care with mRNA and α-synuclein", "High-Risk Care with mRNA and α-Synuclein"),  # noqa: RUF001
        ("women's CO₂ (and more)", "Women's CO₂ (and More)"),
    ],
)
def test_title_case_is_applied(text: str, expected: str) -> None:
    assert casing.apply_title_case(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\"I am\": a 'quoted' story", "“I am”: a ‘quoted’ story"),  # noqa: RUF001
        ("'I am': a story", "“I am”: a story"),
        ("on being told \"it's all in 'your' head\"", "on being told “it’s all in ‘your’ head”"),  # noqa: RUF001
        ("women's and patients' views", "women’s and patients’ views"),
        ('a 5" scar', 'a 5" scar'),
        ('an "open quote', 'an "open quote'),
        ("plain", "plain"),
    ],
)
def test_quotes_are_curled(text: str, expected: str) -> None:
    assert quotation_marks.curl_quotes(text) == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("Why?", "Pain"), "Why? Pain"),
        (("et al.", "Pain"), "et al. Pain"),
        (("", "Pain", ""), "Pain"),
        (("He said “no”", "Pain"), "He said “no.” Pain"),
        (("He said “no?”", "Pain"), "He said “no?” Pain"),
    ],
)
def test_parts_are_joined_with_one_stop(parts: tuple[str, ...], expected: str) -> None:
    assert punctuation.join_parts(". ", *parts) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("of <i>E. coli</i> in mice", "<i>of </i>E. coli<i> in mice</i>"),
        ("in <i>E. coli</i>", "<i>in </i>E. coli"),
        ("in <b>mice <i>and</i> men</b>", "<i>in <b>mice and men</b></i>"),
    ],
)
def test_nested_italics_are_upright(text: str, expected: str) -> None:
    assert render_marks(add_italics(mark_tags(text))) == expected


@pytest.mark.parametrize(
    ("locator", "expected"),
    [
        ("p. 823", "p823"),
        ("823", "p823"),
        ("page 823", "p823"),
        ("pp. 820-823", "pp820-823"),
        ("pp 820–3", "pp820-823"),
        ("3, 5", "pp3,5"),
        ("p. S4", "pS4"),
        ("p. iv", "piv"),
        ("Table 2", "Table 2"),
        ("section 4", "section 4"),
        ("", ""),
    ],
)
def test_locators_are_shortened(locator: str, expected: str) -> None:
    assert locators.shorten_locator(locator) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "Gray AB. <i>Journal of Examples</i>. 2020"),
        ({"container-title-short": "J. Ex."}, "Gray AB. <i>J Ex</i>. 2020"),
        ({"author": [{"literal": "NHS"}, {"literal": "NICE"}]}, "NHS, et al. <i>Journal of Examples</i>. 2020"),
        ({"author": []}, "Findings of Gray. <i>Journal of Examples</i>. 2020"),
        ({"container-title": "", "issued": {}}, "Gray AB. Findings of Gray"),
    ],
)
def test_margin_notes_are_rendered(changes: dict[str, Any], expected: str) -> None:
    assert labels.render_margin_note(make_work(**changes)) == expected


@pytest.mark.parametrize("style", CitationStyle)
@pytest.mark.parametrize("kind", ["speech", "software", "article", "article-newspaper", "patent", "", "unheard-of"])
def test_other_types_print_author_title_and_year(style: CitationStyle, kind: str) -> None:
    work = {"type": kind, "title": "A work", "author": [{"literal": "NHS"}], "issued": {"date-parts": [[2020]]}}
    entry = reference_list.format_plain_entry(work, style)
    assert [part in entry for part in ("NHS", "A work", "2020")] == [True, True, True]
