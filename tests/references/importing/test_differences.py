from typing import Any

import pytest

from references.enums import Status
from references.formats.records import Record
from references.importing.differences import Difference, find_differences, merge_value
from references.models import Reference, StatusNotice
from references.updates import Update
from tests.references.builders import make_reference, make_work


def told(ours: dict[str, Any], theirs: dict[str, Any]) -> list[Difference]:
    reference = Reference(key="gray2020", csl=make_work(**ours))
    reference.read_columns()
    return find_differences(reference, Record("line 1", make_work(**theirs)))


GIVEN = {"family": "Gray", "given": "Ann B."}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"DOI": "10.1000/abc"}, {"DOI": "https://doi.org/10.1000/ABC"}),
        ({"DOI": "10.1000/abc"}, {"DOI": "none"}),
        ({"DOI": "10.1000/abc"}, {"URL": "https://dx.doi.org/10.1000/abc"}),
        ({"ISBN": "9780306406157"}, {"ISBN": "0-306-40615-2"}),
        ({"title": "<i>E. coli</i>  and pain"}, {"title": "E. coli and pain"}),
        ({"title": "Schmerz f\u00fcr"}, {"title": "Schmerz fu\u0308r"}),
        ({"volume": 7}, {"volume": "7"}),
        ({"page": "1453-1462"}, {"page": "1453\u201362"}),
        ({"language": "en-GB"}, {"language": "en"}),
        ({"issued": {"date-parts": [[2020, 3, 9]]}}, {"issued": {"date-parts": [["2020", "3"]]}}),
        ({"issued": {"date-parts": [[2019], [2021]]}}, {"issued": {"raw": "2019"}}),
        ({}, {"issued": {"literal": "in press"}}),
        ({"author": [GIVEN]}, {"author": [{"family": "GRAY", "given": "AB"}]}),
        ({"author": [GIVEN]}, {"author": [{"family": "Gray", "given": "A."}]}),
        ({"author": [GIVEN, {"family": "Dunn"}]}, {"author": [GIVEN]}),
        (
            {"author": [{"family": "M\u00fcller", "given": "Jean-Paul"}]},
            {"author": [{"family": "Muller", "given": "JP"}]},
        ),
        (
            {"author": [{"family": "Berg", "non-dropping-particle": "van den"}]},
            {"author": [{"family": "van den Berg"}]},
        ),
        ({"author": [{"literal": "World Health Organization"}]}, {"author": [{"family": "World Health Organization"}]}),
        ({"abstract": "Pain."}, {}),
        ({}, {"id": "other", "abstract": "", "keyword": None, "editor": []}),
        ({"custom": {"full-text-url": "https://example.org/a"}}, {"custom": {"evidence-kind": "trial"}}),
    ],
)
def test_equivalent_values_are_no_difference(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    assert told(ours, theirs) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "difference"),
    [
        ({}, {"DOI": "doi:10.1000/ABC"}, Difference("DOI", "", "doi:10.1000/ABC")),
        ({"DOI": "10.1000/a"}, {"DOI": "10.1000/b"}, Difference("DOI", "10.1000/a", "10.1000/b")),
        ({}, {"title": "Other"}, Difference("title", "Findings of Gray", "Other")),
        ({}, {"page": "11-21"}, Difference("page", "11-19", "11-21")),
        ({"language": "en"}, {"language": "en-GB"}, Difference("language", "en", "en-GB")),
        ({}, {"issued": {"date-parts": [[2020, 3, 9]]}}, Difference("issued", "2020-03", "2020-03-09")),
        ({"issued": None}, {"issued": {"literal": "in press"}}, Difference("issued", "", "in press")),
        (
            {"author": [{"family": "Gray", "given": "AB"}]},
            {"author": [{"family": "Gray", "given": "Ann B.", "suffix": "Jr"}]},
            Difference("author", "Gray, AB", "Gray, Ann B. Jr"),
        ),
        (
            {"author": [GIVEN]},
            {"author": [GIVEN, {"family": "Dunn"}]},
            Difference("author", "Gray, Ann B.", "Gray, Ann B.; Dunn"),
        ),
        (
            {},
            {"custom": {"full-text-url": "https://example.org/a", "evidence-kind": "trial"}},
            Difference("custom", "", "full-text-url: https://example.org/a"),
        ),
        ({}, {"categories": ["pain"]}, Difference("categories", "", '["pain"]')),
    ],
)
def test_differing_values_are_listed(ours: dict[str, Any], theirs: dict[str, Any], difference: Difference) -> None:
    assert told(ours, theirs) == [difference]


def test_evidence_kind_fills_only_a_gap() -> None:
    record = Record("line 1", make_work(), evidence_kind="trial")
    unsorted, judged = Reference(csl=make_work()), Reference(csl=make_work(), evidence_kind="cohort")
    assert find_differences(unsorted, record) == [Difference("evidence_kind", "", "Clinical trial")]
    assert find_differences(judged, record) == []


@pytest.mark.django_db
def test_known_notice_is_no_difference() -> None:
    reference = make_reference()
    record = Record("line 1", make_work(), updates=(Update(Status.RETRACTED, "PubMed", "9"),))
    assert find_differences(reference, record) == [Difference("notices", "", "Retracted, according to PubMed")]
    StatusNotice.objects.create(reference=reference, status=Status.RETRACTED, source="PubMed", source_id="9")
    assert find_differences(reference, record) == []


def test_merged_object_keeps_members_missing_from_the_record() -> None:
    ours = {"full-text-url": "https://example.org/a", "shelf": "3"}
    assert merge_value(ours, {"shelf": "4", "evidence-kind": "trial"}) == {**ours, "shelf": "4"}
    assert merge_value({"date-parts": [[2020]]}, {"raw": "2021"}) == {"raw": "2021"}
