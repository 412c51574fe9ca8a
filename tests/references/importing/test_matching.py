"""The plan of an import matches records to works."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from references.importing import plan
from references.models import ImportRow
from tests.references.builders import make_reference, make_work
from tests.references.importing.records import make_record, outcomes

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("variable", "ours", "theirs", "by"),
    [
        ("DOI", "10.1000/abc", "https://doi.org/10.1000/ABC", "doi"),
        ("PMID", "7", "007", "pmid"),
        ("PMCID", "PMC7", "7", "pmcid"),
        ("ISBN", "9780306406157", "0-306-40615-2", "isbn"),
    ],
)
def test_work_is_matched_by_identifier(variable: str, ours: str, theirs: str, by: str) -> None:
    make_reference(work=make_work(type="book", **{variable: ours}))
    record = make_record("Dunn", type="book", **{variable: theirs})
    [row] = plan.plan_rows([record])
    assert (row.key, row.matched_by) == ("gray2020", by)


def test_chapters_are_not_matched_by_the_isbn_of_their_book() -> None:
    make_reference(work=make_work(type="chapter", ISBN="9780306406157"))
    assert outcomes(make_record("Dunn", type="chapter", ISBN="9780306406157")) == [("new", "dunn2020", "")]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"title": "FINDINGS of <i>Gray</i>."},
        {"issued": {"date-parts": [[2021]]}},
        {"author": [{"family": "Dunn"}, {"family": "Gráy", "given": "A"}]},
        {"PMID": "7"},
    ],
)
def test_work_is_matched_by_title_year_and_author(changes: dict[str, Any]) -> None:
    make_reference(work=make_work(DOI="10.1000/abc"))
    [row] = plan.plan_rows([make_record(**changes)])
    assert (row.key, row.matched_by) == ("gray2020", "title")


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Findings of Gray, part 2"},
        {"issued": {"date-parts": [[2022]]}},
        {"author": [{"family": "Gray", "given": "Carl"}]},
        {"author": None},
        {"DOI": "10.1000/other"},
    ],
)
def test_different_title_year_author_or_identifier_is_a_new_work(changes: dict[str, Any]) -> None:
    make_reference(work=make_work(DOI="10.1000/abc"))
    assert outcomes(make_record(id="other", **changes)) == [("new", "other", "")]


def test_work_whose_title_has_no_letters_is_matched_by_its_key() -> None:
    make_reference(work=make_work(title="???"))
    assert outcomes(make_record(title="???", id="gray2020")) == [("matched", "gray2020", "record")]
    assert outcomes(make_record(title="!!!", id="gray2020")) == [("new", "gray2020a", "")]


def test_nearest_of_several_works_is_matched() -> None:
    for year, volume in ((2019, "6"), (2020, "7"), (2021, "8")):
        work = make_work(title="Editorial", volume=volume, issued={"date-parts": [[year]]})
        make_reference(f"Editorial{volume}", work=work)
    entries = [
        make_record(title="Editorial", volume=volume, issued={"date-parts": [[year]]})
        for year, volume in ((2020, "7"), (2021, "8"), (2019, "6"))
    ]
    assert [key for _outcome, key, _by in outcomes(*entries)] == ["editorial72020", "editorial82020", "editorial62020"]


def test_duplicate_records_within_a_file_are_matched() -> None:
    rows = list(
        plan.plan_rows(
            [
                make_record(DOI="10.1000/abc", id="first"),
                make_record("Dunn", "line 20", DOI="10.1000/ABC"),
                make_record("Gray", "line 40", PMID="7"),
                make_record("Hill", "line 60", PMID="7"),
            ]
        )
    )
    assert [(row.outcome, row.key, row.matched_by, row.earlier_place) for row in rows] == [
        ("new", "first", "", ""),
        ("matched", "first", "doi", "line 1"),
        ("matched", "first", "title", "line 1"),
        # The PMID comes from the record at line 40.
        ("matched", "first", "pmid", "line 1"),
    ]


def test_second_record_of_a_library_work_waits_for_the_next_import() -> None:
    make_reference()
    rows = list(plan.plan_rows([make_record(PMID="8"), make_record(PMID="9", place="line 20")]))
    assert [(row.outcome, row.earlier_place) for row in rows] == [("changed", ""), ("matched", "line 1")]


def test_record_with_identifiers_of_two_works_is_refused() -> None:
    make_reference("Gray", work=make_work(DOI="10.1000/abc"))
    make_reference("Dunn", work=make_work("Dunn", PMID="7"))
    [row] = plan.plan_rows([make_record("Hill", DOI="10.1000/abc", PMID="7")])
    assert row.outcome == "refused"
    assert row.reason == (
        "The identifiers belong to different works: DOI 10.1000/abc belongs to “Gray 2020. Findings of Gray” "
        "(gray2020); PMID 7 belongs to “Dunn 2020. Findings of Dunn” (dunn2020). "
        "Correct the record and import it again."
    )


def test_record_with_identifiers_of_two_other_records_is_refused() -> None:
    first, second = make_record(DOI="10.1000/abc"), make_record("Dunn", "line 20", PMID="7")
    *_, row = plan.plan_rows([first, second, make_record("Hill", "line 40", DOI="10.1000/abc", PMID="7")])
    assert row.reason == (
        "The identifiers belong to different works: DOI 10.1000/abc belongs to “Findings of Gray” at line 1; "
        "PMID 7 belongs to “Findings of Dunn” at line 20. Correct the record and import it again."
    )


def test_queries_do_not_grow_with_records(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(30):
        make_reference(f"Gray{number}", work=make_work(f"Gray{number}", PMID=str(number + 1)))
    for count in (1, 30):
        entries = [make_record(f"Gray{number}", PMID=str(number + 1)) for number in range(count)]
        # One query for the taken keys, one for the works.
        with django_assert_num_queries(2):
            rows: list[ImportRow] = list(plan.plan_rows(entries))
        assert [row.outcome for row in rows] == ["matched"] * count
