"""The channels that deliveries go out by, which are all email so far, and which of them this process can use."""

from collections.abc import Callable, Mapping

from django.core.mail import EmailMultiAlternatives

from intake.delivery import emails, transport
from intake.encryption import key_ring
from intake.enums import PATIENT_CHANNELS, Channel
from intake.models import Delivery

EMAIL_BUILDERS: Mapping[Channel, Callable[[Delivery], EmailMultiAlternatives]] = {
    Channel.STAFF_EMAIL: emails.build_staff_notification,
    Channel.STAFF_CHANGE: emails.build_change_notification,
    Channel.VISITOR_EMAIL: emails.build_visitor_confirmation,
    Channel.VISITOR_NEWS: emails.build_visitor_news,
}


def send_delivery(delivery: Delivery) -> None:
    """Send a delivery once. Raises TransportError.

    It retries nothing and writes neither a row nor a log line: the outbox does.
    """
    transport.send_email(EMAIL_BUILDERS[Channel(delivery.channel)](delivery))


def list_usable_channels() -> list[Channel]:
    """Return the channels that this process can send by.

    A patient's email address is sealed with the answers, so a process without the clinic's private key leaves those
    deliveries to others.
    """
    try:
        key_ring.load_clinic_private_key()
    except key_ring.KeyUnavailable:
        return [channel for channel in Channel if channel not in PATIENT_CHANNELS]
    return list(Channel)
