from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from references import csl
from references.csl import DateRange, Name
from references.identity import work_urls
from references.styles import labels

ANY_TEXT = st.text(st.characters())  # lone surrogates and control characters too
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=12,
)
VARIABLES = ["type", "title", "author", "issued", "container-title", "volume", "page", "DOI", "URL", "editor"]
ANY_WORK = st.dictionaries(st.sampled_from(VARIABLES), ANY_JSON)


@given(ANY_WORK)
def test_any_record_has_a_label_and_safe_links(work: dict[str, Any]) -> None:
    work = csl.clean_json(work)
    assert isinstance(labels.format_label(work), str)
    assert all(link.url.startswith(("http://", "https://")) for link in work_urls.build_links(work))


@given(ANY_JSON)
def test_cleaned_json_fits_every_database(value: Any) -> None:
    cleaned = csl.clean_json(value)
    assert csl.clean_json(cleaned) == cleaned
    assert "\x00" not in repr(cleaned)
    repr(cleaned).encode()


def test_nulls_are_left_out() -> None:
    assert csl.clean_json({"issued": None, "author": [None, {"family": "Gray\x00"}]}) == {
        "author": [{"family": "Gray"}]
    }


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        ({"date-parts": [[2023, 5, 9]]}, (2023, 5, 9)),
        ({"date-parts": [["2023", "05"]]}, (2023, 5)),
        ({"date-parts": [[2023, 13]]}, (2023,)),
        ({"date-parts": [[2020], [2021]]}, (2020,)),
        ({"raw": "2019-05"}, (2019, 5)),
        ({"literal": "2019"}, (2019,)),
        ({"literal": "in press"}, ()),
        ({"date-parts": [[]]}, ()),
        (None, ()),
        ("2019", (2019,)),
        ("2019-05", (2019, 5)),
        ({"raw": "12 May 2019"}, (2019, 5, 12)),
        ({"edtf": "-0044"}, (-44,)),
        ({"date-parts": [[-44, 3, 15]]}, (-44, 3, 15)),
    ],
)
def test_date_parts_are_read(issued: Any, expected: tuple[int, ...]) -> None:
    assert csl.get_date_parts({"issued": issued}) == expected


def test_names_are_read() -> None:
    work = {
        "author": [
            {"family": "Berg", "given": "Jan", "non-dropping-particle": "van den", "suffix": "Jr"},
            {"literal": "World Health Organization"},
            {"given": "Plato"},
            {"role": "unknown"},
            "not a person",
        ]
    }
    assert csl.get_names(work, "author") == [
        Name("Berg", "Jan", "van den", "Jr"),
        Name("World Health Organization", is_body=True),
        Name("Plato"),
    ]


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        ({"date-parts": [[2009, 10], ["2010", "10"]]}, DateRange((2009, 10), (2010, 10))),
        ({"date-parts": [[2020], [2019]]}, DateRange((2020,))),
        ({"date-parts": [[2020], [0]]}, DateRange((2020,), is_open=True)),
        ({"raw": "2020/.."}, DateRange((2020,), is_open=True)),
        ("2020~", DateRange((2020,), is_approximate=True)),
        ({"date-parts": [[2010, 21]]}, DateRange((2010,), season=1)),
        ({"date-parts": [[2010, "24"]]}, DateRange((2010,), season=4)),
        ({"date-parts": [[2009, 24], [2010, 21]]}, DateRange((2009,), (2010,), season=4, end_season=1)),
        ({"date-parts": [[2010]], "season": "Spring"}, DateRange((2010,), season=1)),
        ({"date-parts": [[2019]], "season": "2"}, DateRange((2019,), season=2)),
        ({"date-parts": [[2019]], "season": 13}, DateRange((2019,))),
        ({"date-parts": [[1025]], "circa": True}, DateRange((1025,), is_approximate=True)),
        ({"literal": "in press"}, DateRange(words="in press")),
        ({"raw": "2019-05"}, DateRange((2019, 5))),
        ({"date-parts": ["2019"]}, DateRange()),
        ([2019], DateRange()),
    ],
)
def test_date_ranges_are_read(issued: Any, expected: DateRange) -> None:
    assert csl.get_date_range({"issued": issued}) == expected


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        ({"date-parts": [[2023, 5, 12]]}, "2023-05-12"),
        ({"date-parts": [[2019], [2021]]}, "2019/2021"),
        ({"date-parts": [[2011, 11], [2011, 12]]}, "2011-11/2011-12"),
        ({"date-parts": [[980]]}, "0980"),
        ({"date-parts": [[2010, 21]]}, "2010-21"),
        ({"date-parts": [[-44]]}, "-0044"),
        ({"date-parts": [[1998]], "circa": True}, "1998~"),
        ({"date-parts": [[1999], [0]]}, "1999/.."),
        ({"literal": "in press"}, ""),
        (None, ""),
    ],
)
def test_dates_are_formatted_as_edtf(issued: Any, expected: str) -> None:
    assert csl.format_edtf({"issued": issued}) == expected


def test_year_before_christ_is_none() -> None:
    """The column of the year, by which works are sorted, cannot hold one."""
    assert csl.get_year({"issued": {"date-parts": [[-44]]}}) is None


@pytest.mark.parametrize("others", [{"literal": "et al."}, {"family": "others"}, {"family": "al.", "given": "et"}])
def test_et_al_is_not_a_person(others: dict[str, str]) -> None:
    work = {"author": [{"family": "Test", "given": "Some"}, others]}
    assert csl.get_names(work, "author") == [Name("Test", "Some")]
    assert [name.is_et_al for name in csl.get_printed_names(work, "author")] == [False, True]


def test_dropping_particle_is_read() -> None:
    person = {"family": "Doornen", "given": "Lorenz", "dropping-particle": "van"}
    assert csl.get_names({"author": [person]}, "author") == [Name("Doornen", "Lorenz", "van", dropping="van")]
