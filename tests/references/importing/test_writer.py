from datetime import date

import pytest
from django.contrib.auth.models import AbstractUser
from wagtail.models import ModelLogEntry, ReferenceIndex
from wagtail.search.backends import get_search_backend

from references.enums import Status
from references.formats.records import Refusal
from references.importing import plan, writer
from references.models import Reference, StatusNotice
from references.updates import Update
from tests.references.builders import make_reference, make_work
from tests.references.importing.records import everything, imported, make_record, staged

RETRACTED = Update(Status.RETRACTED, "PubMed", "9", date(2021, 2, 3), "10.1000/r", "Errors.")


@pytest.mark.django_db
def test_new_works_are_stored_with_all_their_columns() -> None:
    [row] = imported(make_record(DOI="10.1000/ABC", id="g7", evidence_kind="trial", custom={"evidence-kind": "trial"}))
    work = Reference.objects.get()
    assert (row.outcome, row.reference, row.key) == ("new", work, "g7")
    assert (work.key, work.csl["id"], work.doi, work.title, work.year) == ("g7", "g7", "10.1000/abc", row.title, 2020)
    assert work.evidence_kind == "trial"
    assert work.csl.get("custom", {}) == {}


@pytest.mark.django_db
def test_new_works_are_indexed_for_search() -> None:
    imported(make_record("Gray"), make_record("Dunn", "line 20"))
    assert [work.key for work in get_search_backend().autocomplete("findings dun", Reference)] == ["dunn2020"]


@pytest.mark.django_db
def test_refused_records_do_not_stop_others() -> None:
    rows = imported(
        Refusal("line 1", "The record has no title. Add one and import it again."),
        make_record("Dunn", "line 9"),
        make_record(title=" "),
    )
    assert [(row.place, row.outcome, row.reason) for row in rows] == [
        ("line 1", "refused", "The record has no title. Add one and import it again."),
        ("line 9", "new", ""),
        ("line 1", "refused", "The record has no title. Add one and import it again."),
    ]
    assert [work.key for work in Reference.objects.all()] == ["dunn2020"]


@pytest.mark.django_db
def test_only_wanted_fields_are_changed() -> None:
    work = make_reference(work=make_work(PMID="7"))
    # By default fields that fill a gap are wanted, and changes of existing values are not.
    [row] = imported(make_record(volume="8", DOI="10.1000/abc", PMID="7"))
    assert (row.outcome, row.wanted_fields) == ("changed", {"DOI"})
    work.refresh_from_db()
    assert (work.volume, work.doi) == ("7", "10.1000/abc")
    imported(make_record(volume="8", PMID="7"), wants=everything)
    work.refresh_from_db()
    assert (work.volume, work.doi) == ("8", "10.1000/abc")


@pytest.mark.django_db
def test_unwanted_rows_are_not_imported() -> None:
    file = staged([make_record("Gray"), make_record("Dunn", "line 20")])
    file.rows.filter(number=1).update(is_wanted=False)
    writer.apply_import(file)
    assert [work.key for work in Reference.objects.all()] == ["dunn2020"]


@pytest.mark.django_db
def test_notices_are_stored_for_new_and_existing_works() -> None:
    make_reference()
    imported(make_record(updates=(RETRACTED,)), make_record("Dunn", "line 20", updates=(RETRACTED,)))
    for work in Reference.objects.all():
        assert (work.status, work.status_source, work.status_dated, work.status_doi) == (
            *("retracted", "PubMed", date(2021, 2, 3), "10.1000/r"),
        )
        assert [notice.reason for notice in work.notices.unjudged()] == ["Errors."]


@pytest.mark.django_db
def test_overruled_notice_is_not_stored_again() -> None:
    work = make_reference()
    StatusNotice.objects.create(
        reference=work,
        status=Status.RETRACTED,
        source="PubMed",
        source_id="9",
        judgement="overruled",
        judged_why="Another work.",
        judged_by_name="Cleo",
        judged_at="2021-01-01T00:00Z",
    )
    [row] = imported(make_record(updates=(RETRACTED,)))
    assert row.outcome == "matched"
    assert work.notices.count() == 1


