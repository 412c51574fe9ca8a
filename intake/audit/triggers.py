"""Triggers by which the database itself refuses to change or delete an audit entry.

Whoever owns the tables can drop a trigger, so the chain and its proofs stay the evidence. The triggers stop everything
short of that: a mistake in our code, a shell, another program with the same account, PostgreSQL's TRUNCATE and SQLite's
INSERT OR REPLACE. They are created after each `migrate`, because SQLite drops those of a table that a migration builds
anew.
"""

from django.db import connection, transaction

from intake.models import AuditEntry

TABLE = AuditEntry._meta.db_table
REFUSAL = "an audit entry is never changed or deleted"

SAME_ROW = f"SELECT 1 FROM {TABLE} WHERE sequence = NEW.sequence OR hash = NEW.hash"  # noqa: S608 -- our own name
SQLITE_TRIGGERS = {
    "audit_refuses_update": f"BEFORE UPDATE ON {TABLE}",
    "audit_refuses_delete": f"BEFORE DELETE ON {TABLE}",
    # INSERT OR REPLACE deletes a row and fires no trigger for it.
    "audit_refuses_replace": f"BEFORE INSERT ON {TABLE} WHEN EXISTS ({SAME_ROW})",
}
POSTGRESQL_FUNCTION = "audit_refuses_change"
POSTGRESQL_TRIGGERS = {
    "audit_refuses_change": f"BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW",
    "audit_refuses_truncate": f"BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT",
}


def install_triggers() -> None:
    """Create the triggers that are missing, if the table is there."""
    missing = list_missing_triggers()
    if not missing or TABLE not in connection.introspection.table_names():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in build_statements(missing):
            cursor.execute(statement)


def list_missing_triggers() -> list[str]:
    """Return the names of the triggers that are not in the database, or that it would pass over."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # "A" fires always, also where `session_replication_role` turns ordinary triggers off.
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND tgenabled = 'A'", [TABLE])
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
        found = {name for (name,) in cursor.fetchall()}
    return sorted(get_trigger_events().keys() - found)


def get_trigger_events() -> dict[str, str]:
    """Return when each trigger of this kind of database fires, by its name."""
    return POSTGRESQL_TRIGGERS if connection.vendor == "postgresql" else SQLITE_TRIGGERS


def build_statements(names: list[str]) -> list[str]:
    """Return the SQL that creates these triggers."""
    if connection.vendor != "postgresql":
        return [
            f"CREATE TRIGGER {name} {SQLITE_TRIGGERS[name]} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            for name in names
        ]
    refuse = f"BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END"
    statements = [
        f"CREATE OR REPLACE FUNCTION {POSTGRESQL_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ {refuse} $$"
    ]
    for name in names:
        statements += [
            f"DROP TRIGGER IF EXISTS {name} ON {TABLE}",
            f"CREATE TRIGGER {name} {POSTGRESQL_TRIGGERS[name]} EXECUTE FUNCTION {POSTGRESQL_FUNCTION}()",
            f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {name}",
        ]
    return statements
