"""Makes a backup while the site goes on."""

import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from fibro_site.backups import archive, databases, media
from intake.encryption import current_key, primitives


def make_backup(file: Path, public_key: primitives.PublicKey | None = None) -> dict[str, Any]:
    """Write a backup to a file that is not there yet, and return its manifest.

    It is sealed to the clinic's current key, or to another one. The file appears once it is whole. Raises
    UnusableBackup if something is in its place or the database cannot be copied, and KeyUnavailable without a public
    key.
    """
    if file.exists():
        raise archive.UnusableBackup(f"{file} is there already.")
    public_key = public_key or current_key.get_current_public_key()
    unfinished = file.with_name(f"{file.name}.part")
    with tempfile.TemporaryDirectory(dir=settings.VAR, prefix="backup-") as folder:
        database = Path(folder) / archive.DATABASE
        about = describe_site()
        databases.dump_database(database)
        try:
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
                manifest = archive.write_archive(target, public_key, about, iterate_content(database))
                target.flush()
                os.fsync(target.fileno())
            unfinished.rename(file)
        finally:
            unfinished.unlink(missing_ok=True)
    return manifest


def describe_site() -> dict[str, Any]:
    """Return what a restore has to know before it begins."""
    applied = MigrationRecorder(connection).applied_migrations()
    return {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": settings.VERSION,
        "base_url": settings.BASE_URL,
        "database": connection.vendor,
        "migrations": sorted(f"{app}.{name}" for app, name in applied),
    }


def iterate_content(database: Path) -> Iterator[archive.NamedFile]:
    """Yield the files of a backup by their names in it.

    Media come after the database is copied: a picture that is added in between is in nobody's way, one that the
    database names and the backup lacks would be.
    """
    yield archive.DATABASE, lambda: database.open("rb")
    for name in media.iterate_names():
        yield archive.MEDIA + name, partial(media.open_file, name)
