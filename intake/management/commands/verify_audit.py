"""Check the audit, and print where it does not hold.

manage.py verify_audit
manage.py verify_audit --accept     after restoring an older database, or after investigating what was found
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from intake.audit import checks
from intake.encryption import key_ring
from intake.models import AuditEntry


class Command(BaseCommand):
    help = "Check every link and proof of the audit, and that its end is there. Exit code 1 if it does not hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--accept",
            action="store_true",
            help="take what is there now as it stands, and say so in the audit: after putting back an older database",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["accept"]:
                checks.accept_current_chain()
            fault = checks.check_audit()
        except key_ring.KeyUnavailable as error:
            raise CommandError(f"The audit is verified where the staff key is: {error}.") from error
        if fault:
            raise CommandError(f"The audit does not hold from entry {fault.sequence} on. {fault.finding.label}")
        self.stdout.write(f"{AuditEntry.objects.count()} entries hold.")
