"""Read emails to patients that came back, and have staff ring instead. Run it on a staff machine.

A mail server gives it each message that arrives for BOUNCE_EMAIL, on standard input. With Postfix, one line in
/etc/aliases:

    bounces: "|/srv/site/bin/python /srv/site/manage.py read_bounces"

and `recipient_delimiter = +`. Or a mailbox is fetched into a Maildir, which a timer has it read:

    manage.py read_bounces --maildir /var/mail/bounces

What has been read there is moved from `new` to `cur`. Messages that are no reports are passed over, and stay there.

Without BOUNCE_EMAIL reports go to DEFAULT_FROM_EMAIL, and are told by the Message-ID of the email that they repeat.
"""

import os
import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError

from intake.delivery import bounces
from intake.delivery.bounces import Outcome
from intake.encryption.key_ring import KeyUnavailable

# What a mail server tries again later (sysexits.h).
TEMPORARY_FAILURE = 75


class Command(BaseCommand):
    help = "Reads emails to patients that came back, so that staff are told to ring instead."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--recipient", default="", help="the address that the message was returned to")
        parser.add_argument("--maildir", type=Path, help="read what is new in this folder, not standard input")

    def handle(self, *args: object, recipient: str, maildir: Path | None, **options: object) -> None:
        counts: Counter[Outcome] = Counter()
        try:
            if maildir is None:
                raw = sys.stdin.buffer.read(bounces.MOST_BYTES + 1)
                counts[bounces.read_bounce(raw, recipient=recipient or os.environ.get("ORIGINAL_RECIPIENT", ""))] += 1
            else:
                self.read_maildir(maildir, counts)
        except (KeyUnavailable, DatabaseError) as error:
            self.stderr.write(f"Not now: {type(error).__name__}.")
            sys.exit(TEMPORARY_FAILURE)
        self.stdout.write(
            f"Marked: {counts[Outcome.MARKED]}. Of no email that was sent, or known: {counts[Outcome.UNKNOWN]}. "
            f"No reports of a failure: {counts[Outcome.NO_REPORT]}."
        )

    def read_maildir(self, maildir: Path, counts: Counter[Outcome]) -> None:
        """Read every new message once. One that cannot be read stays."""
        if not (maildir / "new").is_dir():
            raise CommandError("This is no Maildir: it has no folder `new`.")
        try:
            (maildir / "cur").mkdir(mode=0o700, exist_ok=True)
            paths = sorted((maildir / "new").iterdir())
        except OSError as error:
            raise CommandError(f"The folder cannot be used: {error.strerror}.") from error
        for path in paths:
            if path.is_symlink() or not path.is_file():
                continue
            try:
                with path.open("rb") as file:
                    raw = file.read(bounces.MOST_BYTES + 1)
                outcome = bounces.read_bounce(raw)
                path.rename(maildir / "cur" / f"{path.name.partition(':')[0]}:2,S")
            except OSError as error:
                # Another program may have moved it meanwhile. Those behind it are read all the same.
                self.stderr.write(f"{path.name} stays: {error.strerror}.")
                continue
            counts[outcome] += 1
