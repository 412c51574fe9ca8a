"""Compare each submission and export with the audit, and print which were changed outside the site.

manage.py verify_submissions
manage.py verify_submissions --accept K7NM-2XWD     after investigating it: accept it as it is now
"""

from argparse import ArgumentParser

from django.core.management import BaseCommand, CommandError
from django.db import transaction

from intake.audit import outside_changes
from intake.encryption import key_ring
from intake.exports import verification
from intake.models import QuestionnaireVersion, Submission


class Command(BaseCommand):
    help = "Finds submissions that were changed outside the site. Exit code 1 if there are any."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--accept",
            metavar="REFERENCE",
            help="accept this submission as it is now, and record this in the audit",
        )

    def handle(self, *args: object, accept: str | None, **options: object) -> None:
        try:
            if accept:
                accept_submission(accept)
            found = list(outside_changes.find_changed_submissions())
            exports = list(verification.find_changed_exports())
        except key_ring.KeyUnavailable as error:
            raise CommandError(f"Run this where the staff key is: {error}.") from error
        for reference, changes in found:
            self.stderr.write(f"{reference}: {' '.join(str(change.label) for change in changes) or 'It is missing.'}")
        versions = [version for version in QuestionnaireVersion.objects.all() if not version.is_as_published]
        for version in versions:
            self.stderr.write(f"Version {version.pk}: its questions are not the ones that were published.")
        for pk in exports:
            self.stderr.write(f"Export {pk}: who is in it is not what the audit says.")
        if found or versions or exports:
            raise CommandError(f"Changed outside the site: {len(found) + len(versions) + len(exports)}.")
        self.stdout.write(f"Submissions checked: {Submission.objects.count()}. None was changed outside the site.")


def accept_submission(reference: str) -> None:
    """Record a submission in the audit as it is now. Raises CommandError if there is none with this reference."""
    key_ring.load_staff_key()
    with transaction.atomic():
        submission = Submission.objects.select_related("version").filter(reference=reference).first()
        if submission is None:
            raise CommandError(f"There is no submission {reference}.")
        outside_changes.adopt_submission(submission, reason="accepted")
