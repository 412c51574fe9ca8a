"""`manage.py import_article FILE...`: make unpublished drafts of articles that the clinic has as files."""

import json
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.importing.drafts import bring_article
from articles.importing.report import ImportReport
from articles.models import ArticleIndexPage
from references.formats.records import UnreadableFile

ALL_READ, SOME_REFUSED, NOT_READ = 0, 1, 2


class Command(BaseCommand):
    help = (
        "Makes an unpublished draft of each file: .docx, .html, .md or .txt. Headings, key insights, questions, "
        "the call to "
        "action and citations become blocks. The list of works is tied to the library; works that it does not have are "
        "added. What was not understood is said with its line (of a .docx: its paragraph). Use --dry-run to see "
        "what would "
        "happen. Either all of a file is written or nothing. "
        "Exit code 0: everything was read; 1: entries of a list were refused; 2: a file could not be read."
    )
    json_help = (
        "print the report as one JSON object, or for several files as a list of them, with `title`, `headings`, "
        "`citations` "
        "(`count`, and `works`: how many of them are cited), `references` (`matched` and `new`, each with the "
        "`line` and "
        "`number` of the entry and the `key` and `title` of the work, and `refused`, each with its `line` and "
        "`reason`), "
        "`blocks` by type, and `warnings`. A file that could not be read has its reason as the only warning"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="show what would happen, without changing anything")
        parser.add_argument("--json", action="store_true", help=self.json_help)
        parser.add_argument("--parent", metavar="SLUG", help="the list of articles to put the drafts in, by its slug")

    def handle(
        self, *args: object, files: list[Path], dry_run: bool, parent: str | None, verbosity: int, **options: object
    ) -> None:
        self.is_quiet, index = bool(options["json"]) or not verbosity, find_index(parent)
        reports, code = [], ALL_READ
        for path in files:
            try:
                brought = bring_article(path.name, path.read_bytes(), index, is_dry_run=dry_run)
            except (OSError, UnreadableFile) as error:
                reason = getattr(error, "strerror", None) or str(error)
                self.stderr.write(f"{path}: {reason}")
                reports.append(ImportReport(warnings=[reason]))
                code = NOT_READ
                continue
            reports.append(brought.report)
            self.print_report(path, brought.report)
            code = max(code, SOME_REFUSED if brought.report.refused else ALL_READ)
        if options["json"]:
            found = [report.to_json() for report in reports]
            self.stdout.write(json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False, indent=2))
        elif dry_run:
            self.say("Dry run: nothing was changed.")
        if code:
            raise SystemExit(code)

    def print_report(self, path: Path, report: ImportReport) -> None:
        blocks = ", ".join(f"{count} {name}" for name, count in report.blocks.items())
        self.say(f"{path}: “{report.title}”")
        self.say(f"  {'blocks':<10}  {blocks}")
        self.say(f"  {'citations':<10}  {report.citation_count} of {report.cited_work_count} works")
        self.say(
            f"  {'list':<10}  {len(report.matched)} in library, {len(report.new)} new, {len(report.refused)} refused"
        )
        for work in report.new:
            self.say(f"  {'new':<10}  line {work['line']}: {work['key']}: {work['title']}")
        for entry in report.refused:
            self.say(f"  {'refused':<10}  line {entry['line']}: {entry['reason']}")
        for warning in report.warnings:
            self.say(f"  {'warning':<10}  {warning}")

    def say(self, line: str) -> None:
        if not self.is_quiet:
            self.stdout.write(line)


def find_index(slug: str | None) -> ArticleIndexPage:
    """Return the list of articles with this slug, or the only one, or that in the site's own language."""
    found = ArticleIndexPage.objects.select_related("locale").order_by("path")
    found = found.filter(slug=slug) if slug else found
    own = found.filter(locale__language_code__startswith=settings.LANGUAGE_CODE[:2])
    if index := own.first() or found.first():
        return index
    raise CommandError(
        f"There is no list of articles “{slug}”." if slug else "There is no list of articles yet.", returncode=NOT_READ
    )
