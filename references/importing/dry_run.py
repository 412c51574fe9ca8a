"""Reads a file into rows: the dry run, kept so that an editor can look at it and choose."""

from typing import BinaryIO

from references.formats import parser
from references.importing.plan import Chooser, chunks, fills_a_gap, rows
from references.importing.writer import Progress, nobody_watches
from references.models import ImportFile, ImportRow


def stage(
    file: ImportFile, source: BinaryIO, *, wants: Chooser = fills_a_gap, progress: Progress = nobody_watches
) -> None:
    """Keep what `source` would do as the rows of `file`, some hundred at a time, in place of any it had.

    `progress` is told how many records are read. Raises Unreadable.
    """
    file.rows.all().delete()
    file.format = parser.format_of(source)
    done = 0
    for chunk in chunks(rows(parser.read(source), wants=wants)):
        for row in chunk:
            row.file = file
        ImportRow.objects.bulk_create(chunk)
        done += len(chunk)
        progress(done)
