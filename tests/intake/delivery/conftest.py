"""Fixtures of the tests of delivery."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from intake.models import Delivery
from intake.visitor.actions import Receipt
from tests.intake.mail_server import MailServer


@pytest.fixture
def delivery(receipt: Receipt) -> Delivery:
    """The delivery of a submission: an email to staff."""
    return receipt.submission.deliveries.get()


@pytest.fixture
def smtp(settings: Settings) -> Iterator[MailServer]:
    """A mail server that the site's mail goes to."""
    server = MailServer()
    with server.listening() as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 1
        yield server
