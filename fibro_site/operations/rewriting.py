"""Writes tables of PostgreSQL anew (`VACUUM FULL`) in whose files deleted rows have left bytes, and leaves the others.

While a table is written anew nobody can use it, so where nothing was deleted it should not be. A trigger counts each
UPDATE and DELETE in a sequence, whoever makes it. A sequence knows no transactions, so neither a rollback nor a crash
makes it forget. What it said when the table was last written anew is kept as its comment; without the trigger, or
without that comment, the table is written anew.

What is not counted is an INSERT that was rolled back, because a trigger cannot tell it from others. So once a week all
tables are written anew.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection, transaction

logger = logging.getLogger(__name__)

# Whoever wants to read or write such a table waits behind the one that rewrites it.
LOCK_SECONDS = 2.0
TRIGGER = "count_changes"
# The owner of the tables counts for every account that may change them.
FUNCTION = f"""
CREATE OR REPLACE FUNCTION {TRIGGER}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM nextval(format('%I.%I', TG_TABLE_SCHEMA, TG_ARGV[0])::regclass);
    RETURN NULL;
END $$
"""


def rewrite_table(table: str, *, is_forced: bool = False) -> None:
    """Write a table anew if rows of it were changed or deleted since that was last done. Forced, in any case.

    If it is in use it waits for the next time.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
        try:
            ensure_counted(table)
            # Read first: what is deleted from here on counts for the next time.
            changes = read_changes(table)
            if is_forced or changes != read_rewritten(table):
                if vacuum_fully(table):
                    note_rewritten(table, changes)
                else:
                    logger.info("Some deleted rows of the table %s are still in use: it is rewritten once more", table)
        except OperationalError:
            logger.warning("The table %s is in use and will be rewritten next time", table)
        finally:
            cursor.execute("RESET lock_timeout")


def ensure_counted(table: str) -> None:
    """Have changes of a table counted. Where the trigger was missing, nothing is known of what went before."""
    with connection.cursor() as cursor:
        # "A" fires always, also where `session_replication_role` turns ordinary triggers off.
        cursor.execute(
            "SELECT 1 FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND tgname = %s AND tgenabled = 'A'",
            [table, TRIGGER],
        )
        if cursor.fetchone():
            return
    sequence, name = get_sequence(table), connection.ops.quote_name(table)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FUNCTION)
        cursor.execute(f"CREATE SEQUENCE IF NOT EXISTS {sequence}")
        cursor.execute(f"COMMENT ON SEQUENCE {sequence} IS NULL")
        cursor.execute(f"DROP TRIGGER IF EXISTS {TRIGGER} ON {name}")
        cursor.execute(
            f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE OR DELETE ON {name}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {TRIGGER}('{sequence}')"
        )
        cursor.execute(f"ALTER TABLE {name} ENABLE ALWAYS TRIGGER {TRIGGER}")


def get_sequence(table: str) -> str:
    return f"{table}_changes"


def read_changes(table: str) -> str:
    """Return how often rows of a table were changed or deleted, as text."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT last_value, is_called FROM {get_sequence(table)}")  # noqa: S608 -- a name of ours
        value, is_called = cursor.fetchone()
        return str(int(value) if is_called else 0)


def read_rewritten(table: str) -> str | None:
    """Return what `read_changes` said when a table was last written anew."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regclass(%s), 'pg_class')", [get_sequence(table)])
        found: str | None = cursor.fetchone()[0]
        return found


def note_rewritten(table: str, changes: str) -> None:
    with connection.cursor() as cursor:
        # This statement takes no parameters.
        cursor.execute(f"COMMENT ON SEQUENCE {get_sequence(table)} IS '{changes}'")


def vacuum_fully(table: str) -> bool:
    """Write the rows of a table to a new file, and return whether no deleted one was among them.

    One that a transaction can still see, which began before it was deleted, is written to the new file as well.
    PostgreSQL says so to whoever asks for details.
    """
    with connection.cursor() as cursor, list_details() as details:
        cursor.execute(f"VACUUM (FULL, VERBOSE) {connection.ops.quote_name(table)}")
    # "0 dead row versions cannot be removed yet.", in the language of the server.
    left = [re.match(r"\d+", detail) for detail in details]
    return bool(left) and all(found is not None and found.group() == "0" for found in left)


@contextmanager
def list_details() -> Iterator[list[str]]:
    """Give the details of what the database reports meanwhile."""
    details: list[str] = []

    def note(diagnostic: Any) -> None:
        if diagnostic.message_detail:
            details.append(diagnostic.message_detail)

    connection.ensure_connection()
    driver: Any = connection.connection
    driver.add_notice_handler(note)
    try:
        yield details
    finally:
        driver.remove_notice_handler(note)
