"""`manage.py import_questionnaire FILE...`: questionnaires of other programs, as drafts."""

import json
import logging
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from intake.fhir import parsing, r5, storage
from intake.fhir.findings import FindingOutcome, filter_findings
from intake.fhir.storage import PreparedImport
from intake.fhir.validation import schema
from intake.fhir.validation.faults import Fault

logger = logging.getLogger(__name__)

NOTHING_REFUSED, SOMETHING_REFUSED, UNREADABLE = 0, 1, 2
REPORTED_OUTCOMES = (FindingOutcome.KEPT, FindingOutcome.CHANGED, FindingOutcome.REFUSED)


class Command(BaseCommand):
    help = (
        "Imports FHIR R4 or R5 Questionnaires as drafts: nothing is published. Says of each part whether it was kept, "
        "changed or refused, with its path in the file. What is refused is left out, with all that depends on it. "
        "Exit code 0: nothing was refused; 1: something was; 2: a file could not be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would become of each part, and keep nothing"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, files: list[Path], dry_run: bool, **options: Any) -> None:
        self.is_quiet, self.verbosity = options["json"], options["verbosity"]
        report: dict[str, Any] = {
            "dry_run": dry_run,
            "files": [],
            **{outcome.value: [] for outcome in REPORTED_OUTCOMES},
        }
        for path in files:
            about: dict[str, Any] = {"file": str(path), **{outcome.value: 0 for outcome in REPORTED_OUTCOMES}}
            report["files"].append(about)
            try:
                result = prepare_file(path)
                about["questionnaire"] = get_draft_slug(result, dry_run=dry_run)
            except (OSError, parsing.UnreadableJson) as error:
                about["problem"] = getattr(error, "strerror", None) or str(error)
            except Exception as error:
                # A fault of ours in one file must not keep the others from being read.
                logger.exception("%s could not be imported", path)
                about["problem"] = f"could not be imported, by a fault of this program ({type(error).__name__})"
            if "problem" in about:
                self.stderr.write(f"{path}: {about['problem']}")
            else:
                self.tell(about, result, report)
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        if code := get_exit_code(report):
            raise SystemExit(code)

    def tell(self, about: dict[str, Any], result: PreparedImport, report: dict[str, Any]) -> None:
        for outcome in REPORTED_OUTCOMES:
            found = filter_findings(result.findings, outcome)
            about[outcome.value] = len(found)
            for finding in found:
                entry = {"file": about["file"], "path": finding.path, "reason": finding.reason}
                report[outcome.value].append(entry | ({"rule": finding.rule} if finding.rule else {}))
                if outcome is not FindingOutcome.KEPT or self.verbosity > 1:
                    self.say(f"  {outcome:<8}  {finding.path or '(the whole)'}: {finding.reason}")
        counts = ", ".join(f"{about[outcome.value]} {outcome}" for outcome in REPORTED_OUTCOMES)
        if result.blueprint is None:
            fate = "nothing is imported"
        else:
            fate = f"{'would be' if report['dry_run'] else 'is'} the draft {result.blueprint.slug}"
        self.say(f"{about['file']}: {counts}; {fate}")

    def say(self, line: str) -> None:
        if not self.is_quiet and self.verbosity:
            self.stdout.write(line)


def prepare_file(path: Path) -> PreparedImport:
    with path.open("rb") as source:
        resource = parsing.parse_json(source.read(parsing.MAX_FILE_SIZE + 1))
    return storage.prepare_import(resource, file_name=path.name, second_opinion=check_structure(resource))


def check_structure(resource: Any) -> list[Fault]:
    return schema.find_schema_faults(resource, is_r5=isinstance(resource, dict) and r5.is_r5(resource))


def get_draft_slug(result: PreparedImport, *, dry_run: bool) -> str | None:
    """Of the draft, which is kept unless this is a dry run."""
    if result.blueprint is None:
        return None
    return result.blueprint.slug if dry_run else storage.save_import(result).slug


def get_exit_code(report: dict[str, Any]) -> int:
    if any("problem" in file for file in report["files"]):
        return UNREADABLE
    return SOMETHING_REFUSED if report[FindingOutcome.REFUSED] else NOTHING_REFUSED
