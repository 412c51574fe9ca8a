"""Regular maintenance: deletes old mail files, and makes the database release the space of deleted rows."""

import logging
import time
from pathlib import Path

from django.conf import settings
from django.db import connection

logger = logging.getLogger(__name__)


def purge_mail_files() -> None:
    """Delete old emails that were written to files, which happens without a mail server."""
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    if not folder or not Path(folder).is_dir():
        return
    oldest = time.time() - settings.MAIL_FILE_LIFETIME.total_seconds()
    for file in Path(folder).iterdir():
        if file.is_file() and file.stat().st_mtime < oldest:
            file.unlink(missing_ok=True)


def vacuum_database() -> None:
    """Remove deleted and overwritten rows from the database's files, so that what a patient erased is not in them.

    PostgreSQL keeps old rows until they are vacuumed. SQLite overwrites them at once, but they stay in its write-ahead
    log until that is written back and truncated.
    """
    if connection.vendor == "postgresql":
        tables = [connection.ops.quote_name(table) for table in list_patient_tables()]
        with connection.cursor() as cursor:
            # One by one, so that a locked table does not delay the others.
            for table in tables:
                cursor.execute(f"VACUUM {table}")
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        is_busy = cursor.fetchone()[0]
    if is_busy:
        logger.info("The database's write-ahead log is in use and will be truncated later")


def list_patient_tables() -> list[str]:
    return [
        table for table in connection.introspection.table_names() if table.startswith(("intake_", "django_session"))
    ]
