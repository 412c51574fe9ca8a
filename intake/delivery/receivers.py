"""The receivers that deliveries go to: whom an email reaches, and the secret of another program, sealed at rest."""

from django.conf import settings

from intake.delivery import receiver_hosts
from intake.delivery.errors import TransportError
from intake.delivery.receiver_hosts import HostNotAllowed
from intake.encryption import key_ring, primitives
from intake.encryption.primitives import SealError
from intake.encryption.receiver_keys import ReceiverKey, UnusableKey
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


def require_receiver_of_answers(delivery: Delivery) -> Receiver:
    """Return the program that a delivery takes answers to. Raises TransportError if none may get them."""
    receiver = require_receiver(delivery)
    try:
        may_get_answers = receiver_hosts.parse_receiver_url(receiver.url).may_get_answers
    except HostNotAllowed:
        may_get_answers = False
    if not may_get_answers:
        raise TransportError("answers not allowed", permanent=True)
    return receiver


def read_public_key(receiver: Receiver) -> ReceiverKey:
    """Return the key that answers to a receiver are sealed to. Raises TransportError."""
    try:
        return ReceiverKey.parse(receiver.public_key)
    except UnusableKey as error:
        raise TransportError("unusable key", permanent=True) from error


def seal_secret(receiver: Receiver, secret: bytes) -> None:
    """Fill the sealed secret of a receiver that is about to be saved. Raises KeyUnavailable without the staff key."""
    key = key_ring.load_staff_key().key_for(SECRETS_PURPOSE)
    receiver.sealed_secret = primitives.seal_bytes(key, secret, context=build_secret_context(receiver))


def read_secret(receiver: Receiver) -> bytes:
    """Return the secret that a receiver shares with this site. Raises TransportError."""
    try:
        return open_secret(receiver)
    except key_ring.KeyUnavailable as error:
        raise TransportError("no key") from error
    except SealError as error:
        raise TransportError("no secret", permanent=True) from error


def reseal_secrets() -> tuple[int, int]:
    """Seal the secrets of all receivers under the current staff key, in the caller's transaction.

    Return how many were sealed, and how many do not open and stay as they are. Raises KeyUnavailable.
    """
    done = left = 0
    for receiver in Receiver.objects.select_for_update().exclude(sealed_secret=b"").order_by("pk"):
        try:
            seal_secret(receiver, open_secret(receiver))
        except SealError:
            left += 1
            continue
        receiver.save(update_fields=["sealed_secret"])
        done += 1
    return done, left


def open_secret(receiver: Receiver) -> bytes:
    """Raises KeyUnavailable and SealError."""
    context = build_secret_context(receiver)
    return key_ring.unseal_with_staff_key(SECRETS_PURPOSE, receiver.sealed_secret, context=context)


def build_secret_context(receiver: Receiver) -> str:
    return primitives.build_seal_context("receiver", receiver.pk, "secret")
