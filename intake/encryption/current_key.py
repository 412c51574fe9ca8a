"""Which key pair is the clinic's current one.

A process with the private key records it in the database; every process compares its own key with the record.
"""

from django.conf import settings

from intake.encryption import key_ring, primitives
from intake.models import CurrentKey


class WrongKey(key_ring.KeyUnavailable):
    """This process has another key than the clinic's current one: nobody could open what it seals."""


def get_current_public_key() -> primitives.PublicKey:
    """Return the clinic's public key, checked against the database: nothing may be sealed to another key.

    Raises KeyUnavailable, and WrongKey if it is not the current one.
    """
    verify_current_key()
    return key_ring.load_clinic_public_key()


def verify_current_key() -> None:
    """Raise WrongKey unless this process's public key is the clinic's current one.

    While none is recorded, only a process with the private key can be sure of its own.
    """
    own = key_ring.load_clinic_public_key().id
    recorded = CurrentKey.objects.filter(pk=1).values_list("key_id", flat=True).first()
    if recorded is None and settings.CLINIC_PRIVATE_KEY_FILE is None:
        raise WrongKey("no staff process has recorded the clinic's current key yet")
    if recorded not in {None, own}:
        raise WrongKey("the public key is not the clinic's current one")


def record_current_key() -> None:
    """Record in the database which key pair is the clinic's. Only a holder of the private key can.

    Raises WrongKey if another is recorded: a lost or mixed-up folder of keys must not replace the clinic's keys merely
    because a process starts with it. `manage.py rotate_clinic_key` changes the record. Raises KeyUnavailable.
    """
    own = key_ring.load_clinic_private_key().public_key.id
    recorded, _is_new = CurrentKey.objects.get_or_create(pk=1, defaults={"key_id": own})
    if recorded.key_id != own:
        raise WrongKey("the private key is not that of the clinic's current key pair")
