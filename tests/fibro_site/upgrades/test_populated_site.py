"""A site of the last release, with patients and their cases, is upgraded, and stopped twice in the middle of it.

The sites were filled by the release itself and packed by tools/release_baseline.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import tarfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from tests import running_site
from tests.intake.retention.test_restored_backup import find_postgres_tools
from tests.processes import ROOT, wait_until

pytestmark = [pytest.mark.processes, pytest.mark.django_db]

RELEASE = Path(__file__).with_name("releases") / "0.1.0"
# What an upgrade changes of what is there: the announced end of a column, or a name that nobody typed.
GONE_COLUMNS = {"articles_articlepage": {"author_name", "reviewer_name", "reviewed_on"}}
CHANGED_COLUMNS = {
    "auth_group": {"name"},
    # The upgrade is recorded, too.
    "intake_audithead": {"sequence", "hash"},
}
# How many migrations are through when the first is stopped, and when the second is.
STOPS = {signal.SIGTERM: 10, signal.SIGKILL: 40}

Tables = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


@dataclass(frozen=True)
class Upgrade:
    """The site after its upgrade: what it held before, and what the commands said."""

    env: dict[str, str]
    before: Tables
    after: Tables
    stopped: list[tuple[int, str]]
    told: str

    @property
    def var(self) -> Path:
        return Path(self.env["FIBRO_VAR"])


@pytest.fixture(scope="module")
def upgrade(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Upgrade]:
    var = tmp_path_factory.mktemp("site")
    with running_site.own_database(var) as database:
        unpack_release(var, database)
        env = running_site.environment(var, 8000) | {"DATABASE_URL": database}
        if is_postgresql(database):
            with django_db_blocker.unblock():
                env["POSTGRES_TOOLS"] = str(find_postgres_tools())
        before = read_tables(database)
        stopped = [stop_upgrade(env, by, after) for by, after in STOPS.items()]
        done = subprocess.run(UPGRADE, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        yield Upgrade(env, before, read_tables(database), stopped, done.stdout)


UPGRADE = [sys.executable, "manage.py", "upgrade"]


def unpack_release(var: Path, database: str) -> None:
    kind = "postgresql" if is_postgresql(database) else "sqlite"
    with tarfile.open(RELEASE / f"{kind}.tar.xz") as archive:
        archive.extractall(var, filter="data")
    if is_postgresql(database):
        with psycopg.connect(database, autocommit=True) as server:
            server.execute((var / "database.sql").read_bytes())
    # Nothing in it is of this site.
    kept = Path(settings.STATIC_ROOT).with_name(f"static-of-{os.environ.get('PYTEST_XDIST_WORKER', 'processes')}")
    kept.mkdir(exist_ok=True)
    (var / "static").symlink_to(kept)


def stop_upgrade(env: dict[str, str], by: signal.Signals, after: int) -> tuple[int, str]:
    """Begin an upgrade, stop it once so many migrations are through, and return its exit code and what it said."""
    goal = count_migrations(env["DATABASE_URL"]) + after
    process = subprocess.Popen(UPGRADE, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        wait_until(lambda: count_migrations(env["DATABASE_URL"]) >= goal, 120, f"{after} migrations are through")
        process.send_signal(by)
        told, _ = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    return process.returncode, told


def is_postgresql(database: str) -> bool:
    return database.startswith("postgres")


def connect(database: str) -> Any:
    if is_postgresql(database):
        return closing(psycopg.connect(database))
    return closing(sqlite3.connect(f"file:{database.removeprefix('sqlite:///')}?mode=ro", uri=True, timeout=30))


def count_migrations(database: str) -> int:
    with connect(database) as server:
        [(count,)] = server.execute("SELECT count(*) FROM django_migrations").fetchall()
    return int(count)


def read_tables(database: str) -> Tables:
    """Return the columns and rows of every table, but of the full text search, which is made anew from the rest."""
    tables = {}
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '%_fts%'"
    if is_postgresql(database):
        names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    with connect(database) as server:
        for (name,) in server.execute(names).fetchall():
            if not name.startswith("wagtailsearch_"):
                found = server.execute(f'SELECT * FROM "{name}"')  # noqa: S608 -- a table of ours
                tables[name] = ([column[0] for column in found.description], found.fetchall())
    return tables


def select(table: tuple[list[str], list[tuple[Any, ...]]], names: list[str]) -> Counter[str]:
    columns, rows = table
    places = [columns.index(name) for name in names]
    return Counter(repr([row[place] for place in places]) for row in rows)


def test_stopped_upgrade_says_so_and_the_next_one_goes_on(upgrade: Upgrade) -> None:
    (code, told), (killed, _) = upgrade.stopped
    assert code not in {0, -signal.SIGTERM}
    assert "Tables: stopped" in told
    assert "Run this again once it is mended. To go back: " in told
    assert "Traceback" not in told
    assert killed == -signal.SIGKILL
    assert "Tables: " in upgrade.told


def test_no_row_and_no_value_is_lost(upgrade: Upgrade) -> None:
    assert upgrade.before.keys() <= upgrade.after.keys()
    for name, (columns, _rows) in upgrade.before.items():
        gone = set(columns) - set(upgrade.after[name][0])
        assert gone == GONE_COLUMNS.get(name, set())
        kept = [column for column in columns if column not in gone | CHANGED_COLUMNS.get(name, set())]
        missing = select(upgrade.before[name], kept) - select(upgrade.after[name], kept)
        assert not missing, name


def test_tables_are_those_of_a_new_site(upgrade: Upgrade) -> None:
    """No column or table is missing because a migration was stopped, and none is left over."""
    with connection.cursor() as cursor:
        introspection = connection.introspection
        of_new_site = {
            name: {column.name for column in introspection.get_table_description(cursor, name)}
            for name in introspection.table_names(cursor)
            if name in upgrade.after or not name.startswith(("wagtailsearch_", "sqlite"))
        }
    upgraded = {name: set(columns) for name, (columns, _rows) in upgrade.after.items()}
    assert {name: upgraded.get(name) for name in of_new_site if "_fts" not in name} == {
        name: columns for name, columns in of_new_site.items() if "_fts" not in name
    }
    assert upgraded.keys() <= of_new_site.keys()


def test_patients_and_staff_read_what_they_wrote(upgrade: Upgrade) -> None:
    command = [sys.executable, "-m", "tests.fibro_site.upgrades.read_release", str(upgrade.var / "facts.json")]
    done = subprocess.run(command, cwd=ROOT, env=upgrade.env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


def stop_command(upgrade: Upgrade, *command: str, once: str) -> tuple[int, str]:
    """Run a command, tell it to stop once its temporary folder is there, and return its exit code and what it said."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=upgrade.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        wait_until(lambda: list(upgrade.var.glob(once)), 60, f"{command[0]} has begun")
        process.terminate()
        told, _ = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    return process.returncode, told


