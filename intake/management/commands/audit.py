"""Check the audit, and print where it does not hold.

manage.py audit verify
manage.py audit verify --anchor FILE    also whether it still has the entry that an anchor names
manage.py audit verify --anchor FILE --public-key KEY    only that, on any machine that has a copy of the database
manage.py audit verify --accept     after restoring an older database, or after investigating what was found
"""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management import BaseCommand, CommandError

from intake.audit import anchors, checks
from intake.encryption import key_ring
from intake.models import AuditEntry


class Command(BaseCommand):
    help = "Verifies each entry of the audit, and that no entry is missing. Exit code 1 if something is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        subparsers = parser.add_subparsers(dest="subcommand", required=True)
        verify = subparsers.add_parser("verify", help="verify each entry, and that none is missing")
        verify.add_argument(
            "--accept",
            action="store_true",
            help="accept the audit as it is now, and record this in it; use this after restoring an older database",
        )

        verify.add_argument("--anchor", type=Path, help="a file with an anchor, as the auditor was mailed it")
        verify.add_argument(
            "--public-key",
            default="",
            metavar="KEY",
            help="the public half of the anchors' key, as `manage.py keys list` prints it: for an auditor, who has no"
            " key of the clinic. Nothing else is verified then",
        )

    def handle(self, *args: object, anchor: Path | None, **options: object) -> None:
        public_half = str(options["public_key"])
        if public_half and not anchor:
            raise CommandError("Name the file with the anchor, too: --anchor FILE.")
        if anchor:
            self.compare_anchor(anchor, public_half)
        if not public_half:
            self.verify(accepts=bool(options["accept"]))

    def compare_anchor(self, file: Path, public_half: str) -> None:
        try:
            anchor = anchors.verify_anchor(file.read_text(encoding="utf-8"), public_half)
        except OSError as error:
            raise CommandError(f"The file with the anchor cannot be read ({error.strerror}).") from error
        except UnicodeDecodeError as error:
            raise CommandError("The file holds no anchor.") from error
        except anchors.BrokenAnchor as error:
            raise CommandError(str(error)) from error
        except key_ring.KeyUnavailable as error:
            raise CommandError(f"Run this where the staff key is: {error}.") from error
        self.stdout.write(f"The audit still has entry {anchor.sequence}, as it was on {anchor.at}.")

    def verify(self, *, accepts: bool) -> None:
        try:
            if accepts:
                checks.accept_current_chain()
            fault = checks.check_audit()
        except key_ring.KeyUnavailable as error:
            raise CommandError(f"Run this where the staff key is: {error}.") from error
        if fault:
            raise CommandError(f"The audit is wrong from entry {fault.sequence} on. {fault.finding.label}")
        self.stdout.write(f"Entries checked: {AuditEntry.objects.count()}. All are correct.")
