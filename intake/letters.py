"""Letters: e-mails of three templates each, emails/<name>-subject.txt, -body-text.txt and -body-html.html."""

from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation


def letter(
    name: str, *, to: str, language: str, context: dict[str, Any], headers: dict[str, str] | None = None
) -> EmailMultiAlternatives:
    """One letter in this language, ready to send. Nothing answers it: it says so to machines that would."""
    with translation.override(language):
        subject = render_to_string(f"emails/{name}-subject.txt", context)
        text = render_to_string(f"emails/{name}-body-text.txt", context)
        html = render_to_string(f"emails/{name}-body-html.html", context)
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=text,
        to=[to],
        headers={"Auto-Submitted": "auto-generated"} | (headers or {}),
    )
    message.attach_alternative(html, "text/html")
    return message