@pytest.fixture(scope="module")
def film(upgrade: Upgrade) -> Path:
    """A file so large that a backup of it, and a restore, can be stopped in the middle."""
    film = upgrade.var / "media/film.mp4"
    film.parent.mkdir(exist_ok=True)
    film.write_bytes(os.urandom(1_000_000) * 300)
    return film


@pytest.fixture(scope="module")
def backup(upgrade: Upgrade, film: Path) -> Path:
    file = upgrade.var / "whole.backup"
    subprocess.run([sys.executable, "manage.py", "backup", str(file)], cwd=ROOT, env=upgrade.env, check=True)
    return file


def test_stopped_backup_leaves_nothing_behind(upgrade: Upgrade, film: Path) -> None:
    code, told = stop_command(upgrade, "backup", str(upgrade.var / "half.backup"), once="half.backup.part")
    assert (code, told) == (1, "Stopped by SIGTERM.\n")
    assert not [*upgrade.var.glob("half.*"), *upgrade.var.glob("backup-*")]


def test_stopped_restore_changes_nothing(upgrade: Upgrade, backup: Path, film: Path) -> None:
    before = read_tables(upgrade.env["DATABASE_URL"])
    code, told = stop_command(upgrade, "restore", "--replace", str(backup), once="restore-*/*")
    assert (code, told) == (1, "Stopped by SIGTERM.\n")
    assert read_tables(upgrade.env["DATABASE_URL"]) == before
    assert film.exists()
    assert not list(upgrade.var.glob("restore-*"))


def test_restore_after_a_stopped_one_is_whole(upgrade: Upgrade, backup: Path, film: Path) -> None:
    film.unlink()
    stop_command(upgrade, "restore", "--replace", str(backup), once="restore-*/*")
    command = [sys.executable, "manage.py", "restore", "--replace", str(backup)]
    done = subprocess.run(command, cwd=ROOT, env=upgrade.env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert film.exists()
