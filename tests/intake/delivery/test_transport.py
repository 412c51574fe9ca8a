"""Every reply of a mail server becomes an error with a code, without the server's own words."""

import socket
import threading
from email import message_from_bytes, policy
from itertools import groupby

import pytest
from django.test import override_settings
from pytest_django import Settings

from intake.delivery import sending, transport
from intake.delivery.errors import TransportError
from intake.models import Delivery
from tests.intake.mail_server import ACCEPT, CUT, SLOW, MailServer

pytestmark = pytest.mark.django_db


def send(delivery: Delivery) -> TransportError:
    """Send a delivery that will fail, and return the error."""
    with pytest.raises(TransportError) as caught:
        sending.send_delivery(delivery)
    return caught.value


def test_email_is_sent_by_smtp(delivery: Delivery, smtp: MailServer) -> None:
    sending.send_delivery(delivery)
    [letter] = smtp.letters
    message = message_from_bytes(letter, policy=policy.default)
    assert delivery.submission.reference in message["Subject"]
    assert message["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("451 try later", ("smtp 451", False, False)),
        ("452 no room", ("smtp 452", False, False)),
        ("421 going down", ("smtp 421", False, False)),
        ("550 no such Ada", ("smtp 550", True, False)),
        ("554 not that", ("smtp 554", True, False)),
        ("530 who are you", ("smtp 530", False, True)),
        (CUT, ("smtp cut off", False, False)),
        (SLOW, ("smtp cut off", False, False)),
    ],
)
def test_smtp_reply_becomes_an_error_code(
    delivery: Delivery, smtp: MailServer, reply: str, expected: tuple[str, bool, bool]
) -> None:
    smtp.script = lambda: reply
    error = send(delivery)
    assert (error.code, error.permanent, error.is_ours) == expected
    assert str(error) == expected[0]


@pytest.mark.parametrize(
    ("reply", "is_permanent"), [("450 busy", False), ("550 unknown", True), ("553 bad name", True)]
)
def test_refused_recipient_is_temporary_or_permanent(
    delivery: Delivery, smtp: MailServer, reply: str, is_permanent: bool
) -> None:
    smtp.recipient_reply = reply
    error = send(delivery)
    assert (error.code, error.permanent, error.is_ours) == (f"smtp {reply[:3]}", is_permanent, False)


def test_refused_login_is_an_error_of_the_site(delivery: Delivery, settings: Settings) -> None:
    with MailServer().listening(password="right") as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "clinic", "wrong"
        error = send(delivery)
        assert (error.code, error.permanent, error.is_ours) == ("smtp 535", False, True)
        settings.EMAIL_HOST_PASSWORD = "right"
        sending.send_delivery(delivery)


def test_server_without_tls_gets_no_email(delivery: Delivery, smtp: MailServer) -> None:
    with override_settings(EMAIL_USE_TLS=True):
        assert send(delivery).is_ours
    assert smtp.letters == []


def test_unreachable_server_is_an_error_of_the_site(delivery: Delivery, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    error = send(delivery)
    assert (error.code, error.permanent, error.is_ours) == ("unreachable", False, True)


@pytest.mark.parametrize("greeting", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x00\xff garbage\r\n"])
def test_server_that_speaks_no_smtp_does_not_block_the_worker(
    delivery: Delivery, settings: Settings, greeting: bytes
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = *listener.getsockname(), 0.3
        has_ended = threading.Event()

        def answer() -> None:
            caller, _ = listener.accept()
            caller.sendall(greeting)
            has_ended.wait(5)
            caller.close()

        thread = threading.Thread(target=answer)
        thread.start()
        assert send(delivery).is_ours
        has_ended.set()
        thread.join()


# --- Many messages, few connections ----------------------------------------------------------------------------------


@pytest.fixture
def sessions(smtp: MailServer) -> list[object]:
    """The connections that the mail server saw, as messages came over them."""
    seen: list[object] = []
    smtp.saw_session = seen.append
    return seen


def test_messages_of_a_block_share_a_connection(delivery: Delivery, smtp: MailServer, sessions: list[object]) -> None:
    with transport.keeping_connection():
        for _ in range(transport.MESSAGES_A_CONNECTION + 1):
            sending.send_delivery(delivery)
    sending.send_delivery(delivery)
    numbers = [len(list(group)) for _session, group in groupby(sessions, key=id)]
    assert numbers == [transport.MESSAGES_A_CONNECTION, 1, 1]


@pytest.mark.parametrize("reply", [CUT, "451 try later", "421 going down"])
def test_connection_is_opened_anew_after_a_failure(
    delivery: Delivery, smtp: MailServer, sessions: list[object], reply: str
) -> None:
    replies = iter([ACCEPT, reply, ACCEPT])
    smtp.script = lambda: next(replies)
    with transport.keeping_connection():
        sending.send_delivery(delivery)
        send(delivery)
        sending.send_delivery(delivery)
    first, second, third = sessions
    assert first is second is not third


def test_connection_that_the_server_closed_meanwhile_is_opened_anew(delivery: Delivery, smtp: MailServer) -> None:
    with transport.keeping_connection():
        sending.send_delivery(delivery)
        smtp.close_sessions()
        sending.send_delivery(delivery)
    assert len(smtp.letters) == 2
