"""Asks for exports, makes them as a worker does, and reads their files as a download does."""

import csv
import io
from typing import Any

from django.contrib.auth.models import User

from intake.enums import ExportFormat, ExportReason
from intake.exports import downloads, making, requests
from intake.models import Export, Submission


def ask(by: User, file_format: ExportFormat = ExportFormat.CSV) -> Export:
    """Ask for an export of everything."""
    return requests.ask_export(
        Submission.objects.all(), by=by, file_format=file_format, reason=ExportReason.QUALITY, file_number="QM 7"
    )


def make(by: User, file_format: ExportFormat = ExportFormat.CSV) -> Export:
    export = ask(by, file_format)
    making.make_waiting_exports()
    export.refresh_from_db()
    return export


def read(export: Export, by: User) -> bytes:
    return b"".join(downloads.open_export(export, by=by))


def read_csv(by: User) -> list[dict[str, Any]]:
    """Return the rows of a CSV export of everything, each by its headings."""
    text = read(make(by), by).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))
