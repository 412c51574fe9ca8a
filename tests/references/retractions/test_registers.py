"""Each entry of a register becomes one notice, and the status of the work follows it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from references.enums import Status
from references.formats.records import Refusal
from references.models import Reference, Register, StatusNotice
from references.retractions import registers
from references.retractions.reports import NoticeChange, RegisterReport
from tests.references.builders import make_reference
from tests.references.retractions.reading import Read, get_status, make_gray_row
from tests.references.retractions.register import make_row, text
from tests.references.web.server import WebServer, reply

pytestmark = pytest.mark.django_db

Judgement = StatusNotice.Judgement


def other_rows(count: int = 40) -> list[dict[str, str]]:
    """Return rows about works that are not in the library."""
    return [make_row(1000 + number, doi=f"10.1000/other.{number}") for number in range(count)]


def judge(notice: StatusNotice, judgement: str) -> None:
    notice.judgement, notice.judged_why, notice.judged_by_name = judgement, "It is another article.", "Cleo"
    notice.judged_at = timezone.now()
    notice.save()
    notice.reference.refresh_status()


def test_retraction_becomes_a_notice(read: Read, gray: Reference) -> None:
    make_reference("Dunn")
    assert read(make_gray_row(47), *other_rows()) == RegisterReport(
        "Retraction Watch", read=41, matched=1, new=[NoticeChange("gray2020", "retracted", "Retraction Watch", "47")]
    )
    notice = gray.notices.get()
    assert (notice.status, notice.source, notice.source_id) == ("retracted", "Retraction Watch", "47")
    assert (notice.dated, notice.doi) == (date(2024, 6, 21), "10.1000/notice.47")
    assert notice.reason == "Concerns/Issues About Data; Investigation by Journal/Publisher"
    assert get_status(gray) == Status.RETRACTED
    assert gray.status_source == "Retraction Watch"


def test_all_rows_are_stored_and_the_worst_sets_the_status(read: Read, gray: Reference) -> None:
    read(make_gray_row(1, "Correction"), make_gray_row(2, "Retraction"), make_gray_row(3, "Expression of concern"))
    assert set(gray.notices.values_list("source_id", "status")) == {
        ("1", "corrected"),
        ("2", "retracted"),
        ("3", "concern"),
    }
    assert get_status(gray) == Status.RETRACTED


def test_rows_with_one_record_id_become_the_worse_notice(read: Read, gray: Reference) -> None:
    read(make_gray_row(1, "Retraction"), make_gray_row(1, "Correction"))
    assert gray.notices.get().status == Status.RETRACTED


def test_reading_again_changes_nothing(read: Read, gray: Reference) -> None:
    read(make_gray_row(1), make_gray_row(2, "Correction"))
    before = list(StatusNotice.objects.values())
    changed_at = Reference.objects.get().updated_at
    assert read(make_gray_row(1), make_gray_row(2, "Correction")) == RegisterReport(
        "Retraction Watch", read=2, matched=1
    )
    assert list(StatusNotice.objects.values()) == before
    assert Reference.objects.get().updated_at == changed_at


def test_changed_row_updates_the_notice(read: Read, gray: Reference) -> None:
    read(make_gray_row(1, "Expression of concern"))
    report = read(make_gray_row(1, "Retraction", RetractionDate="7/1/2025 0:00"))
    assert report.changed == [NoticeChange("gray2020", "retracted", "Retraction Watch", "1")]
    assert (gray.notices.get().dated, get_status(gray)) == (date(2025, 7, 1), Status.RETRACTED)


def test_reinstatement_withdraws_the_retraction(read: Read, gray: Reference) -> None:
    retraction, reinstatement = make_gray_row(1), make_gray_row(2, "Reinstatement", RetractionDate="1/1/2025 0:00")
    read(retraction)
    report = read(retraction, reinstatement)
    assert report.withdrawn == [NoticeChange("gray2020", "retracted", "Retraction Watch", "1")]
    assert (gray.notices.get().withdrawn_at is None, get_status(gray)) == (False, Status.NORMAL)
    assert read(retraction, reinstatement) == RegisterReport("Retraction Watch", read=2, matched=1)
    read(retraction, reinstatement, make_gray_row(3, RetractionDate="2/1/2025 0:00"))
    assert (gray.notices.count(), get_status(gray)) == (2, Status.RETRACTED)


def test_retraction_read_with_its_reinstatement_is_withdrawn_at_once(read: Read, gray: Reference) -> None:
    read(make_gray_row(1), make_gray_row(2, "Reinstatement", RetractionDate="1/1/2025 0:00"))
    assert (gray.notices.get().withdrawn_at is None, get_status(gray)) == (False, Status.NORMAL)


def test_notice_missing_from_the_register_is_withdrawn_and_may_return(read: Read, gray: Reference) -> None:
    read(make_gray_row(1), *other_rows())
    report = read(*other_rows())
    assert report.withdrawn == [NoticeChange("gray2020", "retracted", "Retraction Watch", "1")]
    assert (gray.notices.count(), get_status(gray)) == (1, Status.NORMAL)
    assert read(*other_rows()).withdrawn == []
    report = read(make_gray_row(1), *other_rows())
    assert report.changed == [NoticeChange("gray2020", "retracted", "Retraction Watch", "1")]
    assert (gray.notices.count(), get_status(gray)) == (1, Status.RETRACTED)


def test_shortened_file_withdraws_nothing(read: Read, gray: Reference) -> None:
    read(make_gray_row(1), *other_rows(40))
    assert read(*other_rows(30)).withdrawn == []
    assert get_status(gray) == Status.RETRACTED


def test_file_with_broken_rows_withdraws_nothing(read: Read, gray: Reference) -> None:
    read(make_gray_row(1), *other_rows())
    report = read(make_gray_row(1, "Retr action"), *other_rows())
    assert (report.broken, report.withdrawn, get_status(gray)) == (1, [], Status.RETRACTED)
    assert report.refused == [Refusal("line 2", "“Retr action” is not a known kind of notice.")]


def test_only_the_first_broken_rows_are_listed(read: Read) -> None:
    report = read(*(make_gray_row(number, "?") for number in range(150)))
    assert (report.broken, len(report.refused)) == (150, 100)


def test_overruled_notice_stays_overruled(read: Read, gray: Reference) -> None:
    read(make_gray_row(1))
    judge(gray.notices.get(), Judgement.OVERRULED)
    read(make_gray_row(1, Reason="+Error in Data;"))
    assert (gray.notices.get().judgement, gray.notices.get().reason) == (Judgement.OVERRULED, "Error in Data")
    assert get_status(gray) == Status.NORMAL


def test_worse_notice_needs_a_new_judgement(read: Read, gray: Reference) -> None:
    read(make_gray_row(1, "Correction"))
    judge(gray.notices.get(), Judgement.OVERRULED)
    read(make_gray_row(1, "Retraction"))
    assert (gray.notices.get().judgement, get_status(gray)) == ("", Status.RETRACTED)


def test_upheld_notice_stays_when_the_register_drops_it(read: Read, gray: Reference) -> None:
    read(make_gray_row(1), *other_rows())
    judge(gray.notices.get(), Judgement.UPHELD)
    assert read(*other_rows()).withdrawn == []
    assert get_status(gray) == Status.RETRACTED


def test_notice_recorded_by_an_editor_is_not_withdrawn(read: Read, gray: Reference) -> None:
    gray.notices.create(status=Status.CONCERN, source="Retraction Watch", source_id="1", recorded_by="Cleo")
    gray.refresh_status()
    read(*other_rows())
    assert (gray.notices.get().withdrawn_at, get_status(gray)) == (None, Status.CONCERN)


def test_dry_run_reports_and_stores_nothing(read: Read, gray: Reference) -> None:
    report = read(make_gray_row(1), is_dry_run=True)
    assert report.new == [NoticeChange("gray2020", "retracted", "Retraction Watch", "1")]
    assert (StatusNotice.objects.count(), Register.objects.count(), get_status(gray)) == (0, 0, Status.NORMAL)


def test_result_of_each_reading_is_stored(read: Read, tmp_path: Path) -> None:
    read(*other_rows(7))
    register = Register.objects.get()
    assert (register.name, register.entries, register.problem, register.held_until) == ("Retraction Watch", 7, "", None)
    read_at = register.read_at
    registers.check_retraction_watch(str(tmp_path / "missing.csv"))
    register.refresh_from_db()
    assert (register.problem, register.read_at, register.entries) == ("No such file or directory", read_at, 7)
    assert register.tried_at > read_at


def test_file_is_downloaded_and_read(server: WebServer, gray: Reference, settings: Any) -> None:
    server.paths["/retraction_watch.csv"] = reply(text([make_gray_row(1)]).encode(), type_="text/csv")
    assert registers.check_retraction_watch(settings.RETRACTION_WATCH_CSV).read == 1
    assert get_status(gray) == Status.RETRACTED


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
    read(make_gray_row(1))
    server.paths["/retraction_watch.csv"] = reply(b"<!doctype html><title>Sign in</title>", type_="text/html")
    report = registers.check_retraction_watch(settings.RETRACTION_WATCH_CSV)
    assert report.problem.startswith("This is not the Retraction Watch file")
    assert get_status(gray) == Status.RETRACTED


def test_without_registers_nothing_is_read(settings: Any) -> None:
    settings.CROSSREF_URL = settings.RETRACTION_WATCH_CSV = ""
    assert registers.check_registers() == []
