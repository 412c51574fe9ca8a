"""Checks our works against the registers of retractions."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from django.conf import settings

from references.retractions import crossref_updates, retraction_watch
from references.retractions.matching import match_crossref, match_retraction_watch
from references.retractions.notices import store_findings
from references.retractions.register_lock import hold_register
from references.retractions.reports import RegisterReport
from references.web import client
from references.web.client import Patience

# The file has 70 MB, which takes a while over a slow connection.
MAX_CSV_SIZE = 500 * 1024 * 1024
DOWNLOAD_PATIENCE = Patience(total=20 * 60, silence=30, tries=3)


def check_registers(*, is_dry_run: bool = False) -> list[RegisterReport]:
    """Read every register that is named in the settings."""
    reports = []
    if settings.RETRACTION_WATCH_CSV:
        reports.append(check_retraction_watch(settings.RETRACTION_WATCH_CSV, is_dry_run=is_dry_run))
    if settings.CROSSREF_URL:
        reports.append(check_crossref(is_dry_run=is_dry_run))
    return reports


def check_retraction_watch(location: str, *, is_dry_run: bool = False) -> RegisterReport:
    """Read the Retraction Watch CSV at a path or a URL. A dry run returns the same report and stores nothing."""
    report = RegisterReport(retraction_watch.RETRACTION_WATCH_SOURCE)
    with hold_register(report, is_dry_run) as is_ours:
        if is_ours:
            with open_register_file(location) as file:
                store_findings(match_retraction_watch(file, report), report, is_dry_run)
    return report


def check_crossref(*, is_dry_run: bool = False) -> RegisterReport:
    """Ask Crossref about every work that has a DOI. A dry run stores nothing."""
    report = RegisterReport(crossref_updates.CROSSREF_SOURCE)
    with hold_register(report, is_dry_run) as is_ours:
        if is_ours:
            store_findings(match_crossref(report), report, is_dry_run)
    return report


@contextmanager
def open_register_file(location: str) -> Iterator[BinaryIO]:
    """Open a file on this machine, or download it from its URL first."""
    if not location.startswith(("http://", "https://")):
        with Path(location).open("rb") as file:
            yield file
        return
    with TemporaryFile() as file:
        client.download_url(
            location, file, limit=MAX_CSV_SIZE, accept="text/csv, */*", patience=DOWNLOAD_PATIENCE, trusted=location
        )
        file.seek(0)
        yield file