@pytest.mark.django_db
def test_log_names_the_user_and_the_file(cleo: AbstractUser) -> None:
    make_reference()
    rows = imported(make_record(PMID="7"), make_record("Dunn", "line 20"), make_record("Gray", "line 40"), user=cleo)
    assert [row.outcome for row in rows] == ["changed", "new", "matched"]
    entries = ModelLogEntry.objects.all()
    assert {(entry.label, entry.action, entry.user, entry.data["file"], entry.object_id) for entry in entries} == {
        ("Gray 2020. Findings of Gray", "references.import", cleo, "works.ris", str(rows[0].reference_id)),
        ("Dunn 2020. Findings of Dunn", "references.import", cleo, "works.ris", str(rows[1].reference_id)),
    }
    assert len({entry.uuid for entry in entries}) == 1


@pytest.mark.django_db
def test_import_files_do_not_count_as_usage() -> None:
    imported(make_record())
    assert not ReferenceIndex.objects.exists()


# --- Changes between reading a file and importing it ------------------------------------------------------------------


@pytest.mark.django_db
def test_work_added_meanwhile_is_refused() -> None:
    file = staged([make_record("Gray", DOI="10.1000/abc"), make_record("Dunn", "line 20")])
    make_reference("Hill", work=make_work("Hill", DOI="10.1000/abc"))
    writer.apply_import(file)
    assert [(row.outcome, row.reason) for row in file.rows.all()] == [
        ("refused", "Someone has added this work in the meantime: Hill 2020. Findings of Hill."),
        ("new", ""),
    ]


@pytest.mark.django_db
def test_key_taken_meanwhile_is_replaced() -> None:
    file = staged([make_record("Gray")])
    make_reference("Gray", work=make_work("Hill"))
    writer.apply_import(file)
    [row] = file.rows.all()
    assert (row.outcome, row.key, row.reference.csl["id"]) == ("new", "gray2020a", "gray2020a")


@pytest.mark.django_db
def test_work_changed_meanwhile_is_refused() -> None:
    work = make_reference()
    file = staged([make_record(issue="2-3", DOI="10.1000/abc")], wants=everything)
    work.csl = make_work(issue="2-4")
    work.save()
    writer.apply_import(file)
    [row] = file.rows.all()
    assert (row.outcome, row.reason[:46]) == ("refused", "Someone has changed this work in the meantime.")
    work.refresh_from_db()
    assert (work.issue, work.doi) == ("2-4", None)


@pytest.mark.django_db
def test_work_deleted_meanwhile_is_refused() -> None:
    make_reference()
    file = staged([make_record(issue="2-3")], wants=everything)
    Reference.objects.all().delete()
    writer.apply_import(file)
    assert [row.reason for row in file.rows.all()] == [
        "Someone has deleted this work in the meantime. Import the file again to add it."
    ]


@pytest.mark.django_db
def test_change_to_a_taken_identifier_is_refused() -> None:
    make_reference()
    file = staged([make_record(DOI="10.1000/abc")])
    make_reference("Dunn", work=make_work("Dunn", DOI="10.1000/abc"))
    writer.apply_import(file)
    assert [row.reason for row in file.rows.all()] == [
        "DOI 10.1000/abc is already in the library: Dunn 2020. Findings of Dunn"
    ]
    assert Reference.objects.get(key="gray2020").doi is None


@pytest.mark.django_db
def test_work_added_between_check_and_insert_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another import adds the work between the check and the insert."""
    file = staged([make_record("Gray", DOI="10.1000/abc"), make_record("Dunn", "line 20")])
    make_reference("Hill", work=make_work("Hill", DOI="10.1000/abc"))
    blind = plan.load_library_index([])
    monkeypatch.setattr(writer, "load_library_index", lambda _works: blind)
    writer.apply_import(file)
    assert [(row.outcome, row.key) for row in file.rows.all()] == [("refused", "gray2020"), ("new", "dunn2020")]
    assert {work.key for work in Reference.objects.all()} == {"hill2020", "dunn2020"}


@pytest.mark.django_db(transaction=True)
def test_crash_midway_rolls_everything_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "CHUNK", 2)
    file = staged([make_record(f"Gray{number}", f"line {number}") for number in range(5)])

    def crash(done: int) -> None:
        assert Reference.objects.count() == done
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        writer.apply_import(file, progress=crash)
    assert not Reference.objects.exists()
    assert list(get_search_backend().autocomplete("findings", Reference)) == []
    assert not file.rows.exclude(reference=None).exists()
