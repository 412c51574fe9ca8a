"""Errors are mailed to whoever runs the site, and no flood of them fills a mailbox."""

import logging
from pathlib import Path

import pytest
from django.core import mail
from pytest_django import Settings

from fibro_site.logs import error_reports
from fibro_site.logs.error_reports import ErrorReportHandler, ReportLimits

HOUR = 3600.0


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limits(tmp_path: Path, clock: Clock) -> ReportLimits:
    return ReportLimits(tmp_path, clock)


def test_same_error_is_told_once_an_hour_with_the_number_of_the_others(limits: ReportLimits, clock: Clock) -> None:
    assert limits.note("one") == 0
    clock.now += HOUR - 1
    assert [limits.note("one") for _ in range(3)] == [None] * 3
    clock.now += 1
    assert limits.note("one") == 3
    clock.now += HOUR
    assert limits.note("one") == 0


def test_processes_of_a_machine_tell_an_error_once(limits: ReportLimits, tmp_path: Path, clock: Clock) -> None:
    assert limits.note("one") == 0
    assert ReportLimits(tmp_path, clock).note("one") is None


def test_no_more_than_some_are_told_in_an_hour(limits: ReportLimits, clock: Clock) -> None:
    told = [limits.note(str(number)) for number in range(1000)]
    assert told.count(0) == error_reports.REPORTS_AN_HOUR
    clock.now += HOUR
    assert limits.note("999") == 1


def test_file_does_not_grow_with_errors(limits: ReportLimits, tmp_path: Path, clock: Clock) -> None:
    for number in range(1000):
        limits.note(f"{number:024}")
        clock.now += HOUR
    assert (tmp_path / "reports.json").stat().st_size < 30_000
    assert len(limits.book.mailed) == error_reports.MAX_KNOWN_ERRORS


def test_clock_that_was_set_back_silences_nothing(limits: ReportLimits, clock: Clock) -> None:
    limits.note("one")
    clock.now -= 2 * HOUR
    assert limits.note("one") == 0


def test_damaged_file_is_begun_anew(limits: ReportLimits, tmp_path: Path) -> None:
    (tmp_path / "reports.json").write_text('{"mailed": {"on')
    assert limits.note("one") == 0
    assert ReportLimits(tmp_path).note("one") == 0


def test_folder_that_cannot_be_written_does_not_lift_the_limit(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    limits = ReportLimits(tmp_path / "file")
    assert [limits.note("one") for _ in range(3)] == [0, None, None]


def test_report_tells_error_place_and_number(error_reports: ErrorReportHandler, settings: Settings) -> None:
    for number in range(3):
        logging.getLogger("intake.delivery.claims").error("Delivery %s was given up: smtp 550", number)
    (report,) = mail.outbox
    assert "ERROR: Delivery 0 was given up: smtp 550" in report.subject
    assert "intake.delivery.claims" in report.body
    settings.ERROR_REPORT_SECONDS = 0
    logging.getLogger("other").error("Its place in the code is another")
    assert len(mail.outbox) == 2


def test_nothing_is_mailed_for_what_a_stranger_can_cause(error_reports: ErrorReportHandler) -> None:
    logging.getLogger("django.security.DisallowedHost").error("evil.example")
    logging.getLogger("intake").warning("Not an error")
    assert mail.outbox == []


def test_nobody_is_mailed_by_default(error_reports: ErrorReportHandler, settings: Settings) -> None:
    settings.ADMINS = []
    logging.getLogger("intake").error("It failed")
    assert mail.outbox == []


def test_mail_server_that_is_away_fails_nothing_else(
    error_reports: ErrorReportHandler, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    logging.getLogger("intake").error("It failed")
    assert {record.getMessage() for record in caplog.records} == {
        "It failed",
        "An error report could not be sent: ConnectionRefusedError",
    }
