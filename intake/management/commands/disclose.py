"""Write everything that is held about the person who sent a submission into a file, as JSON.

manage.py disclose K7NM-4XWD --by NAME --reason letter --output FILE
"""

import os
from argparse import ArgumentParser
from pathlib import Path

from django.contrib.auth.models import User
from django.core.management import BaseCommand, CommandError
from django.db.models import TextChoices

from intake.accountability.disclosure import disclose_submission, write_dossier
from intake.enums import DisclosureReason, WithholdingReason
from intake.models import Submission
from intake.staff.submission_pages import UNAVAILABLE_ERRORS


def explain_choices(choices: type[TextChoices]) -> str:
    """Return what each choice means, as `letter (In writing)`."""
    return "; ".join(f"{choice.value} ({choice.label})" for choice in choices)


class Command(BaseCommand):
    help = "Writes everything that is held about one person into a file. It is recorded in the audit, with the reason."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reference", help="of the submission")
        parser.add_argument("--by", required=True, metavar="NAME", help="your account, for the audit")
        parser.add_argument(
            "--reason",
            required=True,
            choices=DisclosureReason.values,
            help=f"how the person asked for it: {explain_choices(DisclosureReason)}",
        )
        parser.add_argument(
            "--withhold-notes",
            default="",
            choices=WithholdingReason.values,
            help=f"leave the notes of staff out, and why: {explain_choices(WithholdingReason)}",
        )
        parser.add_argument(
            "--output", required=True, type=Path, help="a file that does not exist yet; it becomes JSON, for a program"
        )

    def handle(self, *args: object, reference: str, output: Path, **options: str) -> None:
        by = User.objects.filter(username=options["by"], is_active=True).first()
        submission = Submission.objects.filter(reference=reference).only("pk").first()
        if by is None or submission is None:
            raise CommandError("There is no such active account." if by is None else f"There is no {reference}.")
        if output.exists():
            raise CommandError(f"{output} exists already.")
        reason = DisclosureReason(options["reason"])
        try:
            dossier = disclose_submission(submission.pk, reason=reason, withheld=options["withhold_notes"], by=by)
        except UNAVAILABLE_ERRORS as error:
            raise CommandError(f"It cannot be opened ({type(error).__name__}).") from error
        # Nobody else on this machine may read it.
        with os.fdopen(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(write_dossier(dossier))
        self.stdout.write(f"Written to {output}. Delete it once it has been given to the person.")
