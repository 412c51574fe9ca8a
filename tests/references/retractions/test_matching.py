"""Which works of the library a row of a register names."""

import pytest

from references.enums import Status
from references.models import Reference
from tests.references.builders import make_reference, make_work
from tests.references.retractions.reading import Read, get_status, make_gray_row

pytestmark = pytest.mark.django_db


def test_work_without_doi_is_matched_by_pmid(read: Read) -> None:
    dunn = make_reference("Dunn", work=make_work("Dunn", PMID="31000002"))
    read(make_gray_row(1, doi="unavailable", OriginalPaperPubMedID="31000002"))
    assert get_status(dunn) == Status.RETRACTED


def test_pmid_beside_another_doi_does_not_match(read: Read, gray: Reference) -> None:
    report = read(make_gray_row(1, doi="10.1000/somebody-else", OriginalPaperPubMedID="31000001"))
    assert (report.matched, get_status(gray)) == (0, Status.NORMAL)


def test_rows_without_identifiers_match_no_work(read: Read) -> None:
    make_reference("Dunn")
    assert read(make_gray_row(1, doi="unavailable"), make_gray_row(2, doi="", OriginalPaperPubMedID="")).matched == 0
