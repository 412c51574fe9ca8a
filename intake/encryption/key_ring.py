"""The clinic's keys, each read from the file that the settings name, and read again when that file changes.

The ring is the current key pair, and beside its private key a folder with the private key of every other pair: the next
one, which waits, and old ones, which open what is still wrapped to them.
"""

import contextlib
import fcntl
import logging
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar, cast

from django.conf import settings

from intake.encryption import primitives
from intake.encryption.primitives import PrivateKey, PublicKey, SigningKey, StaffKey, VerifyingKey

logger = logging.getLogger(__name__)

K = TypeVar("K")
RING_FOLDER = "clinic-keys"
FORMER_STAFF_FOLDER = "former-staff-keys"
# A key's id becomes the name of a file, and whoever can write to the database can write any text there.
KEY_ID = re.compile(r"[0-9a-f]{16}")
# What was read, and which file it was: a file that is replaced is read again, without a restart.
LOADED: dict[Path, tuple[tuple[int, int, int], Any]] = {}


class KeyUnavailable(Exception):
    """This process may not hold the key, or cannot read it. The text names no file."""


def load_clinic_public_key() -> PublicKey:
    """Return the key that every process has, to seal with. Raises KeyUnavailable."""
    return read_key(settings.CLINIC_PUBLIC_KEY_FILE, PublicKey.from_json, "the clinic's public key")


def load_clinic_private_key() -> PrivateKey:
    """Return the private half of the current key pair.

    Raises KeyUnavailable, always in a process of the public role.
    """
    return read_key(settings.CLINIC_PRIVATE_KEY_FILE, PrivateKey.from_json, "the clinic's private key")


def load_private_key(key_id: str) -> PrivateKey:
    """Return the private key of the ring with this id.

    Raises KeyUnavailable if this process does not have it, always in a process of the public role.
    """
    current = load_clinic_private_key()
    if current.public_key.id == key_id:
        return current
    if KEY_ID.fullmatch(key_id):
        key = read_key(get_ring_file(key_id), PrivateKey.from_json, "a private key of the ring")
        if key.public_key.id == key_id:
            return key
    raise KeyUnavailable("wrapped to a key pair that this process does not have")


def list_ring_files() -> list[Path]:
    """Return the private keys beside the current one. None in a process of the public role."""
    if settings.CLINIC_PRIVATE_KEY_FILE is None:
        return []
    return sorted(path for path in get_ring_folder().glob("*.json") if KEY_ID.fullmatch(path.stem))


def list_key_ids() -> list[str]:
    """Return the ids of the current key pair and of those beside it. Raises KeyUnavailable."""
    return [load_clinic_private_key().public_key.id, *(path.stem for path in list_ring_files())]


def get_ring_file(key_id: str) -> Path:
    return get_ring_folder() / f"{key_id}.json"


def get_ring_folder() -> Path:
    if settings.CLINIC_PRIVATE_KEY_FILE is None:
        raise KeyUnavailable("this process may not hold private keys")
    return settings.CLINIC_PRIVATE_KEY_FILE.parent / RING_FOLDER


def load_staff_key() -> StaffKey:
    """Return the key that staff processes share, to seal and to sign for one another.

    Raises KeyUnavailable, always in a process of the public role.
    """
    return read_key(settings.STAFF_KEY_FILE, StaffKey.from_json, "the staff key")


def list_former_staff_keys() -> list[StaffKey]:
    """Return the staff keys of before that this machine still has: they open and prove what was made under them.

    Raises KeyUnavailable in a process of the public role.
    """
    return [read_key(path, StaffKey.from_json, "a former staff key") for path in list_former_staff_files()]


def load_staff_keys() -> list[StaffKey]:
    """Return the staff key, and then those of before. Raises KeyUnavailable in a process of the public role."""
    return [load_staff_key(), *list_former_staff_keys()]


def list_former_staff_files() -> list[Path]:
    folder = get_staff_key_file().parent / FORMER_STAFF_FOLDER
    return sorted(path for path in folder.glob("*.json") if KEY_ID.fullmatch(path.stem))


