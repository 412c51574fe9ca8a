"""Reads a file into rows: the dry run, kept so that an editor can look at it and choose."""

from typing import BinaryIO

from references.formats import parser
from references.importing.plan import DifferenceChooser, is_gap, plan_rows, split_chunks
from references.importing.writer import Progress, ignore_progress
from references.models import ImportFile, ImportRow


def stage_rows(
    file: ImportFile, source: BinaryIO, *, wants: DifferenceChooser = is_gap, progress: Progress = ignore_progress
) -> None:
    """Keep what `source` would do as the rows of `file`, some hundred at a time, in place of any it had.

    `progress` is told how many records are read. Raises Unreadable.
    """
    file.rows.all().delete()
    file.format = parser.detect_format_name(source)
    done = 0
    for chunk in split_chunks(plan_rows(parser.parse_works(source), wants=wants)):
        for row in chunk:
            row.file = file
        ImportRow.objects.bulk_create(chunk)
        done += len(chunk)
        progress(done)
