"""`manage.py import_references FILE...`: import works from files of reference managers and registers."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand

from references.formats import parser
from references.formats.records import UnreadableFile
from references.importing import dry_run as staging
from references.importing import writer
from references.importing.differences import Difference
from references.importing.displayed_values import get_field_label
from references.importing.plan import CHUNK, DifferenceChooser, ImportPlan
from references.importing.writer import Progress
from references.models import ImportFile, ImportRow

RowOutcome = ImportRow.Outcome
NOTHING_REFUSED, SOMETHING_REFUSED, UNREADABLE = 0, 1, 2
# In the order in which they are printed.
OUTCOME_LABELS = {
    RowOutcome.NEW: "new",
    RowOutcome.MATCHED: "in library",
    RowOutcome.CHANGED: "changed",
    RowOutcome.REFUSED: "refused",
}
POSSIBLE_DUPLICATES = "possible_duplicates"
PROGRESS_STEP = 5000


class Command(BaseCommand):
    help = (
        "Imports works from RIS, BibTeX, CSL-JSON, MEDLINE, Crossref JSON and PubMed XML. The format is recognised by "
        "the content. New works are added. Works that are already in the library are updated with the values in the "
        "file (not with --keep); values that the file does not have stay. A record that only may be a work in the "
        "library is added as a new work, and listed. Use --dry-run to see what would happen. Either the whole file "
        "is imported, except refused records, or nothing. "
        "Exit code 0: no record was refused; 1: some were; 2: a file could not be read."
    )
    json_help = (
        "print one JSON document with the lists `new`, `matched`, `changed` and `refused`. Each entry has its `file` "
        "and `place`; a refused one has the `reason`, and all others have the `key` and `title` of the work. Matched "
        "and changed ones also have `by`, what they were matched by (doi, pmid, pmcid, isbn, place, record, title), "
        "and `work_title`, the title in the library; changed ones have `fields`, each with `ours` and `theirs`. "
        "`possible_duplicates` lists the new works that may already be in the library or earlier in the files, with "
        "their `candidates`. `files` has the `format` and the counts of each file, or the `problem` with it"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="show what would happen, without changing anything")
        parser.add_argument("--keep", action="store_true", help="do not change works that are already in the library")
        parser.add_argument("--json", action="store_true", help=self.json_help)

    def handle(
        self, *args: object, files: list[Path], dry_run: bool, keep: bool, verbosity: int, **options: object
    ) -> None:
        self.verbosity, self.is_json = verbosity, options["json"]
        self.words = OUTCOME_LABELS | ({RowOutcome.CHANGED: "would change"} if dry_run or keep else {})
        wants = accept_none if keep else accept_all
        plan = ImportPlan(wants, wants_possible_duplicates=True) if dry_run else None
        report: dict[str, Any] = {"dry_run": dry_run, "files": [], **build_empty_report()}
        for path in files:
            about: dict[str, Any] = {"file": str(path)}
            report["files"].append(about)
            try:
                with path.open("rb") as source:
                    about["format"] = parser.detect_format_name(source)
                    with open_rows(path, source, wants, plan, self.build_progress(path)) as rows:
                        listed = self.report_rows(about, rows)
            except (OSError, UnreadableFile) as error:
                about["problem"] = getattr(error, "strerror", None) or str(error)
                self.stderr.write(f"{path}: {about['problem']}")
                continue
            for outcome, entries in listed.items():
                report[outcome] += entries
        if self.is_json:
            # Write it in pieces, because the whole text of 20,000 records would double the memory.
            self.stdout.ending = ""
            json.dump(report, self.stdout, ensure_ascii=False, indent=2)
            self.stdout.write("\n")
        elif dry_run:
            self.say("Dry run: nothing was changed.")
        if code := get_exit_code(report):
            raise SystemExit(code)

    def report_rows(self, about: dict[str, object], rows: Iterator[ImportRow]) -> dict[str, list[dict[str, object]]]:
        """Return the rows of a file for the JSON report, add the counts to `about`, and print what a person needs."""
        listed = build_empty_report()
        for row in rows:
            listed[row.outcome].append({"file": about["file"], **serialize_row(row)})
            if row.possible_duplicates:
                listed[POSSIBLE_DUPLICATES].append({"file": about["file"], **serialize_candidates(row)})
            if self.verbosity > 1 or row.outcome != RowOutcome.NEW or row.possible_duplicates:
                self.say(f"  {self.words[RowOutcome(row.outcome)]:<12}  {row.place:<12}  {describe_row(row)}")
        about |= {outcome.value: len(listed[outcome.value]) for outcome in OUTCOME_LABELS}
        counts = ", ".join(f"{about[outcome]:,} {words}" for outcome, words in self.words.items())
        if possible := len(listed[POSSIBLE_DUPLICATES]):
            about[POSSIBLE_DUPLICATES] = possible
            counts += f"; {possible:,} of the new works may already be in the library"
        self.say(f"{about['file']} ({about['format']}): {counts}")
        return listed

    def say(self, line: str) -> None:
        if not self.is_json and self.verbosity:
            self.stdout.write(line)

    def build_progress(self, path: Path) -> Progress:
        """Return a function that prints how many records are done."""

        def print_progress(done: int) -> None:
            if self.verbosity and done % PROGRESS_STEP == 0:
                self.stderr.write(f"{path}: {done:,} records done")

        return print_progress


def build_empty_report() -> dict[str, list[dict[str, object]]]:
    return {name: [] for name in (*(outcome.value for outcome in OUTCOME_LABELS), POSSIBLE_DUPLICATES)}


@contextmanager
def open_rows(
    path: Path, source: BinaryIO, wants: DifferenceChooser, plan: ImportPlan | None, progress: Progress
) -> Iterator[Iterator[ImportRow]]:
    """Give the rows of a file as `plan` has them. Without a plan, import the file first."""
    if plan:
        yield report_progress(plan.plan_file(parser.parse_works(source), str(path)), progress)
        return
    file = ImportFile.objects.create(name=path.name[:200], state=ImportFile.State.TO_CHOOSE)
    try:
        staging.stage_rows(file, source, wants=wants, wants_possible_duplicates=True, progress=progress)
        writer.apply_import(file, progress=progress)
        yield file.rows.iterator(chunk_size=CHUNK)
    finally:
        file.delete()


def report_progress(rows: Iterator[ImportRow], progress: Progress) -> Iterator[ImportRow]:
    for row in rows:
        yield row
        progress(row.number)


def accept_all(difference: Difference) -> bool:
    return True


def accept_none(difference: Difference) -> bool:
    return False


def serialize_row(row: ImportRow) -> dict[str, object]:
    """Return a row for the JSON report."""
    if row.outcome == RowOutcome.REFUSED:
        return {"place": row.place, "reason": row.reason}
    entry: dict[str, object] = {"place": row.place, "key": row.key, "title": row.title}
    if row.outcome == RowOutcome.NEW:
        return entry
    entry |= {"by": row.matched_by, "work_title": row.work_title}
    if row.earlier_place:
        entry["earlier_place"] = row.earlier_place
    if row.outcome == RowOutcome.CHANGED:
        entry["fields"] = {c["field"]: {"ours": c["ours"], "theirs": c["theirs"]} for c in row.changes}
    return entry


def serialize_candidates(row: ImportRow) -> dict[str, object]:
    """Return a new work with its possible duplicates for the JSON report."""
    names = ("key", "title", "by", "place")
    candidates = [{name: work[name] for name in names if name in work} for work in row.possible_duplicates]
    return {"place": row.place, "key": row.key, "title": row.title, "candidates": candidates}


def describe_row(row: ImportRow) -> str:
    """Return a row as a line for a person: what it was matched with, and by what."""
    if row.outcome == RowOutcome.REFUSED:
        return row.reason
    if row.outcome == RowOutcome.NEW:
        works = "; ".join(f"{work['key']}: {work['title']}" for work in row.possible_duplicates)
        return f"{row.key}: {row.title}" + (f" (may be {works})" if works else "")
    known = f"{row.key}, matched by {row.get_matched_by_display()}: {row.work_title}"
    if row.earlier_place:
        known += f" (at {row.earlier_place})"
    if row.outcome == RowOutcome.CHANGED:
        known += f"; {', '.join(get_field_label(change['field']) for change in row.changes)}"
    return known


def get_exit_code(report: dict[str, Any]) -> int:
    if any("problem" in file for file in report["files"]):
        return UNREADABLE
    return SOMETHING_REFUSED if report["refused"] else NOTHING_REFUSED