def unseal_with_staff_key(purpose: str, sealed: primitives.StoredBytes, *, context: str) -> bytes:
    """Open what was sealed under the staff key's key for a purpose, now or before it was changed.

    Raises KeyUnavailable, and SealError if neither key opens it.
    """
    try:
        return primitives.unseal_bytes(load_staff_key().key_for(purpose), sealed, context=context)
    except primitives.SealError:
        for former in list_former_staff_keys():
            with contextlib.suppress(primitives.SealError):
                return primitives.unseal_bytes(former.key_for(purpose), sealed, context=context)
        raise


def replace_staff_key(new: StaffKey) -> None:
    """Make this the staff key of this machine, and keep the one of before among the former ones.

    Processes read it without a restart. Raises KeyUnavailable in a process of the public role.
    """
    old = load_staff_key()
    # First of all: from here on nothing is lost, whatever happens.
    write_key_file(get_staff_key_file().parent / FORMER_STAFF_FOLDER / f"{old.id}.json", old.to_json())
    write_key_file(get_staff_key_file(), new.to_json())


@contextlib.contextmanager
def lock_staff_key() -> Iterator[None]:
    """Let one process at a time change the staff key: of two, one would write over the other's, unkept.

    Raises BlockingIOError while another does, and KeyUnavailable in a process of the public role.
    """
    folder = os.open(get_staff_key_file().parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(folder)


def forget_former_staff_keys() -> int:
    """Delete the staff keys of before, and return their number. What is under them opens and proves no more."""
    files = list_former_staff_files()
    for path in files:
        path.unlink(missing_ok=True)
    return len(files)


def get_staff_key_file() -> Path:
    file: Path | None = settings.STAFF_KEY_FILE
    if file is None:
        raise KeyUnavailable("this process may not hold the staff key")
    return file


def load_signing_key() -> SigningKey:
    """Return the key that a process without the staff key signs with. Raises KeyUnavailable."""
    return read_key(settings.SUBMISSION_SIGNING_KEY_FILE, SigningKey.from_json, "the signing key")


def load_verifying_key() -> VerifyingKey:
    """Return the key that shows whether a public process signed something. Raises KeyUnavailable."""
    return read_key(settings.SUBMISSION_VERIFYING_KEY_FILE, VerifyingKey.from_json, "the verifying key")


def read_key(file: Path | None, parse: Callable[[str], K], name: str) -> K:
    """Read and parse a key file, unless it is the file that was read before.

    A file that cannot be read any more, because somebody is just copying another over it, changes nothing: the key that
    was read before stays. `file` is None if this process may not hold the key. Raises KeyUnavailable.
    """
    if file is None:
        raise KeyUnavailable(f"this process may not hold {name}")
    before, known = LOADED.get(file, (None, None))
    try:
        stat = file.stat()
        present = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        if before == present:
            return cast("K", known)
        key = parse(file.read_text(encoding="ascii"))
    except (OSError, ValueError, KeyError) as error:
        if known is not None:
            return cast("K", known)
        raise KeyUnavailable(f"{name} cannot be read") from error
    LOADED[file] = (present, key)
    return key


def write_key_file(path: Path, text: str) -> None:
    """Write a key that only this account can read: all of it or nothing, whatever happens meanwhile."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as new:
            new.write(text)
            new.flush()
            os.fsync(new.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def write_current_pair(private: PrivateKey) -> None:
    """Make a key pair the one that this machine's processes use. They read it without a restart."""
    if settings.CLINIC_PRIVATE_KEY_FILE is None:
        raise KeyUnavailable("this process may not hold private keys")
    write_key_file(settings.CLINIC_PRIVATE_KEY_FILE, private.to_json())
    write_key_file(settings.CLINIC_PUBLIC_KEY_FILE, private.public_key.to_json())


def clear_key_cache() -> None:
    """Have the files read again, as a new process would."""
    LOADED.clear()
