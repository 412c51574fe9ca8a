"""The clinic's keys, each read once from the file that the settings name."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from intake.encryption.primitives import PrivateKey, PublicKey, SigningKey, StaffKey, VerifyingKey

K = TypeVar("K")


class KeyUnavailable(Exception):
    """This process may not hold the key, or cannot read it. The text names no file."""


@cache
def load_clinic_public_key() -> PublicKey:
    """Return the key that every process has, to seal with. Raises KeyUnavailable."""
    return read_key(settings.CLINIC_PUBLIC_KEY_FILE, PublicKey.from_json, "the clinic's public key")


@cache
def load_clinic_private_key() -> PrivateKey:
    """Return the key that staff processes unseal with.

    Raises KeyUnavailable, always in a process of the public role.
    """
    return read_key(settings.CLINIC_PRIVATE_KEY_FILE, PrivateKey.from_json, "the clinic's private key")


@cache
def load_staff_key() -> StaffKey:
    """Return the key that staff processes share, to seal and to sign for one another.

    Raises KeyUnavailable, always in a process of the public role.
    """
    return read_key(settings.STAFF_KEY_FILE, StaffKey.from_json, "the staff key")


@cache
def load_signing_key() -> SigningKey:
    """Return the key that a process without the staff key signs with. Raises KeyUnavailable."""
    return read_key(settings.SUBMISSION_SIGNING_KEY_FILE, SigningKey.from_json, "the signing key")


@cache
def load_verifying_key() -> VerifyingKey:
    """Return the key that shows whether a public process signed something. Raises KeyUnavailable."""
    return read_key(settings.SUBMISSION_VERIFYING_KEY_FILE, VerifyingKey.from_json, "the verifying key")


def read_key(file: Path | None, parse: Callable[[str], K], name: str) -> K:
    """Read and parse a key file. `file` is None if this process may not hold the key. Raises KeyUnavailable."""
    if file is None:
        raise KeyUnavailable(f"this process may not hold {name}")
    try:
        return parse(file.read_text(encoding="ascii"))
    except (OSError, ValueError, KeyError) as error:
        raise KeyUnavailable(f"{name} cannot be read") from error


def clear_key_cache() -> None:
    """Have the files read again: after a change of keys, and in tests."""
    for load in (
        load_clinic_public_key,
        load_clinic_private_key,
        load_staff_key,
        load_signing_key,
        load_verifying_key,
    ):
        load.cache_clear()
