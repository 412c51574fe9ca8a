"""Which key pair is the clinic's current one, and which others may still be in use.

A process with the private key records it in the database; every process compares its own key with the record. After a
change of keys, a process that still has the public key of before goes on with it until it reads the new one: what it
seals is opened by the old private key, and is soon wrapped anew (intake/encryption/rewrapping.py).
"""

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from intake.encryption import key_ring, primitives
from intake.models import ClinicKey, CurrentKey


class WrongKey(key_ring.KeyUnavailable):
    """This process has a key that is not the clinic's: nobody could open what it seals."""


def get_current_public_key() -> primitives.PublicKey:
    """Return the public key of this process, checked against the database: nothing may be sealed to a stranger's.

    Raises KeyUnavailable, and WrongKey if it is neither the current key nor one that is still in use.
    """
    verify_current_key()
    return key_ring.load_clinic_public_key()


def verify_current_key() -> None:
    """Raise WrongKey unless this process's public key is the clinic's current one, or another one in use.

    The next one may reach a public machine before it is current, and an old one is there for a while afterwards.

    While none is recorded, only a process with the private key can be sure of its own.
    """
    own = key_ring.load_clinic_public_key().id
    recorded = get_current_key_id()
    if recorded is None and settings.CLINIC_PRIVATE_KEY_FILE is None:
        raise WrongKey("no staff process has recorded the clinic's current key yet")
    if recorded not in {None, own} and not list_usable_keys().filter(pk=own).exists():
        raise WrongKey("the public key is not the clinic's current one")


def record_current_key() -> None:
    """Record in the database which key pair is the clinic's. Only a holder of the private key can.

    Raises WrongKey if another is recorded that this process does not have: a lost or mixed-up folder of keys must not
    replace the clinic's keys merely because a process starts with it. `manage.py keys rotate` changes the record.
    Raises KeyUnavailable.
    """
    own = key_ring.load_clinic_private_key().public_key.id
    recorded, _is_new = CurrentKey.objects.get_or_create(pk=1, defaults={"key_id": own})
    if recorded.key_id != own:
        # Rotated, and this machine's files are not replaced yet. It goes on if the new key is in its ring.
        try:
            key_ring.load_private_key(recorded.key_id)
        except key_ring.KeyUnavailable as error:
            raise WrongKey("the private key is not that of the clinic's current key pair") from error
        return
    ClinicKey.objects.get_or_create(
        pk=own, defaults={"made_at": recorded.recorded_at, "current_since": recorded.recorded_at}
    )


def get_current_key_id() -> str | None:
    """Return the id of the current key pair, or None if none is recorded yet."""
    return CurrentKey.objects.filter(pk=1).values_list("key_id", flat=True).first()


def list_usable_keys() -> QuerySet[ClinicKey]:
    """Return the keys that may be sealed to: all but those that are retired, or are about to be."""
    return ClinicKey.objects.filter(retirement_asked_at=None, retired_at=None)


def is_expired(key: ClinicKey) -> bool:
    """Return whether a key has been current for longer than the clinic wants."""
    months = settings.CLINIC_KEY_MONTHS
    return bool(months and key.current_since and (timezone.now() - key.current_since).days > months * 30.44)
