"""What the owner of the tables can do: drop the triggers that keep the audit from being changed."""

from django.db import connection

from intake.audit import triggers


def list_removals() -> list[str]:
    """Return the SQL that drops the triggers."""
    place = f" ON {triggers.TABLE}" if connection.vendor == "postgresql" else ""
    return [f"DROP TRIGGER IF EXISTS {name}{place}" for name in triggers.get_trigger_events()]


def remove_triggers() -> None:
    with connection.cursor() as cursor:
        for statement in list_removals():
            cursor.execute(statement)
