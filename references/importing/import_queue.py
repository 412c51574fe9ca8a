"""The files that editors sent, as they are taken: read, and imported once the editor has chosen.

The table is the queue. A file is claimed by a conditional UPDATE with a lease, as the notices of the outbox are; the
broker carries one hint without content, and beat asks without any hint.
"""

import logging
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.core.files import File
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from references.formats.records import UnreadableFile
from references.importing import dry_run, writer
from references.models import ImportFile

logger = logging.getLogger(__name__)

# By name: the tasks stand above this module.
IMPORT_TASK = "references.tasks.import_files"
# A second's work on what was read already: done while the editor waits, so that it needs no worker.
FEW_ROWS = 300
# Longer than the task may run (references/tasks.py).
IMPORT_LEASE = timedelta(minutes=20)
FileState = ImportFile.State


def receive_file(name: str, content: File, user: Any) -> ImportFile:
    """Take a file from an editor, for a worker to read.

    However small it is, what it does to whoever reads it is not known before: it must not hold up a web process.
    """
    file = ImportFile(name=name[:200], user=user)
    # A name of ours: the editor's could be any.
    file.upload.save(f"{uuid.uuid4()}", content)
    transaction.on_commit(send_import_hint)
    return file


def start_import(file: ImportFile) -> None:
    """Import the wanted rows of `file`. A few are imported when this returns. Without effect on a file that was."""
    if ImportFile.objects.filter(pk=file.pk, state=FileState.TO_CHOOSE).update(state=FileState.TO_IMPORT, failure=""):
        # The bar was full when the file was read.
        CachedProgress(file)(0)
        if writer.get_wanted_rows(file).count() <= FEW_ROWS:
            process_file(file)
        else:
            send_import_hint()


def send_import_hint() -> None:
    """Tell a worker that a file waits. Never raises: beat asks without a hint."""
    try:
        current_app.send_task(IMPORT_TASK, retry=False, expires=60)
    except Exception:  # noqa: BLE001 -- whatever broker or driver raises, the file waits safely in its table
        logger.warning("The hint to import a file could not be sent; beat will do without")


def process_waiting_files() -> None:
    """Take the files that wait, the oldest first, until none does."""
    while file := get_unclaimed_files().order_by("created_at").first():
        process_file(file)


def process_file(file: ImportFile) -> None:
    """Do what `file` waits for, unless somebody else does."""
    if not get_unclaimed_files().filter(pk=file.pk).update(claimed_until=Now() + IMPORT_LEASE):
        return
    file.refresh_from_db()
    if file.state == FileState.TO_READ:
        read_upload(file)
    else:
        import_rows(file)


def get_unclaimed_files() -> Any:
    return ImportFile.objects.filter(
        Q(claimed_until=None) | Q(claimed_until__lt=Now()), state__in=[FileState.TO_READ, FileState.TO_IMPORT]
    )


def read_upload(file: ImportFile) -> None:
    try:
        with Path(file.upload.path).open("rb") as source:
            dry_run.stage_rows(file, source, progress=CachedProgress(file))
        file.state = FileState.TO_CHOOSE
    except UnreadableFile as error:
        file.state, file.failure = FileState.FAILED, str(error)
    except Exception:
        logger.exception("A file of works could not be read")
        file.state, file.failure = FileState.FAILED, _("Something went wrong while it was read.")
    file.upload.delete(save=False)
    release_file(file)


def import_rows(file: ImportFile) -> None:
    try:
        with transaction.atomic():
            writer.apply_import(file, progress=CachedProgress(file))
            file.state, file.imported_at = FileState.IMPORTED, timezone.now()
            release_file(file)
    except Exception:
        logger.exception("The works of a file could not be imported")
        file.state, file.imported_at = FileState.TO_CHOOSE, None
        file.failure = _("Something went wrong while it was imported. Nothing was changed.")
        release_file(file)


def release_file(file: ImportFile) -> None:
    file.claimed_until = None
    file.save()


class CachedProgress:
    """Tells whoever looks how far a file is: by the cache, since nobody sees into a transaction."""

    def __init__(self, file: ImportFile) -> None:
        self.name = f"references-import-{file.pk}"

    def __call__(self, done: int) -> None:
        cache.set(self.name, done)

    def done(self) -> int:
        return int(cache.get(self.name, 0))


def purge_old_files() -> None:
    """Forget the files that were sent more than IMPORT_DAYS ago."""
    old = ImportFile.objects.filter(created_at__lt=timezone.now() - settings.IMPORT_LIFETIME)
    for file in old.exclude(upload=""):
        file.upload.delete(save=False)
    old.delete()
