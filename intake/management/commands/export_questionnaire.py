"""`manage.py export_questionnaire SLUG`: export a published version as a FHIR R4 Questionnaire."""

import json
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from intake.fhir import storage
from intake.fhir.validation import questionnaire, schema
from intake.models import QuestionnaireVersion
from intake.questionnaires import publishing


class Command(BaseCommand):
    help = (
        "Prints a version of a questionnaire as a FHIR R4 Questionnaire, by default the live one. Scores, rules, "
        "consents and test cases are in one extension, so import_questionnaire restores the questionnaire as it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="slug of the questionnaire")
        parser.add_argument("--number", type=int, help="number of the version (default: the live one)")
        parser.add_argument(
            "--language",
            help="language of the questionnaire (default: that of the site, or any other if there is none)",
        )
        parser.add_argument("--output", type=Path, metavar="FILE", help="write to this file instead of standard output")

    def handle(
        self,
        *args: object,
        slug: str,
        number: int | None,
        language: str | None,
        output: Path | None,
        **options: object,
    ) -> None:
        version = find_version(slug, number, language)
        resource = storage.export_version(version)
        for fault in (*questionnaire.find_faults(resource), *schema.find_schema_faults(resource)):
            self.stderr.write(f"{fault.path}: {fault.rule}: {fault.reason}")
        text = json.dumps(resource, ensure_ascii=False, indent=2)
        if output is None:
            self.stdout.write(text)
            return
        try:
            output.write_text(f"{text}\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}") from error


def find_version(slug: str, number: int | None, language: str | None) -> QuestionnaireVersion:
    """Return the live version, or the one with this number. Raises CommandError if there is none."""
    if number is None:
        version = publishing.find_live_version(slug, language)
    else:
        found = QuestionnaireVersion.objects.filter(questionnaire__slug=slug, number=number)
        if language:
            found = found.filter(questionnaire__locale__language_code=language)
        version = found.order_by("questionnaire__pk").first()
    if version is None:
        raise CommandError(f"{slug}: there is no such published version.")
    return version
