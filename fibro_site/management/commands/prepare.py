"""Updates the database and the static files, and fills an empty site. Runs at every start, mostly with nothing to do.

On a machine of the public role it only collects static files: that role's database account may change no table.
"""

import hashlib
import multiprocessing
import shutil
from argparse import ArgumentParser
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from articles.models.editorial_page import fill_heading_anchors
from fibro_site.accounts import roles
from fibro_site.processes import startup


class Command(BaseCommand):
    help = "Migrates the database, collects static files and adds the starter content, as far as needed."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="do not add starter content and accounts")

    def handle(self, *args: object, no_demo: bool, **options: object) -> None:
        with self.collecting_static_files():
            if settings.ROLE != "public":
                self.prepare_database()
        if not no_demo and settings.ROLE != "public":
            call_command("demo")

    @contextmanager
    def collecting_static_files(self) -> Iterator[None]:
        """Collect changed static files meanwhile, in another process, which does not use the database."""
        if settings.DEBUG or has_current_static_files():
            yield
            return
        claim_static_folder()
        self.stdout.write("Collecting and compressing static files")
        with ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("fork")) as beside:
            collecting = beside.submit(collect_static_files)
            yield
            collecting.result()

    def prepare_database(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Creating the database tables")
            call_command("migrate", interactive=False, verbosity=0)
            # A site that had pages before it had a search.
            call_command("rebuild_search", if_empty=True, verbosity=0)
            # Pages that were published before headings kept their anchors.
            fill_heading_anchors()
            if settings.PUBLIC_DATABASE_ROLE:
                call_command("grant_public_role", settings.PUBLIC_DATABASE_ROLE)
        roles.ensure_all_roles()
        startup.verify_keys()


def claim_static_folder() -> None:
    """Mark the folder of static files as this site's own. Collecting them empties it, so a stranger's is refused."""
    folder, stamp = Path(settings.STATIC_ROOT), get_stamp_path()
    folder.mkdir(parents=True, exist_ok=True)
    if not stamp.exists() and any(folder.iterdir()):
        raise CommandError(
            f"{folder} holds files that this command did not put there, and it would delete them. "
            "Move them away, or choose another FIBRO_VAR."
        )
    # Empty until all is collected, and kept meanwhile: an interrupted start is no stranger at the next.
    stamp.write_text("", encoding="ascii")


def collect_static_files() -> None:
    for entry in Path(settings.STATIC_ROOT).iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry != get_stamp_path():
            entry.unlink()
    call_command("collectstatic", interactive=False, verbosity=0)
    get_stamp_path().write_text(digest_static_files(), encoding="ascii")


def get_stamp_path() -> Path:
    return Path(settings.STATIC_ROOT) / ".collected"


def has_current_static_files() -> bool:
    try:
        return get_stamp_path().read_text(encoding="ascii") == digest_static_files()
    except OSError:
        return False


def digest_static_files() -> str:
    """Return a digest that changes when a static file, ours or a package's, is added, removed or written."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
