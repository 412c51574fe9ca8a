import datetime

import pytest

from references.formats.dates import get_exact_day, parse_csl_date, parse_year


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019", [[2019]]),
        ("2019/05/12/", [[2019, 5, 12]]),
        ("2019/05//Spring", [[2019, 5]]),
        ("2019///", [[2019]]),
        ("20190512", [[2019, 5, 12]]),
        ("2019-05-12T10:11:12Z", [[2019, 5, 12]]),
        ("12 May 2019", [[2019, 5, 12]]),
        ("May 12, 2019", [[2019, 5, 12]]),
        ("2019 may~12", [[2019, 5, 12]]),
        ("2019 Mar-Apr", [[2019, 3], [2019, 4]]),
        ("1998 Dec-1999 Jan", [[1998, 12], [1999, 1]]),
        ("2019 Jul 28-Aug 3", [[2019, 7, 28], [2019, 8, 3]]),
        ("2018-2019", [[2018], [2019]]),
        ("2019-05/2019-06", [[2019, 5], [2019, 6]]),
        ("2019-05/..", [[2019, 5], [0, 0]]),
        ("May-June 2019", [[2019, 5], [2019, 6]]),
        ("2010-21/2010-22", [[2010, 21], [2010, 22]]),
        ("2010 Spring-Summer", [[2010, 21], [2010, 22]]),
        ("Winter 2009-Spring 2010", [[2009, 24], [2010, 21]]),
        ("-0044", [[-44]]),
        ("c2019", [[2019]]),
        ("2019/13/40", [[2019]]),
        ("12/05/2019", [[2019]]),  # the fifth of December or the twelfth of May
    ],
)
def test_dates_are_parsed(text: str, expected: list[list[int]]) -> None:
    assert parse_csl_date(text) == {"date-parts": expected}


@pytest.mark.parametrize(
    ("text", "season"), [("2019 Spring", 1), ("Fall 2019", 3), ("2019-24", 4), ("2019///Summer", 2)]
)
def test_seasons_are_parsed(text: str, season: int) -> None:
    assert parse_csl_date(text) == {"date-parts": [[2019]], "season": season}


@pytest.mark.parametrize("text", ["1998~", "1998?", "c. 1998", "ca. 1998", "[circa 1998]", "about 1998"])
def test_approximate_dates_are_parsed(text: str) -> None:
    assert parse_csl_date(text) == {"date-parts": [[1998]], "circa": True}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2011/12", {"date-parts": [[2011], [2012]]}),
        ("1999/00", {"date-parts": [[1999], [2000]]}),
        ("2011-05", {"date-parts": [[2011, 5]]}),
        ("2011/2013", {"date-parts": [[2011], [2013]]}),
        ("in press", {"literal": "in press"}),
        ("199X", {"literal": "199X"}),
        ("n.d.", {}),
        ("-", {}),
    ],
)
def test_year_fields_are_parsed(text: str, expected: dict[str, object]) -> None:
    assert parse_year(text) == expected


@pytest.mark.parametrize("text", ["", "in press", "May 12", "0000"])
def test_text_without_a_year_is_no_date(text: str) -> None:
    assert parse_csl_date(text) == {}


def test_known_year_completes_the_date() -> None:
    assert parse_csl_date("May 12", (2019,)) == {"date-parts": [[2019, 5, 12]]}


def test_exact_day_is_read() -> None:
    assert get_exact_day({"date-parts": [[2010, 2, 6]]}) == datetime.date(2010, 2, 6)
    assert get_exact_day({"date-parts": [[2010, 6, 31]]}) is None
    assert get_exact_day({"date-parts": [[2010, 2]]}) is None
    assert get_exact_day(None) is None
