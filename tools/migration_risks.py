"""What may go wrong when a migration runs while the version before it serves.

    python -m tests.postgres python -m tools.migration_risks

reads each of our migrations since the first release. PostgreSQL’s SQL is read: with SQLite one machine
runs the whole site, and rebuilding a table there says nothing. django-migration-linter knows what statements lock and
break; a rule of our own is that rows are not changed in the transaction that changes their table.
"""

import os
import sys
from collections.abc import Iterator
from io import StringIO

import django
from django.core.management import call_command
from django.db import connection
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django_migration_linter.sql_analyser import PostgresqlAnalyser, analyse_sql_statements

from fibro_site.upgrades.waiting_migrations import get_accepted_risks, is_checked

# A reason says more than "small".
SHORTEST_REASON = 20
DATA_WITH_SCHEMA = "DATA_WITH_SCHEMA"
# These touch no table that is there already, or no table at all.
HARMLESS_BESIDE_DATA = (operations.CreateModel, operations.RunPython, operations.AlterModelOptions)


def find_risks(migration: Migration) -> dict[str, str]:
    """Return the risks of a migration by their codes: each a sentence with the tables that it is about."""
    errors, _, warnings = analyse_sql_statements(PostgresqlAnalyser, write_sql(migration), [])
    risks = {issue.code: describe(issue.message, issue.table, issue.column) for issue in (*errors, *warnings)}
    if changes_rows_of_changed_tables(migration):
        risks[DATA_WITH_SCHEMA] = "RunPython in the transaction that changes a table: the lock lasts as long as it runs"
    return risks


def describe(message: str, table: str | None, column: str | None) -> str:
    return f"{message} ({'.'.join(filter(None, (table, column)))})" if table else message


def write_sql(migration: Migration) -> list[str]:
    written = StringIO()
    call_command("sqlmigrate", migration.app_label, migration.name, stdout=written, no_color=True)
    return written.getvalue().splitlines()


def changes_rows_of_changed_tables(migration: Migration) -> bool:
    kinds = [type(operation) for operation in migration.operations]
    changes_tables = any(not issubclass(kind, HARMLESS_BESIDE_DATA) for kind in kinds)
    return migration.atomic and operations.RunPython in kinds and changes_tables


def find_complaints(migration: Migration, risks: dict[str, str]) -> Iterator[str]:
    """Yield a sentence for each risk that nobody accepted, and for each acceptance without a risk or a reason."""
    accepted = get_accepted_risks(migration)
    name = f"{migration.app_label}.{migration.name}"
    for code, risk in risks.items():
        if code not in accepted:
            yield f"{name}: {risk}. Split it (docs/operations.md), or accept it: accepted_risks = {{{code!r}: reason}}."
        elif len(accepted[code]) < SHORTEST_REASON:
            yield f"{name}: say why {code} is no risk here."
    for code in accepted.keys() - risks.keys():
        yield f"{name}: accepts {code}, which it does not risk."


def list_checked_migrations() -> list[Migration]:
    """Return our migrations since those that no linter has read."""
    loader = MigrationLoader(connection)
    return [migration for _, migration in sorted(loader.disk_migrations.items()) if is_checked(migration)]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fibro_site.settings")
    django.setup()
    complaints: list[str] = []
    for checked in list_checked_migrations():
        complaints += find_complaints(checked, find_risks(checked))
    sys.exit("\n".join(complaints))
