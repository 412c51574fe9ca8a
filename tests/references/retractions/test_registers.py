"""What a register says becomes a notice, once, and the work's status follows it."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from references.enums import Status
from references.formats.records import Refusal
from references.models import Reference, Register, StatusNotice
from references.retractions import crossref_updates, registers
from references.retractions.reports import NoticeChange, RegisterReport
from references.web import client
from tests.references.builders import make_reference, make_work
from tests.references.retractions.register import make_row, text
from tests.references.web.server import WebServer, json_reply, reply

pytestmark = pytest.mark.django_db

Read = Callable[..., RegisterReport]
Judgement = StatusNotice.Judgement


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads rows as the Retraction Watch CSV."""

    def read(*rows: dict[str, str], is_dry_run: bool = False) -> RegisterReport:
        path = tmp_path / "retraction_watch.csv"
        path.write_text(text(rows), encoding="utf-8")
        return registers.check_retraction_watch(str(path), is_dry_run=is_dry_run)

    return read


@pytest.fixture
def gray(db: None) -> Reference:
    return make_reference("Gray", work=make_work("Gray", DOI="10.1000/gray", PMID="31000001"))


def row(number: int = 1, nature: str = "Retraction", *, doi: str = "10.1000/GRAY", **cells: str) -> dict[str, str]:
    return make_row(number, nature=nature, doi=doi, **cells)


def other_rows(count: int = 40) -> list[dict[str, str]]:
    """About works that nobody here cites."""
    return [make_row(1000 + number, doi=f"10.1000/other.{number}") for number in range(count)]


def status_of(reference: Reference) -> str:
    reference.refresh_from_db()
    return reference.status


def judge(notice: StatusNotice, judgement: str) -> None:
    notice.judgement, notice.judged_why, notice.judged_by_name = judgement, "It is another article.", "Cleo"
    notice.judged_at = timezone.now()
    notice.save()
    notice.reference.refresh_status()


def test_retraction_becomes_a_notice(read: Read, gray: Reference) -> None:
    make_reference("Dunn")
    assert read(row(47), *other_rows()) == RegisterReport(
        "Retraction Watch", read=41, matched=1, new=[NoticeChange("gray2020", "retracted", "Retraction Watch", "47")]
    )
    notice = gray.notices.get()
    assert (notice.status, notice.source, notice.source_id) == ("retracted", "Retraction Watch", "47")
    assert (notice.dated, notice.doi) == (date(2024, 6, 21), "10.1000/notice.47")
    assert notice.reason == "Concerns/Issues About Data; Investigation by Journal/Publisher"
    assert status_of(gray) == Status.RETRACTED
    assert gray.status_source == "Retraction Watch"


def test_all_rows_are_stored_and_the_worst_sets_the_status(read: Read, gray: Reference) -> None:
    read(row(1, "Correction"), row(2, "Retraction"), row(3, "Expression of concern"))
    assert set(gray.notices.values_list("source_id", "status")) == {
        ("1", "corrected"),
        ("2", "retracted"),
        ("3", "concern"),
    }
    assert status_of(gray) == Status.RETRACTED


def test_rows_with_one_record_id_become_the_worse_notice(read: Read, gray: Reference) -> None:
    read(row(1, "Retraction"), row(1, "Correction"))
    assert gray.notices.get().status == Status.RETRACTED


def test_reading_again_changes_nothing(read: Read, gray: Reference) -> None:
    read(row(1), row(2, "Correction"))
    before = list(StatusNotice.objects.values())
    changed_at = Reference.objects.get().updated_at
    assert read(row(1), row(2, "Correction")) == RegisterReport("Retraction Watch", read=2, matched=1)
    assert list(StatusNotice.objects.values()) == before
    assert Reference.objects.get().updated_at == changed_at


def test_changed_row_updates_the_notice(read: Read, gray: Reference) -> None:
    read(row(1, "Expression of concern"))
    report = read(row(1, "Retraction", RetractionDate="7/1/2025 0:00"))
    assert report.changed == [NoticeChange("gray2020", "retracted", "Retraction Watch", "1")]
    assert (gray.notices.get().dated, status_of(gray)) == (date(2025, 7, 1), Status.RETRACTED)


