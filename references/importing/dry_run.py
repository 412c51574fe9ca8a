"""The dry run of an import: a file read into rows, stored so that an editor can look through them and choose."""

from typing import BinaryIO

from references.formats import parser
from references.importing.plan import DifferenceChooser, is_gap, plan_rows, split_chunks
from references.importing.writer import Progress, ignore_progress
from references.models import ImportFile, ImportRow


def stage_rows(
    file: ImportFile,
    source: BinaryIO,
    *,
    wants: DifferenceChooser = is_gap,
    wants_possible_duplicates: bool = False,
    progress: Progress = ignore_progress,
) -> None:
    """Replace the rows of `file` by what importing `source` would do, written some hundred at a time.

    The two choices are those of `ImportPlan`. `progress` is called with the number of records that are read. Raises
    UnreadableFile.
    """
    file.rows.all().delete()
    file.format = parser.detect_format_name(source)
    done = 0
    rows = plan_rows(parser.parse_works(source), wants=wants, wants_possible_duplicates=wants_possible_duplicates)
    for chunk in split_chunks(rows):
        for row in chunk:
            row.file = file
        ImportRow.objects.bulk_create(chunk)
        done += len(chunk)
        progress(done)
