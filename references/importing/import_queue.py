"""The queue of files that editors uploaded: each is read, and imported once the editor has chosen.

The table is the queue. A file is claimed by a conditional UPDATE with a lease, as deliveries of the outbox are. The
broker carries one hint without content (references/tasks.py), and beat processes the queue without any hint.
"""

import logging
import uuid
from datetime import timedelta
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.cache import cache
from django.core.files import File
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from references.formats.records import UnreadableFile
from references.importing import dry_run, writer
from references.models import ImportFile

logger = logging.getLogger(__name__)

# A second's work on what was read already: done while the editor waits, so that it needs no worker.
FEW_ROWS = 300
# Longer than the task may run (references/tasks.py).
IMPORT_LEASE = timedelta(minutes=20)
FileState = ImportFile.State


def receive_file(name: str, content: File, user: Any) -> ImportFile:
    """Store an uploaded file for a worker to read, and have the queue processed on commit (references/tasks.py).

    However small the file is, nobody knows beforehand what reading it costs: it must not hold up a web process.
    """
    file = ImportFile(name=name[:200], user=user)
    # A name of ours: the editor's could be any.
    file.upload.save(f"{uuid.uuid4()}", content)
    return file


def start_import(file: ImportFile) -> bool:
    """Import the wanted rows of `file` if they are few, and leave many to a worker.

    Return whether a worker has to take the file. Does nothing to a file that is imported or being imported.
    """
    if not ImportFile.objects.filter(pk=file.pk, state=FileState.TO_CHOOSE).update(
        state=FileState.TO_IMPORT, failure=""
    ):
        return False
    # The bar was full when the file was read.
    CachedProgress(file)(0)
    if writer.get_wanted_rows(file).count() > FEW_ROWS:
        return True
    process_file(file)
    return False


def process_waiting_files() -> None:
    """Process the files of the queue, the oldest first, until none waits."""
    while file := get_unclaimed_files().order_by("created_at").first():
        process_file(file)


def process_file(file: ImportFile) -> None:
    """Read or import `file`, unless another process holds it."""
    if not get_unclaimed_files().filter(pk=file.pk).update(claimed_until=Now() + IMPORT_LEASE):
        return
    file.refresh_from_db()
    if file.state == FileState.TO_READ:
        read_upload(file)
    else:
        import_rows(file)


def get_unclaimed_files() -> QuerySet[ImportFile]:
    """Return the files that wait and that no process holds."""
    return ImportFile.objects.filter(
        Q(claimed_until=None) | Q(claimed_until__lt=Now()), state__in=[FileState.TO_READ, FileState.TO_IMPORT]
    )


def read_upload(file: ImportFile) -> None:
    try:
        with file.upload.storage.open(str(file.upload.name)) as stored:
            # Below Django's own object, which is slow at reading lines.
            dry_run.stage_rows(file, cast("BinaryIO", stored.file), progress=CachedProgress(file))
        file.state = FileState.TO_CHOOSE
    except UnreadableFile as error:
        file.state, file.failure = FileState.FAILED, str(error)
    except Exception:
        logger.exception("A file of works could not be read")
        file.state, file.failure = FileState.FAILED, _("Something went wrong while reading the file. Try again.")
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
        file.failure = _("Something went wrong during the import. Nothing was changed. Try again.")
        release_file(file)


def release_file(file: ImportFile) -> None:
    file.claimed_until = None
    file.save()


class CachedProgress:
    """How far a file is, told through the cache, since nobody sees into another's transaction."""

    def __init__(self, file: ImportFile) -> None:
        self.name = f"references-import-{file.pk}"

    def __call__(self, done: int) -> None:
        cache.set(self.name, done)

    def done(self) -> int:
        return int(cache.get(self.name, 0))


def purge_old_files() -> None:
    """Delete the files that were uploaded longer than IMPORT_LIFETIME ago."""
    old = ImportFile.objects.filter(created_at__lt=timezone.now() - settings.IMPORT_LIFETIME)
    for file in old.exclude(upload=""):
        file.upload.delete(save=False)
    old.delete()
