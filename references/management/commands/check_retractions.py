"""`manage.py check_retractions`: read the registers of retractions now, as the nightly task does."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict

from django.core.management.base import BaseCommand

from references.enums import Status
from references.retractions import registers
from references.retractions.reports import NoticeChange, RegisterReport


class Command(BaseCommand):
    help = (
        "Checks the registers of retractions for notices about works in the library. Without --csv and --crossref it "
        "reads those named in the settings. Exit code 0: everything was read; 1: something could not be read; "
        "2: nothing could be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--csv", metavar="FILE_OR_URL", help="read this Retraction Watch CSV file")
        parser.add_argument("--crossref", action="store_true", help="ask Crossref about each DOI")
        parser.add_argument("--dry-run", action="store_true", help="show what would change, without changing anything")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: object, csv: str | None, crossref: bool, dry_run: bool, **options: object) -> None:
        reports = run_checks(csv=csv, crossref=crossref, is_dry_run=dry_run)
        if options["json"]:
            printed = {"registers": [asdict(report) for report in reports]}
            self.stdout.write(json.dumps(printed, indent=2, ensure_ascii=False))
        else:
            for report in reports:
                self.print_report(report)
        if not reports:
            self.stderr.write(
                "No register is set up. Set RETRACTION_WATCH_CSV or CROSSREF_URL, as described in .env.example."
            )
        if code := get_exit_code(reports):
            sys.exit(code)

    def print_report(self, report: RegisterReport) -> None:
        self.stdout.write(
            f"{report.register}: entries read: {report.read}; works in the library with notices: {report.matched}"
        )
        for name in ("new", "changed", "withdrawn"):
            for change in getattr(report, name):
                self.stdout.write(f"  {name}: {describe_change(change)}")
        for refusal in report.refused:
            self.stderr.write(f"  {refusal.place}: {refusal.reason}")
        if unlisted := report.broken - len(report.refused):
            self.stderr.write(f"  and {unlisted} more that could not be read")
        if report.problem:
            self.stderr.write(f"  {report.problem}")


def run_checks(*, csv: str | None, crossref: bool, is_dry_run: bool) -> list[RegisterReport]:
    """Read the named registers, or those of the settings if none is named."""
    if not csv and not crossref:
        return registers.check_registers(is_dry_run=is_dry_run)
    reports = [registers.check_retraction_watch(csv, is_dry_run=is_dry_run)] if csv else []
    return [*reports, registers.check_crossref(is_dry_run=is_dry_run)] if crossref else reports


def describe_change(change: NoticeChange) -> str:
    return f"{change.key}: {Status(change.status).label} ({change.source} {change.source_id})"


def get_exit_code(reports: list[RegisterReport]) -> int:
    if all(report.problem and not report.read for report in reports):
        return 2
    return 1 if any(report.problem or report.broken for report in reports) else 0
