"""Emails to staff: a reference and a link, and nothing that a visitor told us."""

from intake.delivery import emails, transport
from intake.models import Delivery


def send_staff_notification(delivery: Delivery) -> None:
    """Tell staff that a submission came in. Raises TransportError."""
    transport.send_email(emails.build_staff_notification(delivery))


def send_change_notification(delivery: Delivery) -> None:
    """Tell staff that a patient changed something, and not what. Raises TransportError."""
    transport.send_email(emails.build_change_notification(delivery))


def send_urgent_notification(delivery: Delivery) -> None:
    """Ask one person to open an urgent submission now. Raises TransportError."""
    transport.send_email(emails.build_urgent_notification(delivery))
