"""System checks that report, before the site starts, what would go wrong."""

import stat
from collections.abc import Callable, Sequence
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution
from django.db import connection

from intake.audit.checks import find_strange_key
from intake.encryption import current_key, key_ring, primitives
from intake.models import ClinicKey


@register()
def check_clinic_keys(**_kwargs: object) -> list[CheckMessage]:
    """Check that the key files which this role needs exist, can be read, and belong together."""
    hint = (
        "Point FIBRO_KEYS at the folder that holds the clinic's keys, or bring them back from another machine or an "
        "offline copy. `make setup` makes keys for a new site: they open nothing that is there."
    )
    try:
        public = primitives.PublicKey.from_json(settings.CLINIC_PUBLIC_KEY_FILE.read_text(encoding="ascii"))
    except (OSError, ValueError, KeyError) as error:
        return [Error(f"The clinic's public key cannot be read ({type(error).__name__}).", hint=hint, id="fibro.E001")]
    if settings.CLINIC_PRIVATE_KEY_FILE is None:
        return []
    try:
        private = primitives.PrivateKey.from_json(settings.CLINIC_PRIVATE_KEY_FILE.read_text(encoding="ascii"))
    except (OSError, ValueError, KeyError) as error:
        return [Error(f"The clinic's private key cannot be read ({type(error).__name__}).", hint=hint, id="fibro.E002")]
    if private.public_key.id != public.id:
        return [Error("The clinic's private key does not belong to its public key.", hint=hint, id="fibro.E003")]
    try:
        key_ring.load_staff_key()
    except key_ring.KeyUnavailable:
        return [Error("The staff key cannot be read.", hint=hint, id="fibro.E004")]
    return check_ring_files()


def check_ring_files() -> list[CheckMessage]:
    """Check that private keys of the ring are whole, are what they are named for, and are closed to strangers."""
    found: list[CheckMessage] = []
    for file in key_ring.list_ring_files():
        found += check_named_key(file, lambda text: primitives.PrivateKey.from_json(text).public_key.id)
    for file in key_ring.list_former_staff_files():
        found += check_named_key(file, lambda text: primitives.StaffKey.from_json(text).id)
    kept = (*key_ring.list_ring_files(), *key_ring.list_former_staff_files())
    for secret in (settings.CLINIC_PRIVATE_KEY_FILE, settings.STAFF_KEY_FILE, *kept):
        if secret and secret.stat().st_mode & stat.S_IROTH:
            text = f"Everybody on this machine can read {secret.name}."
            found.append(Error(text, hint=f"chmod 600 {secret}", id="fibro.E007"))
    return found


def check_named_key(file: Path, read_id: Callable[[str], str]) -> list[CheckMessage]:
    """Check that a file is whole and holds the key that it is named for."""
    try:
        found = read_id(file.read_text(encoding="ascii"))
    except (OSError, ValueError, KeyError) as error:
        text = f"The key {file.stem} in {file.parent.name} cannot be read ({type(error).__name__})."
        return [Error(text, hint="Copy the whole file again from another machine.", id="fibro.E005")]
    if found != file.stem:
        return [Error(f"The file {file.stem}.json in {file.parent.name} holds another key.", id="fibro.E006")]
    return []


@register(Tags.database)
def check_key_ring(databases: Sequence[str] | None = None, **_kwargs: object) -> list[CheckMessage]:
    """Check that every key that may be needed is there, and that the current one is not too old."""
    if not databases or settings.CLINIC_PRIVATE_KEY_FILE is None or not has_key_table():
        return []
    found = check_staff_key()
    for key in ClinicKey.objects.filter(retired_at=None):
        try:
            key_ring.load_private_key(key.pk)
        except key_ring.KeyUnavailable:
            hint = "Copy it into the folder clinic-keys from another machine, or retire it: `manage.py keys retire`."
            found.append(Error(f"The private key {key.pk} is missing.", hint=hint, id="fibro.E008"))
        if key.pk == current_key.get_current_key_id() and current_key.is_expired(key):
            hint = "Make a new pair: `manage.py keys new`, then `manage.py keys rotate`."
            found.append(Caution("The clinic's key pair is older than CLINIC_KEY_MONTHS.", hint=hint, id="fibro.W002"))
    return found


def check_staff_key() -> list[CheckMessage]:
    """Check that the staff key is the one that this site was used with."""
    try:
        if not find_strange_key():
            return []
    except key_ring.KeyUnavailable:
        return []  # check_clinic_keys names it
    hint = (
        "Bring back staff-key.json and the folder former-staff-keys from another staff machine or an offline copy. "
        "Without them second factors and receivers' secrets do not open, and nothing proves the audit. If they are "
        "lost for good: `manage.py audit verify --accept`."
    )
    return [Error("The staff key is not the one that this site was used with.", hint=hint, id="fibro.E009")]


def has_key_table() -> bool:
    return ClinicKey._meta.db_table in connection.introspection.table_names()


@register()
def check_signing_keys(**_kwargs: object) -> list[CheckMessage]:
    """Check that public processes can sign records, and staff ones verify them (docs/adr/0017-proven-records.md)."""
    try:
        if settings.CLINIC_PRIVATE_KEY_FILE is None:
            key_ring.load_signing_key()
        else:
            key_ring.load_verifying_key()
    except key_ring.KeyUnavailable as error:
        message = f"Staff cannot verify what visitors sent: {error}."
        hint = "Run `make setup` on the staff machine, and copy submission-signing-key.json to the public one."
        return [Caution(message, hint=hint, id="fibro.W001")]
    return []


@register(Tags.security, deploy=True)
def check_second_factor(**_kwargs: object) -> list[CheckMessage]:
    """Check that a process that staff of a real clinic sign in to asks for a second factor."""
    if settings.REQUIRE_MFA or not settings.IS_HTTPS or settings.ROLE == "public":
        return []
    return [
        Error(
            "Staff can sign in without a second factor.",
            hint="Set FIBRO_REQUIRE_MFA=true. Only a demo on your own machine may run without it.",
            id="fibro.E020",
        )
    ]
