"""Regular maintenance: deletes old mail files, and makes the database release the space of deleted rows."""

import logging
import time
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from fibro_site.operations import rewriting
from fibro_site.serving.json_cache import JsonFileCache
from intake.models import ContactDigest, Export, LegalHold, PageRemark, WrappedKey

logger = logging.getLogger(__name__)

# What opens sealed rows, or tells of a person without a key, must be in no file once it is gone. Whatever else was
# sealed is worth nothing then.
REWRITTEN_TABLES = [model._meta.db_table for model in (WrappedKey, Export, PageRemark, ContactDigest, LegalHold)]
# On which day all of them are written anew, whatever was deleted: Sunday.
REWRITE_WEEKDAY = 6


def purge_mail_files() -> None:
    """Delete old emails that were written to files, which happens without a mail server."""
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    if not folder or not Path(folder).is_dir():
        return
    oldest = time.time() - settings.MAIL_FILE_LIFETIME.total_seconds()
    for file in Path(folder).iterdir():
        if file.is_file() and file.stat().st_mtime < oldest:
            file.unlink(missing_ok=True)


def purge_cache_files() -> None:
    """Delete expired values of a cache in files. Redis drops them by itself."""
    if isinstance(caches["default"], JsonFileCache):
        caches["default"].delete_expired()


def vacuum_database() -> None:
    """Remove deleted and overwritten rows from the database's files, so that what a patient erased is not in them.

    PostgreSQL keeps old rows until they are vacuumed, and their bytes in pages that other rows are on until new ones
    overwrite them. SQLite overwrites them at once, but they stay in its write-ahead log until that is written back and
    truncated.
    """
    if connection.vendor == "postgresql":
        tables = [connection.ops.quote_name(table) for table in list_patient_tables()]
        with connection.cursor() as cursor:
            # One by one, so that a locked table does not delay the others.
            for table in tables:
                cursor.execute(f"VACUUM {table}")
        is_forced = timezone.localdate().weekday() == REWRITE_WEEKDAY
        for table in REWRITTEN_TABLES:
            rewriting.rewrite_table(table, is_forced=is_forced)
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
