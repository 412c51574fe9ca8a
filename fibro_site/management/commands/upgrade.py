"""Brings the site to the version that is installed: checks, backs up, changes the tables, collects static files.

Each step says in a line what it did. The first that fails ends it, with what was changed until then and how to go back.
On a machine of the public role there are no tables to change and no backup to make.
"""

import shutil
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError

from fibro_site.accounts import roles
from fibro_site.backups.archive import UnusableBackup
from fibro_site.backups.databases import measure_database
from fibro_site.backups.making import make_backup
from fibro_site.page_cache import release
from fibro_site.processes import startup
from fibro_site.serving import static_files
from fibro_site.upgrades import tables
from fibro_site.upgrades.turns import taking_turns
from fibro_site.upgrades.waiting_migrations import WaitingMigration, list_unknown_migrations, list_waiting_migrations
from intake.encryption import key_ring

# A backup and the tables that are written anew, beside what is there.
ROOM_FOR_A_COPY = 2
SHOWN_NAMES = 5


class Command(BaseCommand):
    help = "Brings the site to the version that is installed: checks, backup, tables, static files."
    # Its own first step.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--backups", type=Path, help="the folder for the backup (default: backups in FIBRO_VAR)")
        parser.add_argument("--no-backup", action="store_true", help="make none: you have one of this very moment")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and change nothing")

    def handle(self, *args: object, backups: Path | None, no_backup: bool, dry_run: bool, **options: object) -> None:
        self.backups = None if no_backup else backups or Path(settings.VAR) / "backups"
        self.backup: Path | None = None
        self.has_begun = False
        if dry_run:
            self.run_step("Checks", self.check_site)
            self.run_step("Tables", self.plan_tables)
            self.stdout.write("Nothing was changed.")
            return
        with taking_turns():
            self.run_step("Checks", self.check_site)
            if settings.ROLE != "public":
                self.run_step("Backup", self.back_up)
                self.run_step("Tables", self.change_tables)
            self.run_step("Static files", self.collect_static_files)
        self.stdout.write(f"Page cache: pages of the version before are no longer served ({release.get_release()}).")
        self.stdout.write(f"Now restart every process of the site: they run version {settings.VERSION} then.")

    def run_step(self, name: str, step: Callable[[], str]) -> None:
        """Do a step and say what it did. CommandError with how to go back if it fails or is told to stop."""
        try:
            told = step()
        except (KeyboardInterrupt, SystemExit) as error:
            raise CommandError(f"{name}: stopped{describe_exit(error)}. {self.explain_way_back()}") from error
        except DatabaseError as error:
            # Its text may quote a row.
            reason = f"the database refused it ({type(error).__name__})"
            raise CommandError(f"{name}: {reason}. {self.explain_way_back()}") from error
        except (CommandError, UnusableBackup, key_ring.KeyUnavailable) as error:
            raise CommandError(f"{name}: {str(error).rstrip('.')}. {self.explain_way_back()}") from error
        except OSError as error:
            raise CommandError(f"{name}: {error.strerror or error}. {self.explain_way_back()}") from error
        self.stdout.write(f"{name}: {told}.")

    def explain_way_back(self) -> str:
        if not self.has_begun:
            return "Nothing was changed: the version before can go on."
        if self.backup is None:
            return "To go back, restore your backup with the version before, or run this again once it is mended."
        return (
            "Run this again once it is mended. To go back: stop the site, install the version before, "
            f"and `manage.py restore --replace {self.backup}`."
        )

    def check_site(self) -> str:
        # Without those that ask the tables: those are of the version before.
        for message in checks.run_checks():
            if message.level >= checks.ERROR:
                raise CommandError(f"{message.msg} {message.hint or ''}".strip())
        if settings.ROLE == "public":
            return "settings and keys are sound"
        if unknown := list_unknown_migrations():
            raise CommandError(f"The database is of a newer version than {settings.VERSION}: it has had {unknown[0]}")
        self.waiting = list_waiting_migrations()
        needed, free = ROOM_FOR_A_COPY * measure_database(), shutil.disk_usage(settings.VAR).free
        if self.waiting and free < needed:
            raise CommandError(f"{free / 1e6:.0f} MB are free in {settings.VAR}, and {needed / 1e6:.0f} may be needed")
        return "settings, keys and database are sound, and there is room for a backup"

    def plan_tables(self) -> str:
        if settings.ROLE == "public":
            return "the staff's side changes them"
        return describe_plan(self.waiting)

    def back_up(self) -> str:
        if not self.waiting:
            return "not needed, no table changes"
        if not tables.has_tables():
            return "not needed, the database is empty"
        if self.backups is None:
            return "none, as you asked"
        self.backups.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = self.backups / f"before-{settings.VERSION}-{datetime.now(UTC):%Y-%m-%dT%H%M%S}.backup"
        make_backup(file)
        self.backup = file
        return f"{file}, {file.stat().st_size / 1e6:.1f} MB"

    def change_tables(self) -> str:
        told = describe_plan(self.waiting)
        if self.waiting:
            self.has_begun = True
            tables.migrate_tables()
        roles.ensure_all_roles()
        startup.verify_keys()
        return told

    def collect_static_files(self) -> str:
        if settings.DEBUG or static_files.has_current_static_files():
            return "unchanged"
        static_files.claim_static_folder()
        static_files.collect_static_files()
        return "collected and compressed"


def describe_plan(waiting: list[WaitingMigration]) -> str:
    """Say how many changes wait, and what is against serving meanwhile, each reason once."""
    if not waiting:
        return "no change"
    number = "1 change" if len(waiting) == 1 else f"{len(waiting)} changes"
    names_by_concern: dict[str, list[str]] = {}
    for migration in waiting:
        names_by_concern.setdefault(migration.concern, []).append(migration.name)
    safe = names_by_concern.pop("", [])
    if not names_by_concern:
        return f"{number}, the site can go on: {join_names(safe)}"
    concerns = "; ".join(f"{join_names(names)} ({concern})" for concern, names in names_by_concern.items())
    return f"{number}, stop the site meanwhile: {concerns}"


def join_names(names: list[str]) -> str:
    """Join the first few: a site that comes from far has more than a line can hold."""
    shown = ", ".join(names[:SHOWN_NAMES])
    return f"{shown} and {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else shown


def describe_exit(error: BaseException) -> str:
    return f" ({error})" if str(error) else ""
