"""Where the files of exports lie, and how their keys are wrapped. A file is only ever on the disk sealed."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from intake.encryption import current_key, key_ring, primitives
from intake.encryption.primitives import build_seal_context
from intake.encryption.sealed_stream import SealingWriter
from intake.models import Export

# Writing in larger parts than pieces of the stream costs fewer calls.
BUFFER_BYTES = 1 << 20


def get_file(pk: uuid.UUID, attempt: int) -> Path:
    folder: Path = settings.EXPORTS_FOLDER
    return folder / f"{pk}.{attempt}.sealed"


def wrap_new_key(export: Export) -> bytes:
    """Return a new data key, and keep it in the export, wrapped for the clinic. Nothing is saved.

    Raises KeyUnavailable if this process does not have the clinic's current public key.
    """
    data_key, public_key = primitives.generate_data_key(), current_key.get_current_public_key()
    export.key_id = public_key.id
    export.wrapped_key = public_key.wrap(data_key, context=build_seal_context("export", export.pk, "key"))
    return data_key


def unwrap_key(export: Export) -> bytes:
    """Return the data key. Raises KeyUnavailable, or SealError if a byte was changed or the key is gone."""
    private_key = key_ring.load_private_key(export.key_id)
    return private_key.unwrap(export.wrapped_key, context=build_seal_context("export", export.pk, "key"))


def build_file_context(export: Export) -> str:
    return build_seal_context("export", export.pk, f"file/{export.attempt}")


@contextmanager
def create_sealed_file(export: Export, data_key: bytes) -> Iterator[SealingWriter]:
    """Give what seals the file of this attempt. Where the block raises there is no file afterwards."""
    path = get_file(export.pk, export.attempt)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb", buffering=BUFFER_BYTES) as file:
            sealing = SealingWriter(file.write, data_key, context=build_file_context(export))
            yield sealing
            sealing.close()
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def delete_files(pk: uuid.UUID) -> None:
    """Delete what any attempt at this export has left on this machine."""
    folder: Path = settings.EXPORTS_FOLDER
    for path in folder.glob(f"{pk}.*.sealed"):
        path.unlink(missing_ok=True)


def list_files() -> list[tuple[Path, uuid.UUID]]:
    """Return the files on this machine, each with the export that it belongs to."""
    folder: Path = settings.EXPORTS_FOLDER
    found = []
    for path in folder.glob("*.sealed"):
        try:
            found.append((path, uuid.UUID(path.name.partition(".")[0])))
        except ValueError:
            continue
    return found
