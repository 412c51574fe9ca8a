"""Emails to patients: that something is on their own page, and not what. No word of them is about health."""

from intake.delivery import emails, transport
from intake.models import Delivery


def send_visitor_confirmation(delivery: Delivery) -> None:
    """Tell a visitor that their answers arrived. Raises TransportError."""
    transport.send_email(emails.build_visitor_confirmation(delivery))


def send_code_notice(delivery: Delivery) -> None:
    """Tell a patient that staff made a new code for their own page. Raises TransportError."""
    transport.send_email(emails.build_code_notice(delivery))


def send_visitor_news(delivery: Delivery) -> None:
    """Tell a patient that there is something new on their own page. Raises TransportError."""
    transport.send_email(emails.build_visitor_news(delivery))
