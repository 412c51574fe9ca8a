"""`manage.py import_questionnaire FILE...`: import questionnaires of other programs as drafts."""

import json
import logging
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from intake.fhir import parsing, r5, storage
from intake.fhir.findings import Finding, FindingOutcome, filter_findings
from intake.fhir.validation import schema
from intake.fhir.validation.faults import Fault

logger = logging.getLogger(__name__)

NOTHING_REFUSED, SOMETHING_REFUSED, UNREADABLE = 0, 1, 2
REPORTED_OUTCOMES = (FindingOutcome.KEPT, FindingOutcome.CHANGED, FindingOutcome.REFUSED)


@dataclass(frozen=True)
class FileResult:
    path: Path
    findings: tuple[Finding, ...] = ()
    slug: str | None = None  # of the draft; None if nothing can be imported
    problem: str = ""  # why the file could not be imported at all

    def count_outcomes(self) -> dict[str, int]:
        return {outcome.value: len(filter_findings(self.findings, outcome)) for outcome in REPORTED_OUTCOMES}


class Command(BaseCommand):
    help = (
        "Imports FHIR R4 or R5 Questionnaires as drafts. Nothing is published. The report says for each part whether "
        "it was kept, changed or refused, with its path in the file. What is refused is left out, with everything "
        "that depends on it. Exit code 0: nothing was refused; 1: something was refused; 2: a file could not be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="show the report without importing anything")
        parser.add_argument("--json", action="store_true", help="print the report as one JSON document")

    def handle(self, *args: object, files: list[Path], dry_run: bool, verbosity: int, **options: object) -> None:
        results = []
        for path in files:
            result = import_file(path, dry_run=dry_run)
            results.append(result)
            if result.problem:
                self.stderr.write(f"{path}: {result.problem}")
            elif verbosity and not options["json"]:
                for line in format_result(result, dry_run=dry_run, shows_kept=verbosity > 1):
                    self.stdout.write(line)
        if options["json"]:
            self.stdout.write(json.dumps(build_report(results, dry_run=dry_run), ensure_ascii=False, indent=2))
        if code := get_exit_code(results):
            raise SystemExit(code)


def import_file(path: Path, *, dry_run: bool) -> FileResult:
    """Import a file, and save its draft unless this is a dry run. What goes wrong is the result's problem."""
    try:
        prepared = prepare_file(path)
        if prepared.blueprint is None:
            return FileResult(path, prepared.findings)
        slug = prepared.blueprint.slug if dry_run else storage.save_import(prepared).slug
        return FileResult(path, prepared.findings, slug)
    except (OSError, parsing.UnreadableJson) as error:
        return FileResult(path, problem=getattr(error, "strerror", None) or str(error))
    except Exception as error:
        # An error of ours in one file must not keep the others from being imported.
        logger.exception("%s could not be imported", path)
        return FileResult(
            path, problem=f"could not be imported because of an error in this program ({type(error).__name__})"
        )


def prepare_file(path: Path) -> storage.PreparedImport:
    with path.open("rb") as source:
        resource = parsing.parse_json(source.read(parsing.MAX_FILE_SIZE + 1))
    return storage.prepare_import(resource, file_name=path.name, second_opinion=get_second_opinion(resource))


def get_second_opinion(resource: object) -> list[Fault]:
    return schema.find_schema_faults(resource, is_r5=isinstance(resource, dict) and r5.is_r5(resource))


def format_result(result: FileResult, *, dry_run: bool, shows_kept: bool) -> Iterator[str]:
    """Yield a line for each finding, and one that sums up what became of the file."""
    for outcome in REPORTED_OUTCOMES:
        if outcome is not FindingOutcome.KEPT or shows_kept:
            for finding in filter_findings(result.findings, outcome):
                yield f"  {outcome:<8}  {finding.path or '(whole file)'}: {finding.reason}"
    counts = ", ".join(f"{count} {outcome}" for outcome, count in result.count_outcomes().items())
    if result.slug is None:
        summary = "nothing imported"
    else:
        summary = f"{'would be imported' if dry_run else 'imported'} as the draft {result.slug}"
    yield f"{result.path}: {counts}; {summary}"


def build_report(results: Sequence[FileResult], *, dry_run: bool) -> dict[str, object]:
    """Return the results as JSON data: the files, and the findings of all files by their outcome."""
    report: dict[str, Any] = {"dry_run": dry_run, "files": [describe_file(result) for result in results]}
    for outcome in REPORTED_OUTCOMES:
        report[outcome.value] = [
            describe_finding(result.path, finding)
            for result in results
            for finding in filter_findings(result.findings, outcome)
        ]
    return report


def describe_file(result: FileResult) -> dict[str, str | int | None]:
    last = {"problem": result.problem} if result.problem else {"questionnaire": result.slug}
    return {"file": str(result.path), **result.count_outcomes(), **last}


def describe_finding(path: Path, finding: Finding) -> dict[str, str]:
    rule = {"rule": finding.rule} if finding.rule else {}
    return {"file": str(path), "path": finding.path, "reason": finding.reason, **rule}


def get_exit_code(results: Sequence[FileResult]) -> int:
    if any(result.problem for result in results):
        return UNREADABLE
    is_refused = any(filter_findings(result.findings, FindingOutcome.REFUSED) for result in results)
    return SOMETHING_REFUSED if is_refused else NOTHING_REFUSED
