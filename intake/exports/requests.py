"""Asks for an export, and takes it back. Which submissions are in it is settled when it is asked for."""

import uuid

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import BooleanField, QuerySet, UUIDField, Value

from intake.audit import chain
from intake.enums import Action, ExportFormat, ExportReason, ExportState, SubmissionState
from intake.exports import files
from intake.models import Export, ExportedSubmission, Submission

# What a sheet of Excel holds, less the row of the headings.
MAX_SHEET_ROWS = 1_048_575


class NothingToExport(Exception):
    """None of the chosen submissions can be exported."""


class TooManyRows(Exception):
    """More submissions than the format has room for."""


def leave_out_closed(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """Return those that may be given out: neither erased nor withdrawn by their patient."""
    return submissions.filter(erased_at=None).exclude(state=SubmissionState.WITHDRAWN)


def ask_export(
    submissions: QuerySet[Submission],
    *,
    by: User,
    file_format: ExportFormat,
    reason: ExportReason,
    file_number: str = "",
    selection: str = "",
) -> Export:
    """Have these submissions exported, and record who asked for it and why.

    Raises NothingToExport, and TooManyRows.
    """
    with transaction.atomic():
        export = Export(
            asked_by=by, format=file_format, reason=reason, file_number=file_number, selection=selection, rows_total=0
        )
        export.save(force_insert=True)
        export.rows_total = add_rows(export, leave_out_closed(submissions))
        if not export.rows_total:
            raise NothingToExport
        if file_format is ExportFormat.XLSX and export.rows_total > MAX_SHEET_ROWS:
            raise TooManyRows
        export.save(update_fields=["rows_total"])
        chain.record_action(
            Action.EXPORT_ASKED,
            by=by,
            export=str(export.pk),
            format=file_format.value,
            reason=reason.value,
            count=str(export.rows_total),
        )
    return export


def add_rows(export: Export, submissions: QuerySet[Submission]) -> int:
    """Put submissions in an export, the earliest first, and return how many.

    One statement does it in the database: as many as there are would take minutes to read and write one by one.
    """
    chosen = submissions.order_by("received_at", "id").values_list(
        Value(export.pk, UUIDField()), "id", Value(False, BooleanField())
    )
    select, parameters = chosen.query.get_compiler(connection=connection).as_sql()
    table = connection.ops.quote_name(ExportedSubmission._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} (export_id, submission_id, is_left_out) {select}", parameters)
    return export.rows.count()


def delete_export(pk: uuid.UUID, *, by: chain.Actor) -> bool:
    """Destroy the key of an export, and its file. Return False if that was done before.

    Who was in it stays on record. One that is being made stops at its next batch.
    """
    with transaction.atomic():
        changed = (
            Export.objects.filter(pk=pk)
            .exclude(state=ExportState.DELETED)
            .update(state=ExportState.DELETED, key_id="", wrapped_key=b"")
        )
        if changed:
            chain.record_action(Action.EXPORT_DELETED, by=by, export=str(pk))
    if changed:
        files.delete_files(pk)
    return bool(changed)
