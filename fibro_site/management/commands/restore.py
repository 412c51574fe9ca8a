"""Bring the site back from a backup, and up to date with what was erased since.

1. Stop every process of the site.
2. `manage.py restore FILE` with a file of `manage.py backup`: puts the database and the media in place. FILE may also
   be a copy of an SQLite database. A PostgreSQL that you restored with your own tool (pg_restore) needs no FILE.
3. It migrates the database and erases again what the ledger says was erased. Until then no process starts.
4. The audit ends earlier than the checkpoints say: `manage.py audit verify` tells that, and after you have looked at it
   `manage.py audit verify --accept` records that this was you.

A public machine has a ledger of its own (erasures.jsonl in its folder `audit`). If it does not start afterwards, bring
its file here: `manage.py restore --ledger FILE`.
"""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection

from fibro_site.backups import databases
from fibro_site.backups.archive import UnusableBackup
from fibro_site.backups.restoring import restore_backup
from fibro_site.page_cache import content_version
from intake.encryption import key_ring
from intake.retention import ledger, replay

SQLITE_HEADER = b"SQLite format 3\0"


class Command(BaseCommand):
    help = "Puts a backup in place, and erases again in it what was erased since it was made."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup", nargs="?", type=Path, help="a file of `backup`, or a copy of an SQLite database")
        parser.add_argument("--replace", action="store_true", help="also where there are submissions already")
        parser.add_argument("--ledger", type=Path, help="another machine's file of erasures")

    def handle(self, *args: object, backup: Path | None, replace: bool, **options: object) -> None:
        try:
            key_ring.load_staff_key()
        except key_ring.KeyUnavailable as error:
            raise CommandError(f"Run this where the staff key is: {error}.") from error
        if backup:
            self.put_in_place(backup, replace=replace)
        call_command("migrate", interactive=False, verbosity=0)
        content_version.begin_anew()
        file = options["ledger"]
        result = replay.replay_erasures(ledger.find_missing(file if isinstance(file, Path) else None))
        ledger.copy_to_file()
        self.stdout.write(f"Erased again: {result.erased}. Not in the backup: {result.unknown}.")
        if result.unproven:
            raise CommandError(f"Lines of the ledger that this site did not write: {result.unproven}. They were left.")

    def put_in_place(self, backup: Path, *, replace: bool) -> None:
        try:
            with backup.open("rb") as file:
                is_database = file.read(len(SQLITE_HEADER)) == SQLITE_HEADER
            if not is_database:
                about = restore_backup(backup, replace=replace)
                self.stdout.write(f"Restored: the backup of {about['made_at']}, version {about['version']}.")
            elif connection.vendor == "sqlite":
                connection.close()
                databases.replace_sqlite(backup)
            else:
                raise CommandError("That is an SQLite database, and this site uses PostgreSQL.")
        except UnusableBackup as error:
            raise CommandError(f"{error} Nothing was restored.") from error
        except OSError as error:
            raise CommandError("The backup cannot be read.") from error
