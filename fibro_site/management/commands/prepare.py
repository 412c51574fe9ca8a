"""Updates the database and the static files, and fills an empty site. Runs at every start, mostly with nothing to do.

On a machine of the public role it only collects static files: that role's database account may change no table.
"""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import BaseCommand, call_command

from fibro_site.accounts import roles
from fibro_site.processes import startup
from fibro_site.serving import static_files
from fibro_site.upgrades import tables
from fibro_site.upgrades.turns import taking_turns
from fibro_site.upgrades.waiting_migrations import list_waiting_migrations


class Command(BaseCommand):
    help = "Migrates the database, collects static files and adds the starter content, as far as needed."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="do not add starter content and accounts")

    def handle(self, *args: object, no_demo: bool, **options: object) -> None:
        with taking_turns():
            with self.collecting_static_files():
                if settings.ROLE != "public":
                    self.prepare_database()
            if not no_demo and settings.ROLE != "public":
                call_command("demo")

    @contextmanager
    def collecting_static_files(self) -> Iterator[None]:
        """Collect changed static files meanwhile, in another process, which does not use the database."""
        if settings.DEBUG or static_files.has_current_static_files():
            yield
            return
        static_files.claim_static_folder()
        self.stdout.write("Collecting and compressing static files")
        with static_files.collecting_beside():
            yield

    def prepare_database(self) -> None:
        if list_waiting_migrations():
            self.stdout.write("Creating the database tables")
            tables.migrate_tables()
        roles.ensure_all_roles()
        startup.verify_keys()
