"""A whole database in one file, copied while the site goes on: by SQLite itself, or by PostgreSQL's own tools."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from fibro_site.backups.archive import UnusableBackup

# Where the tables of a database are while a backup takes their place.
OLD_SCHEMA = "before_restore"


def dump_database(file: Path) -> None:
    """Copy the database as it is at this moment. Raises UnusableBackup with the reason if that fails."""
    if connection.vendor == "sqlite":
        name = connection.settings_dict["NAME"]
        # One step, so that no change in the middle makes it begin again. In WAL mode nobody waits for it.
        with closing(sqlite3.connect(name)) as database, closing(sqlite3.connect(file)) as copy:
            database.backup(copy, pages=-1)
        return
    run_postgres_tool("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}")


def measure_database() -> int:
    """Return how many bytes the database takes."""
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        return Path(name).stat().st_size if Path(name).exists() else 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def load_database(file: Path) -> None:
    """Put a dumped database in the place of this one. Nothing else may use it meanwhile."""
    connection.close()
    if connection.vendor == "sqlite":
        replace_sqlite(file)
        return
    name = str(connection.settings_dict["NAME"])
    with schema_set_aside():
        run_postgres_tool(
            "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", f"--dbname={name}", str(file)
        )


def replace_sqlite(file: Path) -> None:
    """Replace the database's file by a copy of another. Whoever has it open still sees the old one."""
    database = Path(connection.settings_dict["NAME"])
    unfinished = database.with_name(f"{database.name}.restored")
    try:
        shutil.copyfile(file, unfinished)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    if database.exists():
        # Changes that wait beside the old file go into it, so that whoever stops this here has lost nothing.
        with closing(sqlite3.connect(database)) as old:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    # Changes that were not yet written into the old file must not be taken for the new one's.
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    unfinished.replace(database)


@contextmanager
def schema_set_aside() -> Iterator[None]:
    """Give an empty schema, and drop the old one once the block is done; if it raises, put the old one back.

    Extensions are there once for a database: the schema in use gets them, and the other one's indexes go on using them.
    """
    run_statements(f"ALTER SCHEMA public RENAME TO {OLD_SCHEMA}", "CREATE SCHEMA public", *move_extensions("public"))
    try:
        yield
    except BaseException:
        back = [
            *move_extensions(OLD_SCHEMA),
            "DROP SCHEMA public CASCADE",
            f"ALTER SCHEMA {OLD_SCHEMA} RENAME TO public",
        ]
        run_statements(*back)
        raise
    run_statements(f"DROP SCHEMA {OLD_SCHEMA} CASCADE", "GRANT USAGE ON SCHEMA public TO PUBLIC")


def move_extensions(schema: str) -> list[str]:
    """Return the SQL that moves this database's extensions to a schema."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension WHERE extrelocatable")
        names = [name for (name,) in cursor.fetchall()]
    return [f"ALTER EXTENSION {connection.ops.quote_name(name)} SET SCHEMA {schema}" for name in names]


def run_statements(*statements: str) -> None:
    """Run them together or not at all, on a connection that is closed afterwards."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


def run_postgres_tool(name: str, *arguments: str) -> None:
    """Run a tool of PostgreSQL on this database, without a password in its arguments.

    Raises UnusableBackup if the tool is missing, or with what it says. That quotes no row: the values of a restore
    travel as data of COPY.
    """
    tool = shutil.which(name, path=f"{settings.POSTGRES_TOOLS}{os.pathsep}{os.environ.get('PATH', '')}")
    if tool is None:
        raise UnusableBackup(f"{name} is missing. Install PostgreSQL's client tools, or set POSTGRES_TOOLS.")
    place = connection.get_connection_params()
    names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password", "PGDATABASE": "dbname"}
    given = {variable: str(place[key]) for variable, key in names.items() if place.get(key)}
    done = subprocess.run([tool, *arguments], env={**os.environ, **given}, capture_output=True, text=True, check=False)  # noqa: S603 -- our own arguments
    if done.returncode:
        reason = next(iter(done.stderr.strip().splitlines()), "it gave no reason")
        raise UnusableBackup(f"{name} failed: {reason}.")
