"""Letters: e-mails of three templates each, emails/<name>-subject.txt, -body-text.txt and -body-html.html."""

from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _


def build_email(
    name: str,
    *,
    to: str,
    language: str,
    context: dict[str, Any],
    headers: dict[str, str] | None = None,
    is_to_patient: bool = False,
) -> EmailMultiAlternatives:
    """One letter in this language, ready to send. Nothing answers it: it says so to machines that would."""
    with translation.override(language):
        subject = render_to_string(f"emails/{name}-subject.txt", context)
        text = render_to_string(f"emails/{name}-body-text.txt", context)
        html = render_to_string(f"emails/{name}-body-html.html", context)
        sender = format_patient_sender() if is_to_patient else settings.DEFAULT_FROM_EMAIL
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=text,
        from_email=sender,
        to=[to],
        headers={"Auto-Submitted": "auto-generated"} | (headers or {}),
    )
    message.attach_alternative(html, "text/html")
    return message


def format_patient_sender() -> str:
    """The address with the name that a patient's mailbox shows beside it. Ours says nothing about health."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((settings.PATIENT_MAIL_NAME or name or _("The team behind your form"), address))
