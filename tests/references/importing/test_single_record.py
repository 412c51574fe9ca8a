import pytest
from django.core.exceptions import ValidationError

from references.enums import Status
from references.importing import single_record
from references.models import Reference
from references.updates import Update
from tests.references.builders import make_reference, make_work
from tests.references.importing.records import make_record

pytestmark = pytest.mark.django_db


def test_new_work_gets_a_free_key() -> None:
    make_reference("Gray", work=make_work("Hill"))
    work = single_record.add_record(make_record(DOI="10.1000/ABC", evidence_kind="trial"))
    assert Reference.objects.get(doi="10.1000/abc") == work
    assert (work.key, work.csl["id"], work.evidence_kind) == ("gray2020a", "gray2020a", "trial")


def test_existing_work_is_not_changed() -> None:
    here = make_reference(work=make_work(DOI="10.1000/abc"))
    assert single_record.add_record(make_record(DOI="10.1000/ABC", volume="8", PMID="7")) == here
    here.refresh_from_db()
    assert (here.volume, here.pmid) == ("7", None)


def test_notices_are_stored_for_new_and_existing_works() -> None:
    make_reference()
    retracted = (Update(Status.RETRACTED, "Crossref", "10.1000/r"),)
    works = [
        single_record.add_record(make_record("Gray", updates=retracted)),
        single_record.add_record(make_record("Dunn", updates=retracted)),
    ]
    assert [(work.status, work.notices.count()) for work in works] == [("retracted", 1), ("retracted", 1)]


def test_record_without_a_title_is_refused() -> None:
    with pytest.raises(ValidationError, match="The record has no title"):
        single_record.add_record(make_record(title=" "))
