"""Fixtures of the tests of the log."""

import logging
from pathlib import Path

import pytest
from pytest_django import Settings

from fibro_site.logs.error_reports import ErrorReportHandler, ReportLimits


@pytest.fixture
def error_reports(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ErrorReportHandler:
    """Have the operator mailed of errors, and return what mails them, which has mailed nothing yet."""
    settings.ADMINS = [("", "operator@clinic.example")]
    (handler,) = [each for each in logging.getLogger().handlers if isinstance(each, ErrorReportHandler)]
    monkeypatch.setattr(handler, "limits", ReportLimits(tmp_path / "reports"))
    return handler
