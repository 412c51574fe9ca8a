"""Brings a backup back, whole or not at all."""

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from fibro_site.backups import archive, databases, media
from intake.models import Submission


def restore_backup(file: Path, *, replace: bool) -> dict[str, Any]:
    """Put the database and the media of a backup in place, and return what the backup says of itself.

    Everything is unpacked and checked before anything is touched. Raises UnusableBackup with a sentence if it cannot be
    used here, or if this place is in use and `replace` is not set.
    """
    if not replace and (number := count_submissions()):
        raise archive.UnusableBackup(
            f"This site holds {number} submissions. Restore into an empty place, or replace them with --replace."
        )
    with tempfile.TemporaryDirectory(dir=settings.VAR, prefix="restore-") as folder:
        about = archive.unpack(file, Path(folder))
        check_fits(about)
        databases.load_database(Path(folder) / archive.DATABASE)
        media.replace_all(Path(folder) / archive.MEDIA)
    return about


def count_submissions() -> int:
    if Submission._meta.db_table not in connection.introspection.table_names():
        return 0
    return Submission.objects.count()


def check_fits(about: dict[str, Any]) -> None:
    """Raise UnusableBackup if a backup is of another kind of database or of a newer version."""
    if about["database"] != connection.vendor:
        raise archive.UnusableBackup(f"The backup is of {about['database']}, and this site uses {connection.vendor}.")
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    ours = {name.partition(".")[0] for name in known}
    unknown = [name for name in about["migrations"] if name not in known and name.partition(".")[0] in ours]
    if unknown:
        raise archive.UnusableBackup(
            f"The backup was made by a newer version ({about['version']}; this is {settings.VERSION}). "
            "Install that version first."
        )
