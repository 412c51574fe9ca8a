"""`manage.py publish_questionnaire FILE`: publish a questionnaire from a file that holds its definition."""

import json
from argparse import ArgumentParser
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_slug

from intake.engine.json_object import DefinitionError, reject_duplicate_members
from intake.fhir import ignored_parts
from intake.questionnaires import publishing


class Command(BaseCommand):
    help = (
        "Publishes a questionnaire definition from a file as the live version. Publishing the same definition again "
        "makes no new version."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--slug", default="eligibility", help="slug of the questionnaire (default: eligibility)")
        parser.add_argument("--title", help="title of the questionnaire (default: the title in the file)")
        parser.add_argument("--default", action="store_true", help="show it at /eligibility/")

    def handle(self, *args: object, file: Path, slug: str, title: str | None, default: bool, **options: object) -> None:
        try:
            validate_slug(slug)
            definition = json.loads(file.read_bytes().decode("utf-8-sig"), object_pairs_hook=reject_duplicate_members)
            check_for_ignored_parts(definition)
            version = publishing.publish_definition(
                slug=slug, title=title or get_definition_title(definition), definition=definition, is_default=default
            )
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except ValidationError as error:
            raise CommandError(f"--slug: {error.messages[0]}") from error
        except DefinitionError as error:
            raise CommandError(f"{file}: {error}") from error
        except (ValueError, RecursionError) as error:
            raise CommandError(f"{file}: not valid JSON: {error}") from error
        self.stdout.write(f"{slug}: version {version.number} is live (digest {version.digest[:12]}).")
        for warning in publishing.list_publication_warnings(version):
            self.stderr.write(self.style.WARNING(f"{slug}: warning: {warning}"))


def check_for_ignored_parts(definition: object) -> None:
    """Raise DefinitionError for a part that the engine would ignore.

    Such a part may be all that makes a rule urgent, or that keeps a question from being asked.
    """
    if not isinstance(definition, dict):
        return  # publishing refuses it
    for path, reason in ignored_parts.find_ignored_in_definition(definition):
        raise DefinitionError(path, reason)


def get_definition_title(definition: object) -> str:
    """Return the title in the FHIR resource; empty if there is none, which publishing refuses."""
    questionnaire = definition.get("questionnaire") if isinstance(definition, dict) else None
    title = questionnaire.get("title") if isinstance(questionnaire, dict) else None
    return title if isinstance(title, str) else ""
