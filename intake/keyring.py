"""The clinic's keys, read once from the files that the settings name."""

from functools import cache

from django.conf import settings

from intake import sealing


class KeyUnavailable(Exception):
    """This process has no such key, or cannot read it. Its text names no file."""


@cache
def clinic_public_key() -> sealing.PublicKey:
    """What every process has: it seals.

    Raises KeyUnavailable.
    """
    try:
        return sealing.PublicKey.from_json(settings.CLINIC_PUBLIC_KEY_FILE.read_text(encoding="ascii"))
    except (OSError, ValueError, KeyError) as error:
        raise KeyUnavailable("the clinic's public key cannot be read") from error


@cache
def clinic_private_key() -> sealing.PrivateKey:
    """What staff processes have: it opens.

    Raises KeyUnavailable, always so in a process of the public role.
    """
    if settings.CLINIC_PRIVATE_KEY_FILE is None:
        raise KeyUnavailable("this process may not hold the clinic's private key")
    try:
        return sealing.PrivateKey.from_json(settings.CLINIC_PRIVATE_KEY_FILE.read_text(encoding="ascii"))
    except (OSError, ValueError, KeyError) as error:
        raise KeyUnavailable("the clinic's private key cannot be read") from error


@cache
def staff_key() -> sealing.StaffKey:
    """What staff processes seal and sign with, among themselves.

    Raises KeyUnavailable, always so in a process of the public role.
    """
    if settings.STAFF_KEY_FILE is None:
        raise KeyUnavailable("this process may not hold the staff key")
    try:
        return sealing.StaffKey.from_json(settings.STAFF_KEY_FILE.read_text(encoding="ascii"))
    except (OSError, ValueError, KeyError) as error:
        raise KeyUnavailable("the staff key cannot be read") from error


@cache
def signing_key() -> sealing.SigningKey:
    """What a process signs with that may not hold the staff key.

    Raises KeyUnavailable.
    """
    try:
        return sealing.SigningKey.from_json(settings.SUBMISSION_SIGNING_KEY_FILE.read_text(encoding="ascii"))
    except (OSError, ValueError, KeyError) as error:
        raise KeyUnavailable("the signing key cannot be read") from error


@cache
def verifying_key() -> sealing.VerifyingKey:
    """What tells whether the public processes signed something.

    Raises KeyUnavailable.
    """
    try:
        return sealing.VerifyingKey.from_json(settings.SUBMISSION_VERIFYING_KEY_FILE.read_text(encoding="ascii"))
    except (OSError, ValueError, KeyError) as error:
        raise KeyUnavailable("the verifying key cannot be read") from error


def forget() -> None:
    """Read the files again when next asked: after a change of keys, and in tests."""
    clinic_public_key.cache_clear()
    clinic_private_key.cache_clear()
    staff_key.cache_clear()
    signing_key.cache_clear()
    verifying_key.cache_clear()
