"""Makes the files of exports, one after another, and says meanwhile how far it is.

An export is claimed by a conditional UPDATE, which starts an attempt: with a file and a key of its own, from the
beginning. If its process dies, the next one that looks finds that it makes no progress, and starts again; after
MAX_ATTEMPTS it is given up.
"""

import gc
import hashlib
import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Protocol

from billiard.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from intake.audit import chain
from intake.audit.site_actor import SITE
from intake.encryption import key_ring
from intake.encryption.sealed_stream import SealingWriter
from intake.enums import Action, ExportFailure, ExportFormat, ExportState
from intake.exports import columns, expiry, files, opening
from intake.exports.csv_files import CsvFile
from intake.exports.fhir_bundles import FhirBundle
from intake.exports.opening import Batch, OpenRow
from intake.exports.xlsx_files import XlsxFile
from intake.models import Export, ExportedSubmission, QuestionnaireVersion

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
# How long one without progress counts as being made.
SILENCE = timedelta(minutes=2)
# How often progress is stored.
PROGRESS_SECONDS = 1.0


class Superseded(Exception):
    """Somebody deleted the export meanwhile, or another process has taken it over."""


class NothingLeft(Exception):
    """Not one submission could be given out."""


class ExportFile(Protocol):
    def build_row(self, row: OpenRow) -> Any: ...

    def write_rows(self, rows: Iterable[Any]) -> None: ...

    def close(self) -> None: ...


def make_waiting_exports() -> None:
    """Make all exports that wait. Raises KeyUnavailable in a process without the clinic's private key."""
    key_ring.load_clinic_private_key()
    key_ring.load_staff_key()
    while export := claim_export():
        make_export(export)


def claim_export() -> Export | None:
    """Claim the export that has waited longest, or None. Those that were interrupted too often are given up."""
    stale = Q(state=ExportState.RUNNING, progress_at__lt=timezone.now() - SILENCE)
    for export in Export.objects.filter(Q(state=ExportState.WAITING) | stale).order_by("asked_at"):
        same = Export.objects.filter(pk=export.pk, attempt=export.attempt, state=export.state)
        if export.attempt >= MAX_ATTEMPTS:
            same.update(state=ExportState.FAILED, failure=ExportFailure.INTERRUPTED, finished_at=timezone.now())
            continue
        started = same.update(
            state=ExportState.RUNNING,
            attempt=F("attempt") + 1,
            rows_done=0,
            rows_left_out=0,
            progress_at=timezone.now(),
        )
        if started:
            export.refresh_from_db()
            return export
    return None


def make_export(export: Export) -> None:
    """Make a claimed export, and record it. It never raises for what is wrong with one: the others wait."""
    try:
        with freeze_garbage_collector():
            write_export(export)
    except Superseded:
        pass
    except NothingLeft:
        fail_export(export, ExportFailure.NOTHING_LEFT)
    except key_ring.KeyUnavailable:
        fail_export(export, ExportFailure.NO_KEY)
    except OSError as error:
        # Not the text of the error, nor of any below: it may hold an answer.
        logger.error("The file of export %s could not be written: %s", export.pk, type(error).__name__)  # noqa: TRY400
        fail_export(export, ExportFailure.NO_ROOM)
    except SoftTimeLimitExceeded:
        fail_export(export, ExportFailure.TOO_LONG)
    except Exception as error:  # noqa: BLE001 -- one that cannot be made must not keep others waiting
        logger.error("Export %s failed: %s", export.pk, type(error).__name__)  # noqa: TRY400
        fail_export(export, ExportFailure.FAULT)
    finally:
        expiry.delete_leftovers()


@contextmanager
def freeze_garbage_collector() -> Iterator[None]:
    """Have what is there already not looked through for garbage: with a whole site loaded, that takes a fifth of the
    time of an export."""
    if gc.get_freeze_count():
        # Somebody has done that, and knows until when.
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def write_export(export: Export) -> None:
    versions = columns.load_versions(export)
    data_key = files.wrap_new_key(export)
    members = hashlib.sha256()
    ExportedSubmission.objects.filter(export=export, is_left_out=True).update(is_left_out=False)
    with files.create_sealed_file(export, data_key) as sealing:
        file = open_format(export, versions, sealing)
        stored_at = time.monotonic()
        for batch in opening.iterate_batches(export, versions):
            take_batch(export, batch, file)
            members.update(b"".join(pk.bytes for pk in batch.given))
            if time.monotonic() - stored_at > PROGRESS_SECONDS:
                store_progress(export)
                stored_at = time.monotonic()
        if export.rows_left_out == export.rows_done:
            raise NothingLeft
        file.close()
    export.size = sealing.size
    finish_export(export, members.hexdigest())


def open_format(export: Export, versions: dict[int, QuestionnaireVersion], sealing: SealingWriter) -> ExportFile:
    if export.format == ExportFormat.FHIR:
        return FhirBundle(sealing.write)
    table = columns.build_table(versions.values(), in_words=export.format == ExportFormat.XLSX)
    return XlsxFile(sealing, table) if export.format == ExportFormat.XLSX else CsvFile(sealing.write, table)


def take_batch(export: Export, batch: Batch, file: ExportFile) -> None:
    file.write_rows(batch.open_rows(file.build_row))
    if batch.left_out:
        ExportedSubmission.objects.filter(export=export, submission__in=batch.left_out).update(is_left_out=True)
    export.rows_done += len(batch.given) + len(batch.left_out)
    export.rows_left_out += len(batch.left_out)


def store_progress(export: Export) -> None:
    """Say how far it is. Raises Superseded."""
    update_own(export, rows_done=export.rows_done, rows_left_out=export.rows_left_out, progress_at=timezone.now())


def finish_export(export: Export, members: str) -> None:
    """Have the file downloaded from now on, and record what is in it. Raises Superseded."""
    now = timezone.now()
    with transaction.atomic():
        update_own(
            export,
            state=ExportState.DONE,
            rows_done=export.rows_done,
            rows_left_out=export.rows_left_out,
            finished_at=now,
            expires_at=now + expiry.LIFETIME,
            size=export.size,
            key_id=export.key_id,
            wrapped_key=export.wrapped_key,
        )
        chain.record_action(
            Action.EXPORT_MADE,
            by=export.asked_by or SITE,
            export=str(export.pk),
            format=export.format,
            members=members,
            count=str(export.rows_done - export.rows_left_out),
            left_out=str(export.rows_left_out),
        )


def fail_export(export: Export, failure: ExportFailure) -> None:
    try:
        update_own(
            export,
            state=ExportState.FAILED,
            failure=failure,
            finished_at=timezone.now(),
            rows_done=export.rows_done,
            rows_left_out=export.rows_left_out,
        )
    except Superseded:
        return


def update_own(export: Export, **changes: object) -> None:
    """Change the row of an export while this attempt is the one that counts. Raises Superseded if it is not."""
    own = Export.objects.filter(pk=export.pk, attempt=export.attempt, state=ExportState.RUNNING)
    if not own.update(**changes):
        raise Superseded
