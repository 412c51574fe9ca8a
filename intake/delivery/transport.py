"""Hands an email to the mail server, and says in a code what went wrong.

Nothing is retried, stored or logged here: the outbox does that.
"""

import contextlib
import smtplib
import threading
from collections.abc import Iterator

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from intake.delivery.errors import TransportError

# RFC 5321: mailbox unavailable or unknown, mailbox name not allowed, transaction failed. The same email fails again.
PERMANENT_SMTP_CODES = frozenset({550, 551, 553, 554})
# RFC 4954: authentication required, too weak, failed, or needs encryption. The fault of our account, not of the email.
LOGIN_SMTP_CODES = frozenset({530, 534, 535, 538})
NOOP_CODE = 250
# Some servers end a session after so many, and refuse the next message for that.
MESSAGES_A_CONNECTION = 20


class KeptConnection(threading.local):
    """The connection that this thread may send another message over, while it sends many."""

    is_wanted = False
    connection: EmailBackend | None = None
    messages = 0

    def take(self) -> EmailBackend | None:
        """Return the connection if the server still answers on it: the next message needs neither TLS nor login."""
        connection, self.connection = self.connection, None
        if connection is None or connection.connection is None:
            return None
        with contextlib.suppress(smtplib.SMTPException, OSError):
            if self.messages < MESSAGES_A_CONNECTION and connection.connection.noop()[0] == NOOP_CODE:
                return connection
        close_connection(connection)
        return None

    def keep(self, connection: BaseEmailBackend) -> bool:
        """Keep a connection over which a message went well, if it is one that can be used again."""
        if self.is_wanted and isinstance(connection, EmailBackend) and connection.connection is not None:
            self.connection = connection
            self.messages += 1
        return self.connection is connection


KEPT = KeptConnection()


@contextlib.contextmanager
def keeping_connection() -> Iterator[None]:
    """Send all messages of the block over as few connections as the server allows."""
    KEPT.is_wanted = True
    try:
        yield
    finally:
        KEPT.is_wanted = False
        if KEPT.connection is not None:
            close_connection(KEPT.connection)
            KEPT.connection = None


def send_email(message: EmailMultiAlternatives) -> None:
    """Send a message once. Raises TransportError."""
    connection: BaseEmailBackend | None = KEPT.take()
    is_kept = False
    if connection is None:
        connection, KEPT.messages = get_connection(), 0
    message.connection = connection
    try:
        open_connection(connection)
        transmit_email(message)
        is_kept = KEPT.keep(connection)
    finally:
        if not is_kept:
            close_connection(connection)


def close_connection(connection: BaseEmailBackend) -> None:
    """End a session. Each message was accepted or it was not: how the server ends the session changes nothing."""
    with contextlib.suppress(smtplib.SMTPException, OSError):
        connection.close()


def open_connection(connection: BaseEmailBackend) -> None:
    """Connect and sign in. What fails here would fail for every email."""
    try:
        connection.open()
    except smtplib.SMTPResponseException as error:
        raise TransportError(f"smtp {error.smtp_code}", is_ours=True) from error
    except smtplib.SMTPException as error:
        raise TransportError("smtp no session", is_ours=True) from error
    except OSError as error:
        raise TransportError("unreachable", is_ours=True) from error


def transmit_email(message: EmailMultiAlternatives) -> None:
    """Send a message over its open connection."""
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise build_smtp_error(max(code for code, _text in error.recipients.values())) from error
    except smtplib.SMTPSenderRefused as error:
        raise TransportError(f"smtp {error.smtp_code}", is_ours=error.smtp_code >= 500) from error
    except smtplib.SMTPResponseException as error:
        raise build_smtp_error(error.smtp_code) from error
    except smtplib.SMTPException as error:
        raise TransportError("smtp cut off") from error
    except OSError as error:
        raise TransportError("not written" if isinstance(error, PermissionError) else "connection lost") from error


def build_smtp_error(code: int) -> TransportError:
    return TransportError(f"smtp {code}", permanent=code in PERMANENT_SMTP_CODES, is_ours=code in LOGIN_SMTP_CODES)
