"""Which key pair is the clinic's: a process with the private key records it, every process compares its own with it."""

from django.conf import settings

from intake.encryption import key_ring, primitives
from intake.models import CurrentKey


class WrongKey(key_ring.KeyUnavailable):
    """This process has another key than the clinic's current one: what it sealed, nobody could open."""


def get_current_public_key() -> primitives.PublicKey:
    """The public key, compared with what the database names: nothing is ever sealed to another.

    Raises KeyUnavailable, and WrongKey where it is not the current one.
    """
    verify_current_key()
    return key_ring.load_clinic_public_key()


def verify_current_key() -> None:
    """Raise WrongKey unless this process's public key is the clinic's current one.

    Where none is recorded yet, a process with the private key knows by itself; any other does not.
    """
    own = key_ring.load_clinic_public_key().id
    recorded = CurrentKey.objects.filter(pk=1).values_list("key_id", flat=True).first()
    if recorded is None and settings.CLINIC_PRIVATE_KEY_FILE is None:
        raise WrongKey("no staff process has recorded yet which key is the clinic's")
    if recorded not in {None, own}:
        raise WrongKey("the public key is not the clinic's current one")


def record_current_key() -> None:
    """Tell all processes, by the database, which key pair is the clinic's; only a holder of the private key can.

    Raises WrongKey where another is recorded: a folder of keys that is lost or mixed up must not become the clinic's by
    a mere start. `manage.py rotate_clinic_key` changes it.
    """
    own = key_ring.load_clinic_private_key().public_key.id
    recorded, _is_new = CurrentKey.objects.get_or_create(pk=1, defaults={"key_id": own})
    if recorded.key_id != own:
        raise WrongKey("the private key is not that of the clinic's current key pair")
