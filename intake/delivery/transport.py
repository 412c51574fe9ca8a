"""Hands an email to the mail server, and says in a code what went wrong.

Nothing is retried, stored or logged here: the outbox does that.
"""

import contextlib
import smtplib

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from intake.delivery.errors import TransportError

# RFC 5321: mailbox unavailable or unknown, mailbox name not allowed, transaction failed. The same email fails again.
PERMANENT_SMTP_CODES = frozenset({550, 551, 553, 554})
# RFC 4954: authentication required, too weak, failed, or needs encryption. The fault of our account, not of the email.
LOGIN_SMTP_CODES = frozenset({530, 534, 535, 538})


def send_email(message: EmailMultiAlternatives) -> None:
    """Send a message once, over a connection of its own. Raises TransportError."""
    connection = get_connection()
    message.connection = connection
    try:
        open_connection(connection)
        transmit_email(message)
    finally:
        # The message was accepted or it was not: how the server ends the session changes nothing.
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
