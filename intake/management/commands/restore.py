"""Bring a database that was restored from a backup up to date with what was erased since.

1. Stop every process of the site.
2. SQLite: `manage.py restore BACKUP` puts the backup in the place of the database. PostgreSQL: restore it with your own
   tool (pg_restore), then run `manage.py restore`.
3. It migrates the database and erases again what the ledger says was erased. Until then no process starts.
4. The audit ends earlier than the checkpoints say: `manage.py audit verify` tells that, and after you have looked at it
   `manage.py audit verify --accept` records that this was you.

A public machine has a ledger of its own (erasures.jsonl in its folder `audit`). If it does not start afterwards, bring
its file here: `manage.py restore --ledger FILE`.
"""

import shutil
from argparse import ArgumentParser
from pathlib import Path

from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection

from intake.encryption import key_ring
from intake.retention import ledger, replay

SQLITE_HEADER = b"SQLite format 3\0"


class Command(BaseCommand):
    help = "Puts a backup in place (SQLite), and erases again in it what was erased since it was made."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup", nargs="?", type=Path, help="a backup of an SQLite database")
        parser.add_argument("--ledger", type=Path, help="another machine's file of erasures")

    def handle(self, *args: object, backup: Path | None, **options: object) -> None:
        try:
            key_ring.load_staff_key()
        except key_ring.KeyUnavailable as error:
            raise CommandError(f"Run this where the staff key is: {error}.") from error
        if backup:
            self.put_in_place(backup)
        call_command("migrate", interactive=False, verbosity=0)
        file = options["ledger"]
        result = replay.replay_erasures(ledger.find_missing(file if isinstance(file, Path) else None))
        ledger.copy_to_file()
        self.stdout.write(f"Erased again: {result.erased}. Not in the backup: {result.unknown}.")
        if result.unproven:
            raise CommandError(f"Lines of the ledger that this site did not write: {result.unproven}. They were left.")

    def put_in_place(self, backup: Path) -> None:
        """Replace the database's file by a copy of the backup. Whoever has it open still sees the old one."""
        if connection.vendor != "sqlite":
            raise CommandError("Restore a PostgreSQL with its own tools, then run this command without a file.")
        try:
            with backup.open("rb") as file:
                is_database = file.read(len(SQLITE_HEADER)) == SQLITE_HEADER
        except OSError as error:
            raise CommandError("The backup cannot be read.") from error
        if not is_database:
            raise CommandError("That file is no SQLite database.")
        connection.close()
        database = Path(connection.settings_dict["NAME"])
        unfinished = database.with_name(f"{database.name}.restored")
        shutil.copyfile(backup, unfinished)
        # Changes that were not yet written into the old file must not be taken for the new one's.
        for suffix in ("-wal", "-shm"):
            database.with_name(database.name + suffix).unlink(missing_ok=True)
        unfinished.replace(database)