def test_work_without_doi_is_matched_by_pmid(read: Read) -> None:
    dunn = make_reference("Dunn", work=make_work("Dunn", PMID="31000002"))
    read(row(1, doi="unavailable", OriginalPaperPubMedID="31000002"))
    assert status_of(dunn) == Status.RETRACTED


def test_pmid_beside_another_doi_does_not_match(read: Read, gray: Reference) -> None:
    report = read(row(1, doi="10.1000/somebody-else", OriginalPaperPubMedID="31000001"))
    assert (report.matched, status_of(gray)) == (0, Status.NORMAL)


def test_rows_without_identifiers_match_no_work(read: Read) -> None:
    make_reference("Dunn")
    assert read(row(1, doi="unavailable"), row(2, doi="", OriginalPaperPubMedID="")).matched == 0


def test_reinstatement_withdraws_the_retraction(read: Read, gray: Reference) -> None:
    retraction, reinstatement = row(1), row(2, "Reinstatement", RetractionDate="1/1/2025 0:00")
    read(retraction)
    report = read(retraction, reinstatement)
    assert report.withdrawn == [NoticeChange("gray2020", "retracted", "Retraction Watch", "1")]
    assert (gray.notices.get().withdrawn_at is None, status_of(gray)) == (False, Status.NORMAL)
    assert read(retraction, reinstatement) == RegisterReport("Retraction Watch", read=2, matched=1)
    read(retraction, reinstatement, row(3, RetractionDate="2/1/2025 0:00"))
    assert (gray.notices.count(), status_of(gray)) == (2, Status.RETRACTED)


def test_retraction_read_with_its_reinstatement_is_withdrawn_at_once(read: Read, gray: Reference) -> None:
    read(row(1), row(2, "Reinstatement", RetractionDate="1/1/2025 0:00"))
    assert (gray.notices.get().withdrawn_at is None, status_of(gray)) == (False, Status.NORMAL)


def test_notice_missing_from_the_register_is_withdrawn_and_may_return(read: Read, gray: Reference) -> None:
    read(row(1), *other_rows())
    report = read(*other_rows())
    assert report.withdrawn == [NoticeChange("gray2020", "retracted", "Retraction Watch", "1")]
    assert (gray.notices.count(), status_of(gray)) == (1, Status.NORMAL)
    assert read(*other_rows()).withdrawn == []
    report = read(row(1), *other_rows())
    assert report.changed == [NoticeChange("gray2020", "retracted", "Retraction Watch", "1")]
    assert (gray.notices.count(), status_of(gray)) == (1, Status.RETRACTED)


def test_shortened_file_withdraws_nothing(read: Read, gray: Reference) -> None:
    read(row(1), *other_rows(40))
    assert read(*other_rows(30)).withdrawn == []
    assert status_of(gray) == Status.RETRACTED


def test_file_with_broken_rows_withdraws_nothing(read: Read, gray: Reference) -> None:
    read(row(1), *other_rows())
    report = read(row(1, "Retr action"), *other_rows())
    assert (report.broken, report.withdrawn, status_of(gray)) == (1, [], Status.RETRACTED)
    assert report.refused == [Refusal("line 2", "“Retr action” is not a known kind of notice.")]


def test_only_the_first_broken_rows_are_listed(read: Read) -> None:
    report = read(*(row(number, "?") for number in range(150)))
    assert (report.broken, len(report.refused)) == (150, 100)


def test_overruled_notice_stays_overruled(read: Read, gray: Reference) -> None:
    read(row(1))
    judge(gray.notices.get(), Judgement.OVERRULED)
    read(row(1, Reason="+Error in Data;"))
    assert (gray.notices.get().judgement, gray.notices.get().reason) == (Judgement.OVERRULED, "Error in Data")
    assert status_of(gray) == Status.NORMAL


def test_worse_notice_needs_a_new_judgement(read: Read, gray: Reference) -> None:
    read(row(1, "Correction"))
    judge(gray.notices.get(), Judgement.OVERRULED)
    read(row(1, "Retraction"))
    assert (gray.notices.get().judgement, status_of(gray)) == ("", Status.RETRACTED)


def test_upheld_notice_stays_when_the_register_drops_it(read: Read, gray: Reference) -> None:
    read(row(1), *other_rows())
    judge(gray.notices.get(), Judgement.UPHELD)
    assert read(*other_rows()).withdrawn == []
    assert status_of(gray) == Status.RETRACTED


