"""The receivers that deliveries go to: whom an email reaches, and the secret of another program, sealed at rest."""

from django.conf import settings

from intake.delivery.errors import TransportError
from intake.encryption import key_ring, primitives
from intake.encryption.primitives import SealError
from intake.models import Delivery, Receiver

SECRETS_PURPOSE = "delivery/receivers"


def find_staff_address(delivery: Delivery) -> str:
    """Return the email address that a delivery to staff goes to.

    It is the clinic's own where the receiver reaches nobody (any more): what should go to somebody never goes nowhere.
    """
    found = ""
    if delivery.receiver:
        found = delivery.receiver.find_email_address()
    elif delivery.account and delivery.account.is_active:
        found = delivery.account.email
    return found or settings.STAFF_NOTICE_EMAIL


def require_receiver(delivery: Delivery) -> Receiver:
    """Return the program that a delivery goes to. Raises TransportError if it has been switched off."""
    receiver = delivery.receiver
    if receiver is None or not receiver.is_active:
        raise TransportError("no receiver", permanent=True)
    return receiver


def seal_secret(receiver: Receiver, secret: bytes) -> None:
    """Fill the sealed secret of a receiver that is about to be saved. Raises KeyUnavailable without the staff key."""
    key = key_ring.load_staff_key().key_for(SECRETS_PURPOSE)
    receiver.sealed_secret = primitives.seal_bytes(key, secret, context=build_secret_context(receiver))


def read_secret(receiver: Receiver) -> bytes:
    """Return the secret that a receiver shares with this site. Raises TransportError."""
    try:
        key = key_ring.load_staff_key().key_for(SECRETS_PURPOSE)
        return primitives.unseal_bytes(key, receiver.sealed_secret, context=build_secret_context(receiver))
    except key_ring.KeyUnavailable as error:
        raise TransportError("no key") from error
    except SealError as error:
        raise TransportError("no secret", permanent=True) from error


def build_secret_context(receiver: Receiver) -> str:
    return primitives.build_seal_context("receiver", receiver.pk, "secret")
