"""What each email says: one function an email.

An email called `name` has three templates: emails/<name>-subject.txt, -body-text.txt and -body-html.html. None of them
repeats anything that a visitor told us.
"""

from collections.abc import Mapping
from datetime import date, datetime
from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from intake import service_levels
from intake.delivery import receivers, return_addresses
from intake.delivery.errors import TransportError
from intake.encryption import key_ring, submission_keys
from intake.encryption.primitives import SealError
from intake.engine.advice import wants_contacts
from intake.enums import PATIENT_CHANNELS, Urgency
from intake.models import Delivery, Submission, WrappedKey

# Below the admin's prefix. By hand, because a public process mounts no admin that it could reverse.
SUBMISSIONS_ROUTE = "intake/submissions"


def build_staff_notification(delivery: Delivery) -> EmailMultiAlternatives:
    """Return the email that tells staff that a submission came in."""
    return build_staff_email("staff-notice", delivery)


def build_change_notification(delivery: Delivery) -> EmailMultiAlternatives:
    """Return the email that tells staff that a patient changed something, and not what."""
    return build_staff_email("staff-change", delivery)


def build_urgent_notification(delivery: Delivery) -> EmailMultiAlternatives:
    """Return the email that asks one person to open an urgent submission now."""
    return build_staff_email("staff-urgent", delivery)


def build_digest(waiting: Mapping[str, object], day: date) -> EmailMultiAlternatives:
    """Return the daily email that tells staff what still waits."""
    url = f"{settings.WAGTAILADMIN_BASE_URL}{settings.ADMIN_PREFIX}{SUBMISSIONS_ROUTE}/"
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname
    return build_email(
        "staff-digest",
        to=settings.STAFF_NOTICE_EMAIL,
        language=settings.LANGUAGE_CODE,
        context={**waiting, "day": day, "url": url, "clinic": settings.WAGTAIL_SITE_NAME},
        headers={"Message-ID": f"<digest-{day.isoformat()}@{host}>"},
    )


def build_visitor_confirmation(delivery: Delivery) -> EmailMultiAlternatives:
    """Return the email that tells a visitor that their answers arrived, and what happens next.

    Raises TransportError if their email address cannot be read.
    """
    return build_visitor_email("visitor-notice", delivery)


def build_visitor_news(delivery: Delivery) -> EmailMultiAlternatives:
    """Return the email that tells a visitor that there is something new on their own page, and not what.

    Raises TransportError if their email address cannot be read.
    """
    return build_visitor_email("visitor-news", delivery)


def build_code_notice(delivery: Delivery) -> EmailMultiAlternatives:
    """Return the email that tells a visitor that staff made a new code, which it does not hold.

    Raises TransportError if their email address cannot be read.
    """
    return build_visitor_email("visitor-code", delivery)


def build_return_link_email(
    to: str, *, link: str, code: str, expires_at: datetime, language: str
) -> EmailMultiAlternatives:
    """Return the email that brings a visitor back to their draft.

    It holds the code, so it is sent at once and never through the outbox.
    """
    context = {"link": link, "code": code, "expires_at": expires_at}
    return build_email("come-back", to=to, language=language, context=context, is_to_patient=True)


def build_staff_email(name: str, delivery: Delivery) -> EmailMultiAlternatives:
    submission = delivery.submission
    context = {
        "submission": submission,
        "url": build_submission_url(submission),
        "clinic": settings.WAGTAIL_SITE_NAME,
        "says_urgent": settings.STAFF_NOTICE_SUBJECT_SAYS_URGENCY and submission.urgency == Urgency.URGENT,
        # Who is told in turn has an account; the clinic's mailbox has none.
        "minutes": settings.URGENT_OPEN_MINUTES if delivery.account_id else None,
    }
    return build_email(
        name,
        to=receivers.find_staff_address(delivery),
        language=settings.LANGUAGE_CODE,
        context=context,
        headers={"Message-ID": build_message_id(delivery)},
    )


def build_submission_url(submission: Submission) -> str:
    """Return the URL at which staff read a submission."""
    return f"{settings.WAGTAILADMIN_BASE_URL}{settings.ADMIN_PREFIX}{SUBMISSIONS_ROUTE}/{submission.pk}/"


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
            "reply_days": service_levels.find_working_days(submission),
            **build_advice_context(submission),
        },
        headers={"Message-ID": build_message_id(delivery)},
        is_to_patient=True,
        return_address=build_return_address(delivery),
    )


def build_advice_context(submission: Submission) -> dict[str, bool]:
    """Return whether the pages gave the visitor advice to follow before anybody answers, and whether it is urgent.

    No email says what the advice was.
    """
    try:
        advice = submission_keys.read_advice(submission, submission_keys.unwrap_data_key(submission))
    except (key_ring.KeyUnavailable, SealError, WrappedKey.DoesNotExist):
        return {"has_advice": False, "is_pressing": False}  # then there is no email address either
    is_urgent = submission.urgency == Urgency.URGENT
    is_pressing = is_urgent or wants_contacts(advice)
    return {"has_advice": bool(advice) or is_urgent, "is_pressing": is_pressing}


def require_email_address(submission: Submission) -> str:
    """Return the visitor's email address, as they last corrected it. Raises TransportError if it cannot be read."""
    try:
        email_address = submission_keys.read_email_address(submission)
    except key_ring.KeyUnavailable as error:
        raise TransportError("no key") from error
    except (SealError, WrappedKey.DoesNotExist) as error:
        raise TransportError("does not open", permanent=True) from error
    if not email_address:
        raise TransportError("no address", permanent=True)
    return email_address


def build_return_address(delivery: Delivery) -> str:
    """Return where an email to a patient is returned to. Raises TransportError without the staff key."""
    try:
        return return_addresses.build_return_address(delivery.pk)
    except key_ring.KeyUnavailable as error:
        raise TransportError("no key") from error


def build_message_id(delivery: Delivery) -> str:
    """Return a Message-ID that is the same at every attempt, so that a mailbox shows an email sent twice as one."""
    url = settings.BASE_URL if delivery.channel in PATIENT_CHANNELS else settings.WAGTAILADMIN_BASE_URL
    return f"<delivery-{delivery.pk}@{urlsplit(url).hostname}>"


def build_email(
    name: str,
    *,
    to: str,
    language: str,
    context: Mapping[str, object],
    headers: Mapping[str, str] | None = None,
    is_to_patient: bool = False,
    return_address: str = "",
) -> EmailMultiAlternatives:
    """Render the email `name` in a language, ready to send.

    A mail server that cannot deliver it returns it to `return_address`, which the reader does not see.
    Its Auto-Submitted header (RFC 3834) asks out-of-office programs not to answer it.
    """
    with translation.override(language):
        subject = render_to_string(f"emails/{name}-subject.txt", context)
        text = render_to_string(f"emails/{name}-body-text.txt", context)
        html = render_to_string(f"emails/{name}-body-html.html", context)
        sender = format_patient_sender() if is_to_patient else settings.DEFAULT_FROM_EMAIL
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=text,
        # Django takes the address of the envelope from here, and the one that is shown from a header that is there.
        from_email=return_address or sender,
        to=[to],
        headers={"Auto-Submitted": "auto-generated", "From": sender, **(headers or {})},
    )
    message.attach_alternative(html, "text/html")
    return message


def format_patient_sender() -> str:
    """Return the sender's address with the name that a patient's mailbox shows. The name says nothing about health."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((settings.PATIENT_MAIL_NAME or name or _("The team handling your form"), address))