def test_notice_recorded_by_an_editor_is_not_withdrawn(read: Read, gray: Reference) -> None:
    gray.notices.create(status=Status.CONCERN, source="Retraction Watch", source_id="1", recorded_by="Cleo")
    gray.refresh_status()
    read(*other_rows())
    assert (gray.notices.get().withdrawn_at, status_of(gray)) == (None, Status.CONCERN)


def test_dry_run_reports_and_stores_nothing(read: Read, gray: Reference) -> None:
    report = read(row(1), is_dry_run=True)
    assert report.new == [NoticeChange("gray2020", "retracted", "Retraction Watch", "1")]
    assert (StatusNotice.objects.count(), Register.objects.count(), status_of(gray)) == (0, 0, Status.NORMAL)


def test_result_of_each_reading_is_stored(read: Read, tmp_path: Path) -> None:
    read(*other_rows(7))
    register = Register.objects.get()
    assert (register.name, register.entries, register.problem, register.held_until) == ("Retraction Watch", 7, "", None)
    read_at = register.read_at
    registers.check_retraction_watch(str(tmp_path / "missing.csv"))
    register.refresh_from_db()
    assert (register.problem, register.read_at, register.entries) == ("No such file or directory", read_at, 7)
    assert register.tried_at > read_at


def test_locked_register_is_not_read(read: Read, gray: Reference) -> None:
    Register.objects.create(name="Retraction Watch", held_until=timezone.now() + timedelta(minutes=5))
    assert read(row(1)) == RegisterReport(
        "Retraction Watch", problem="Another process is already reading this register."
    )
    assert status_of(gray) == Status.NORMAL


def test_expired_lock_is_taken_over(read: Read, gray: Reference) -> None:
    Register.objects.create(name="Retraction Watch", held_until=timezone.now() - timedelta(seconds=1))
    assert read(row(1)).problem == ""
    assert (Register.objects.get().held_until, status_of(gray)) == (None, Status.RETRACTED)


def test_lock_is_released_after_an_error(read: Read, gray: Reference, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(Reference, "refresh_status", fail)
        with pytest.raises(RuntimeError):
            read(row(1))
    assert (Register.objects.get().held_until, StatusNotice.objects.count()) == (None, 0)
    assert len(read(row(1)).new) == 1


# --- Over the web


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "FIRST_RETRY_WAIT", 0.01)
    monkeypatch.setattr(crossref_updates, "PAUSE_SECONDS", 0.0)


def test_file_is_downloaded_and_read(server: WebServer, gray: Reference, settings: Any) -> None:
    server.paths["/retraction_watch.csv"] = reply(text([row(1)]).encode(), type_="text/csv")
    assert registers.check_retraction_watch(settings.RETRACTION_WATCH_CSV).read == 1
    assert status_of(gray) == Status.RETRACTED


def test_unavailable_register_is_logged_in_one_line(
    server: WebServer, gray: Reference, caplog: pytest.LogCaptureFixture
) -> None:
    server.paths = {"/retraction_watch.csv": reply(status=500), "/works": reply(status=500)}
    reports = registers.check_registers()
    assert [report.problem for report in reports] == ["The server responded with the error 500."] * 2
    assert [(record.levelname, record.getMessage(), record.exc_info) for record in caplog.records] == [
        ("WARNING", "Retraction Watch could not be read: The server responded with the error 500.", None),
        ("WARNING", "Crossref could not be read: The server responded with the error 500.", None),
    ]


def test_web_page_in_place_of_the_file_changes_nothing(
    server: WebServer, read: Read, gray: Reference, settings: Any
) -> None:
    read(row(1))
    server.paths["/retraction_watch.csv"] = reply(b"<!doctype html><title>Sign in</title>", type_="text/html")
    report = registers.check_retraction_watch(settings.RETRACTION_WATCH_CSV)
    assert report.problem.startswith("This is not the Retraction Watch file")
    assert status_of(gray) == Status.RETRACTED


def test_without_registers_nothing_is_read(settings: Any) -> None:
    settings.CROSSREF_URL = settings.RETRACTION_WATCH_CSV = ""
    assert registers.check_registers() == []


