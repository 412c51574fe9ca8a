"""How a notice goes out: to staff that there is something to read, to the visitor that it arrived or that there is
something new.

It carries nothing of what was told. For the visitor's address the clinic's private key must open the answers, so a
process without it leaves those notices to others.
"""

import contextlib
import smtplib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import translation

from intake.delivery.emails import build_email
from intake.encryption import key_ring, submission_keys
from intake.encryption.primitives import SealError
from intake.enums import PATIENT_CHANNELS, Channel, Urgency
from intake.models import Delivery, Submission, WrappedKey

# RFC 5321: mailbox unavailable or unknown, mailbox name not allowed, transaction failed. The same letter fails again.
PERMANENT_SMTP_CODES = frozenset({550, 551, 553, 554})
# RFC 4954: authentication required, too weak, failed, or needs encryption. Our own account's fault, not the letter's.
LOGIN_SMTP_CODES = frozenset({530, 534, 535, 538})


class TransportError(Exception):
    """A notice did not go out, or nobody can know whether it did.

    `code` is a class and a number such as "smtp 451", never what a server wrote. `permanent`: this notice will be
    refused again. `is_ours`: the road is closed rather than the notice refused (no server, no login, a sender that may
    not send), so every other notice would fare alike.
    """

    def __init__(self, code: str, *, permanent: bool = False, is_ours: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.permanent = permanent
        self.is_ours = is_ours


def send_delivery(delivery: Delivery) -> None:
    """Send the notice of one delivery once.

    It makes no second try, writes no row and no log line: that is the outbox's. Raises TransportError.
    """
    connection = get_connection()
    message = EMAIL_BUILDERS[Channel(delivery.channel)](delivery)
    message.connection = connection
    try:
        open_connection(connection)
        send_email(message)
    finally:
        # The notice is on its way or it is not: how the server says goodbye changes nothing.
        with contextlib.suppress(smtplib.SMTPException, OSError):
            connection.close()


def build_staff_notification(delivery: Delivery) -> EmailMultiAlternatives:
    """The e-mail that tells staff that a submission came in."""
    return build_staff_email("staff-notice", delivery)


def build_staff_email(name: str, delivery: Delivery) -> EmailMultiAlternatives:
    submission = delivery.submission
    context = {
        "submission": submission,
        "url": f"{settings.WAGTAILADMIN_BASE_URL}{settings.ADMIN_PREFIX}intake/submissions/{submission.pk}/",
        "clinic": settings.WAGTAIL_SITE_NAME,
        "says_urgency": settings.STAFF_NOTICE_SUBJECT_SAYS_URGENCY,
    }
    return build_email(
        name,
        to=settings.STAFF_NOTICE_EMAIL,
        language=settings.LANGUAGE_CODE,
        context=context,
        headers={"Message-ID": build_message_id(delivery)},
    )


def build_change_notification(delivery: Delivery) -> EmailMultiAlternatives:
    """The e-mail that tells staff that a patient changed something, and not what."""
    return build_staff_email("staff-change", delivery)


def build_visitor_confirmation(delivery: Delivery) -> EmailMultiAlternatives:
    """The e-mail that tells a visitor that their answers arrived, and what happens next.

    Raises TransportError where their address cannot be had.
    """
    return build_visitor_email("visitor-notice", delivery)


def build_visitor_news(delivery: Delivery) -> EmailMultiAlternatives:
    """The e-mail that tells a visitor that there is something new on their own page, and not what.

    Raises TransportError where their address cannot be had.
    """
    return build_visitor_email("visitor-news", delivery)


def build_visitor_email(name: str, delivery: Delivery) -> EmailMultiAlternatives:
    submission = delivery.submission
    with translation.override(submission.language):
        own_page = settings.BASE_URL + reverse("intake:own")
    return build_email(
        name,
        to=require_email_address(submission),
        language=submission.language,
        context={
            "reference": submission.reference,
            "own_page": own_page,
            "reply_days": settings.REPLY_WORKING_DAYS,
            **build_advice_context(submission),
        },
        headers={"Message-ID": build_message_id(delivery)},
        is_to_patient=True,
    )


def build_advice_context(submission: Submission) -> dict[str, bool]:
    """Whether the pages told them what to do before anybody answers, and whether that must be done at once.

    What it was, no mail says.
    """
    try:
        advice = submission_keys.read_advice(submission, submission_keys.unwrap_data_key(submission))
    except (key_ring.KeyUnavailable, SealError, WrappedKey.DoesNotExist):
        return {"has_advice": False, "is_pressing": False}  # then there is no address either
    is_urgent = submission.urgency == Urgency.URGENT
    is_pressing = is_urgent or any(one.wants_contacts for one in advice)
    return {"has_advice": bool(advice) or is_urgent, "is_pressing": is_pressing}


def require_email_address(submission: Submission) -> str:
    """Where the visitor wants to be written to, as they last corrected it."""
    try:
        email_address = submission_keys.read_email_address(submission)
    except key_ring.KeyUnavailable as error:
        raise TransportError("no key") from error
    except (SealError, WrappedKey.DoesNotExist) as error:
        raise TransportError("does not open", permanent=True) from error
    if not email_address:
        raise TransportError("no address", permanent=True)
    return email_address


EMAIL_BUILDERS = {
    Channel.STAFF_EMAIL: build_staff_notification,
    Channel.STAFF_CHANGE: build_change_notification,
    Channel.VISITOR_EMAIL: build_visitor_confirmation,
    Channel.VISITOR_NEWS: build_visitor_news,
}


def list_usable_channels() -> list[Channel]:
    """The channels that this process can send by."""
    try:
        key_ring.load_clinic_private_key()
    except key_ring.KeyUnavailable:
        return [channel for channel in Channel if channel not in PATIENT_CHANNELS]
    return list(Channel)


def build_message_id(delivery: Delivery) -> str:
    """The same at every try, so that a mailbox that was sent a notice twice shows it as one."""
    url = settings.BASE_URL if delivery.channel in PATIENT_CHANNELS else settings.WAGTAILADMIN_BASE_URL
    return f"<delivery-{delivery.pk}@{urlsplit(url).hostname}>"


def open_connection(connection: BaseEmailBackend) -> None:
    """Reach the server and sign in. What fails here fails for every notice."""
    try:
        connection.open()
    except smtplib.SMTPResponseException as error:
        raise TransportError(f"smtp {error.smtp_code}", is_ours=True) from error
    except smtplib.SMTPException as error:
        raise TransportError("smtp no session", is_ours=True) from error
    except OSError as error:
        raise TransportError("unreachable", is_ours=True) from error


def send_email(message: EmailMultiAlternatives) -> None:
    """Hand the letter over."""
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
