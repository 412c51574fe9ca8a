"""How dates are printed in each style."""

from typing import Any

import pytest

from references import csl
from references.styles import (
    dates,
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


def test_season_replaces_the_months() -> None:
    date = csl.get_date_range({"issued": {"date-parts": [[2019]], "season": 2}})
    assert (dates.format_american_date(date), dates.format_nlm_date(date)) == ("Summer 2019", "2019 Summer")
