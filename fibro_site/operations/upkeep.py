"""What a site must have done now and then, and what nobody would think of: old sessions, old mail files, free space."""

import logging
import time
from pathlib import Path

from django.conf import settings
from django.db import connection

logger = logging.getLogger(__name__)


def purge_mail_files() -> None:
    """Delete the e-mails that were written to files, where no mail server is set, once they are old."""
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    if not folder or not Path(folder).is_dir():
        return
    oldest = time.time() - settings.MAIL_FILE_LIFETIME.total_seconds()
    for file in Path(folder).iterdir():
        if file.is_file() and file.stat().st_mtime < oldest:
            file.unlink(missing_ok=True)


def vacuum_database() -> None:
    """Have the database let go of what was deleted or written over, so that what a patient erased is not in its files.

    PostgreSQL keeps old rows until they are vacuumed. SQLite wipes them at once, but its log of changes still holds
    them until it is written back and cut off.
    """
    if connection.vendor == "postgresql":
        tables = [connection.ops.quote_name(table) for table in list_patient_tables()]
        with connection.cursor() as cursor:
            # One by one: a table that somebody holds keeps none of the others waiting.
            for table in tables:
                cursor.execute(f"VACUUM {table}")
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        is_busy = cursor.fetchone()[0]
    if is_busy:
        logger.info("The database's log of changes is in use; it is cut off another time")


def list_patient_tables() -> list[str]:
    return [
        table for table in connection.introspection.table_names() if table.startswith(("intake_", "django_session"))
    ]
