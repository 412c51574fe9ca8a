"""The clinic's keys, read once from the files that the settings name."""

from functools import cache

from django.conf import settings

from intake.encryption import primitives


class KeyUnavailable(Exception):
    """This process has no such key, or cannot read it. Its text names no file."""


@cache
def load_clinic_public_key() -> primitives.PublicKey:
    """What every process has: it seals.

    Raises KeyUnavailable.
    """
    try:
        return primitives.PublicKey.from_json(settings.CLINIC_PUBLIC_KEY_FILE.read_text(encoding="ascii"))
    except (OSError, ValueError, KeyError) as error:
        raise KeyUnavailable("the clinic's public key cannot be read") from error


@cache
def load_clinic_private_key() -> primitives.PrivateKey:
    """What staff processes have: it opens.

    Raises KeyUnavailable, always so in a process of the public role.
    """
    if settings.CLINIC_PRIVATE_KEY_FILE is None:
        raise KeyUnavailable("this process may not hold the clinic's private key")
    try:
        return primitives.PrivateKey.from_json(settings.CLINIC_PRIVATE_KEY_FILE.read_text(encoding="ascii"))
    except (OSError, ValueError, KeyError) as error:
        raise KeyUnavailable("the clinic's private key cannot be read") from error


@cache
def load_staff_key() -> primitives.StaffKey:
    """What staff processes seal and sign with, among themselves.

    Raises KeyUnavailable, always so in a process of the public role.
    """
    if settings.STAFF_KEY_FILE is None:
        raise KeyUnavailable("this process may not hold the staff key")
    try:
        return primitives.StaffKey.from_json(settings.STAFF_KEY_FILE.read_text(encoding="ascii"))
    except (OSError, ValueError, KeyError) as error:
        raise KeyUnavailable("the staff key cannot be read") from error


@cache
def load_signing_key() -> primitives.SigningKey:
    """What a process signs with that may not hold the staff key.

    Raises KeyUnavailable.
    """
    try:
        return primitives.SigningKey.from_json(settings.SUBMISSION_SIGNING_KEY_FILE.read_text(encoding="ascii"))
    except (OSError, ValueError, KeyError) as error:
        raise KeyUnavailable("the signing key cannot be read") from error


@cache
def load_verifying_key() -> primitives.VerifyingKey:
    """What tells whether the public processes signed something.

    Raises KeyUnavailable.
    """
    try:
        return primitives.VerifyingKey.from_json(settings.SUBMISSION_VERIFYING_KEY_FILE.read_text(encoding="ascii"))
    except (OSError, ValueError, KeyError) as error:
        raise KeyUnavailable("the verifying key cannot be read") from error


def clear_key_cache() -> None:
    """Read the files again when next asked: after a change of keys, and in tests."""
    load_clinic_public_key.cache_clear()
    load_clinic_private_key.cache_clear()
    load_staff_key.cache_clear()
    load_signing_key.cache_clear()
    load_verifying_key.cache_clear()
