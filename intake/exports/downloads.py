"""Gives out the file of an export: whole and as it was made, or not at all. Each time is recorded."""

from collections.abc import Iterator

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from intake.audit import chain
from intake.encryption.sealed_stream import iterate_unsealed, verify_stream
from intake.enums import Action, ExportState
from intake.exports import expiry, files
from intake.models import Export


class ExportGone(Exception):
    """The file is not there, or not any more."""


def open_export(export: Export, *, by: User) -> Iterator[bytes]:
    """Return the file in pieces, and record the download first. All of it was read before, so it does not end early.

    Raises ExportGone, SealError if the file is not what was written, and KeyUnavailable.
    """
    if export.state != ExportState.DONE or export.expires_at is None or export.expires_at < timezone.now():
        raise ExportGone
    if expiry.holds_closed_submission(export):
        raise ExportGone
    data_key, context = files.unwrap_key(export), files.build_file_context(export)
    name = files.get_name(export.pk, export.attempt)
    try:
        with files.open_file(name) as file:
            verify_stream(file, data_key, context=context)
    except FileNotFoundError as error:
        raise ExportGone from error
    with transaction.atomic():
        chain.record_action(Action.EXPORT_DOWNLOADED, by=by, export=str(export.pk), format=export.format)
    return read_pieces(name, data_key, context)


def read_pieces(name: str, data_key: bytes, context: str) -> Iterator[bytes]:
    """Yield the file, which is opened only when somebody begins to read, and closed when they stop."""
    with files.open_file(name) as file:
        yield from iterate_unsealed(file, data_key, context=context)
