"""Where the files of exports lie, and how their keys are wrapped. A file is only ever stored sealed."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage, storages

from intake.encryption import current_key, key_ring, primitives
from intake.encryption.primitives import build_seal_context
from intake.encryption.sealed_stream import SealingWriter
from intake.models import Export

# Writing in larger parts than pieces of the stream costs fewer calls.
BUFFER_BYTES = 1 << 20
# A file that is not whole yet, on the machine that makes it.
UNFINISHED_SUFFIX = ".part"


class MovableFile(File):
    """A whole file that a storage may take as its own: a folder renames it, in place of copying it."""

    def temporary_file_path(self) -> str:
        return str(self.name)


def get_storage() -> Storage:
    return storages["exports"]


def get_name(pk: uuid.UUID, attempt: int) -> str:
    return f"{pk}.{attempt}.sealed"


@contextmanager
def open_file(name: str) -> Iterator[BinaryIO]:
    """Give a stored file, sealed as it is. Raises FileNotFoundError if it is gone."""
    with get_storage().open(name) as stored:
        yield cast("BinaryIO", stored.file)


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
    """Give what seals the file of this attempt. It is stored once it is whole; where the block raises there is none."""
    folder, name = Path(settings.EXPORTS_FOLDER), get_name(export.pk, export.attempt)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = folder / f"{name}{UNFINISHED_SUFFIX}"
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb", buffering=BUFFER_BYTES) as file:
            sealing = SealingWriter(file.write, data_key, context=build_file_context(export))
            yield sealing
            sealing.close()
            file.flush()
            os.fsync(file.fileno())
        with unfinished.open("rb") as whole:
            get_storage().save(name, MovableFile(whole, str(unfinished)))
    finally:
        unfinished.unlink(missing_ok=True)


def delete_files(pk: uuid.UUID) -> None:
    """Delete what any attempt at this export has left."""
    for name in list_names():
        if name.startswith(f"{pk}."):
            get_storage().delete(name)


def delete_file(name: str) -> None:
    """Delete a file, whole or not."""
    if name.endswith(UNFINISHED_SUFFIX):
        (Path(settings.EXPORTS_FOLDER) / name).unlink(missing_ok=True)
    else:
        get_storage().delete(name)


def list_names() -> list[str]:
    """Return the names of the files of exports that are stored."""
    try:
        names = get_storage().listdir("")[1]
    except FileNotFoundError:
        return []
    return [name for name in names if name.endswith(".sealed") and is_export(name.partition(".")[0])]


def list_unfinished() -> list[str]:
    """Return the names of what is being made on this machine, or was when a process was killed."""
    return [path.name for path in Path(settings.EXPORTS_FOLDER).glob(f"*{UNFINISHED_SUFFIX}")]


def is_export(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
