"""Dates as records write them, in every format: days with slashes, "in press" beside years, texts in JSON."""

import json
from typing import Any

import pytest

from tests.references.formats.reading import read_work


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("03/15/2001", {"date-parts": [[2001, 3, 15]]}),
        ("15/03/2001", {"date-parts": [[2001, 3, 15]]}),
        ("05/03/2001", {"date-parts": [[2001]]}),
        ("03/2001", {"date-parts": [[2001, 3]]}),
        ("2001/03/15/", {"date-parts": [[2001, 3, 15]]}),
        ("../2001", {"date-parts": [[2001]]}),
        ("2001/..", {"date-parts": [[2001], [0]]}),
        ("c2001", {"date-parts": [[2001]]}),
        ("[2001]", {"date-parts": [[2001]]}),
        ("[2001?]", {"date-parts": [[2001]], "circa": True}),
        ("2001a", {"date-parts": [[2001]]}),
        ("Spring 2001", {"date-parts": [[2001]], "season": 1}),
        ("2001-2002", {"date-parts": [[2001], [2002]]}),
        ("2001-2002 Winter", {"date-parts": [[2001], [2002]], "season": 4}),
        ("July/August 2001", {"date-parts": [[2001, 7], [2001, 8]]}),
        ("2001-03/04", {"date-parts": [[2001, 3], [2001, 4]]}),
        ("in press", {"literal": "in press"}),
    ],
)
def test_dates_are_read_alike_in_each_format(written: str, expected: dict[str, Any]) -> None:
    for text in (
        f"@article{{a, title = {{T}}, year = {{{written}}}}}",
        f"@article{{a, title = {{T}}, date = {{{written}}}}}",
        f"TY  - JOUR\nTI  - T\nPY  - {written}\nER  - \n",
        f"PMID- 1\nTI  - T\nDP  - {written}\n",
        json.dumps([{"title": "T", "issued": {"raw": written}}]),
        json.dumps([{"title": "T", "issued": written}]),
    ):
        issued = read_work(text)["issued"]
        assert issued in (expected, {"raw": written}, written)


@pytest.mark.parametrize("written", ["2011, in press", "2011 (in press)", "2011/in press"])
def test_in_press_beside_the_year_becomes_the_status(written: str) -> None:
    for text in (
        f"@article{{a, title = {{T}}, year = {{{written}}}}}",
        f"TY  - JOUR\nTI  - T\nPY  - {written}\nER  - \n",
    ):
        work = read_work(text)
        assert (work["issued"], work["status"]) == ({"date-parts": [[2011]]}, "in press")


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        ({"date-parts": [[2001.0]]}, {"date-parts": [[2001]]}),
        ({"date-parts": [["2001-03-04"]]}, {"date-parts": [[2001, 3, 4]]}),
        ({"date-parts": ["2001-03-04"]}, {"date-parts": [[2001, 3, 4]]}),
        ({"date-parts": [2001, 3, 4]}, {"date-parts": [[2001, 3, 4]]}),
        ({"date-parts": [["c2001"]]}, {"date-parts": [[2001]]}),
        ({"date-parts": [["in press"]]}, {"literal": "in press"}),
        ({"date-parts": [[None]]}, None),
        ([[2001, 3, 4]], {"date-parts": [[2001, 3, 4]]}),
        (2001, {"date-parts": [[2001]]}),
        (20010304, {"date-parts": [[2001, 3, 4]]}),
        ("2001", "2001"),  # as CSL 1.1 has it
        ({"literal": "Spring 2001"}, {"date-parts": [[2001]], "season": 1}),
        ({"literal": "2001"}, {"date-parts": [[2001]]}),
        ({"literal": "in press"}, {"literal": "in press"}),
        ({"year": "2001", "month": 3}, {"date-parts": [["2001", 3]]}),
        ({"year": 2001, "day": 5}, {"date-parts": [[2001]]}),
        ({"date-parts": 2001}, {"date-parts": [[2001]]}),
        ({"date-parts": "2001-03"}, {"date-parts": [[2001, 3]]}),
        ({"date-parts": [[2001]], "season": "spring"}, {"date-parts": [[2001]], "season": "spring"}),
        (True, True),
    ],
)
def test_json_dates_are_read(issued: Any, expected: Any) -> None:
    assert read_work(json.dumps([{"title": "T", "issued": issued}])).get("issued") == expected
