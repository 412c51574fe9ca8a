"""The migrations that wait, and whether the version before can go on serving while they run.

Each of ours from `FIRST_CHECKED` on was read by a linter (tools/migration_risks.py). What it finds is mended, or
accepted in the migration itself, with the reason:

    class Migration(migrations.Migration):
        accepted_risks = {"DROP_COLUMN": "0.2.0 no longer reads it, and said so in its changelog"}
"""

from dataclasses import dataclass

from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor

# The number of the first migration of each app that was read by the linter.
FIRST_CHECKED = {"articles": 22, "fibro_site": 3, "intake": 50, "references": 12}


@dataclass(frozen=True)
class WaitingMigration:
    """`concern` is a sentence, or empty if the version before can serve while it runs."""

    name: str
    concern: str


def list_waiting_migrations() -> list[WaitingMigration]:
    """Return what `manage.py migrate` would run, in its order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [WaitingMigration(f"{migration.app_label}.{migration.name}", explain(migration)) for migration, _ in plan]


def explain(migration: Migration) -> str:
    """Return why the version before should not serve while a migration runs, or nothing."""
    if not is_checked(migration):
        return "nobody has checked whether the version before can serve meanwhile"
    return "; ".join(get_accepted_risks(migration).values())


def is_checked(migration: Migration) -> bool:
    first = FIRST_CHECKED.get(migration.app_label)
    return first is not None and int(migration.name[:4]) >= first


def get_accepted_risks(migration: Migration) -> dict[str, str]:
    """Return the reasons that a migration gives for the risks that it takes, by the linter's code."""
    return getattr(migration, "accepted_risks", {})


def list_unknown_migrations() -> list[str]:
    """Return the migrations of our apps that the database has had and this version does not know: it is older."""
    loader = MigrationExecutor(connection).loader
    known = set(loader.disk_migrations)
    return sorted(
        f"{app}.{name}" for app, name in loader.applied_migrations if app in FIRST_CHECKED and (app, name) not in known
    )
