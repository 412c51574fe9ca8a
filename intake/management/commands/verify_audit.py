"""Check the audit, and print where it does not hold.

manage.py verify_audit
manage.py verify_audit --accept     after restoring an older database, or after investigating what was found
"""

from argparse import ArgumentParser

from django.core.management import BaseCommand, CommandError

from intake.audit import checks
from intake.encryption import key_ring
from intake.models import AuditEntry


class Command(BaseCommand):
    help = "Verifies each entry of the audit, and that no entry is missing. Exit code 1 if something is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--accept",
            action="store_true",
            help="accept the audit as it is now, and record this in it; use this after restoring an older database",
        )

    def handle(self, *args: object, **options: object) -> None:
        try:
            if options["accept"]:
                checks.accept_current_chain()
            fault = checks.check_audit()
        except key_ring.KeyUnavailable as error:
            raise CommandError(f"Run this where the staff key is: {error}.") from error
        if fault:
            raise CommandError(f"The audit is wrong from entry {fault.sequence} on. {fault.finding.label}")
        self.stdout.write(f"Entries checked: {AuditEntry.objects.count()}. All are correct.")