def notice_of(kind: str, doi: str = "10.1000/notice") -> dict[str, Any]:
    return {
        "DOI": doi,
        "type": kind,
        "label": kind.capitalize(),
        "source": "publisher",
        "updated": {"date-parts": [[2024, 6, 21]]},
    }


def works(*items: dict[str, Any]) -> Any:
    return json_reply({"status": "ok", "message-type": "work-list", "message": {"items": list(items)}})


def test_crossref_is_asked_about_many_works_at_once(server: WebServer, gray: Reference) -> None:
    make_reference("Dunn", work=make_work("Dunn", DOI="10.1000/dunn"))
    make_reference("Reed", work=make_work("Reed", PMID="31000003"))
    server.paths["/works"] = works(
        {"DOI": "10.1000/GRAY", "updated-by": [notice_of("retraction"), notice_of("new_version")]},
        {"DOI": "10.1000/dunn"},
    )
    assert registers.check_crossref() == RegisterReport(
        "Crossref", read=2, matched=1, new=[NoticeChange("gray2020", "retracted", "Crossref", "10.1000/notice")]
    )
    (asked,) = server.asked
    assert asked.target == ("/works?filter=doi%3A10.1000%2Fdunn%2Cdoi%3A10.1000%2Fgray&select=DOI%2Cupdated-by&rows=2")
    assert (status_of(gray), gray.status_dated) == (Status.RETRACTED, date(2024, 6, 21))


def test_large_batches_are_split(server: WebServer) -> None:
    for number in range(crossref_updates.DOIS_PER_REQUEST + 1):
        make_reference(f"Gray{number}", work=make_work(DOI=f"10.1000/{number}"))
    server.paths["/works"] = works()
    registers.check_crossref()
    assert len(server.asked) == 2


def test_notice_missing_from_crossref_is_withdrawn(server: WebServer, read: Read, gray: Reference) -> None:
    read(row(1, "Correction"))
    server.paths["/works"] = [
        works({"DOI": "10.1000/gray", "updated-by": [notice_of("retraction")]}),
        works({"DOI": "10.1000/gray"}),
    ]
    registers.check_crossref()
    assert status_of(gray) == Status.RETRACTED
    assert len(registers.check_crossref().withdrawn) == 1
    assert status_of(gray) == Status.CORRECTED


def test_work_unknown_to_crossref_is_not_changed(server: WebServer, gray: Reference) -> None:
    server.paths["/works"] = [works({"DOI": "10.1000/gray", "updated-by": [notice_of("retraction")]}), works()]
    registers.check_crossref()
    assert registers.check_crossref().withdrawn == []
    assert status_of(gray) == Status.RETRACTED


@pytest.mark.parametrize("refusal", [400, 404])
def test_refused_batch_is_requested_one_by_one(server: WebServer, gray: Reference, refusal: int) -> None:
    make_reference("Dunn", work=make_work("Dunn", DOI="10.1000/odd,doi"))
    server.paths["/works"] = reply(status=refusal)
    server.paths["/works/10.1000%2Fgray"] = json_reply(
        {"message": {"DOI": "10.1000/gray", "updated-by": [notice_of("removal")]}}
    )
    assert registers.check_crossref().read == 1
    assert status_of(gray) == Status.RETRACTED


def test_notices_read_before_an_outage_are_kept(server: WebServer, gray: Reference) -> None:
    for number in range(crossref_updates.DOIS_PER_REQUEST):
        make_reference(f"Dunn{number}", work=make_work(DOI=f"10.2000/{number}"))
    answer = works({"DOI": "10.1000/gray", "updated-by": [notice_of("expression-of-concern")]})
    server.paths["/works"] = [answer, reply(status=503)]
    report = registers.check_crossref()
    assert (report.read, report.problem) == (1, "The server responded with the error 503.")
    assert status_of(gray) == Status.CONCERN


@pytest.mark.parametrize(
    "garbage", [b"", b"<html>", b"[]", b'{"message": 7}', b'{"message": {"items": [null, 3, {}]}}', b"\xff"]
)
def test_malformed_responses_change_nothing(server: WebServer, gray: Reference, garbage: bytes) -> None:
    server.paths["/works"] = reply(garbage)
    assert registers.check_crossref().new == []
    assert status_of(gray) == Status.NORMAL
