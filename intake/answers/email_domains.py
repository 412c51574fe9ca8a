"""A suggestion for an email address that looks like a slip in the name of a large mail provider.

Nothing is refused: whoever really has an address at gmial.com keeps it.
"""

from difflib import get_close_matches
from typing import Any

from intake.engine.questions import Kind, Question

# Where most patients have their email, and real names that are one letter away from those.
EMAIL_PROVIDERS = (
    *("gmail.com", "googlemail.com", "yahoo.com", "yahoo.co.uk", "yahoo.de", "ymail.com", "rocketmail.com"),
    *("hotmail.com", "hotmail.co.uk", "hotmail.de", "outlook.com", "outlook.de", "live.com", "live.co.uk", "live.de"),
    *("msn.com", "icloud.com", "aol.com", "aol.de", "mail.com", "email.com", "fastmail.com", "proton.me"),
    *("protonmail.com", "btinternet.com", "sky.com", "talktalk.net", "virginmedia.com", "nhs.net", "web.de"),
    *("gmx.de", "gmx.net", "gmx.com", "gmx.at", "gmx.ch", "t-online.de", "freenet.de", "arcor.de", "posteo.de"),
    *("mailbox.org", "bluewin.ch", "a1.net"),
)
# How similar two names must be, from 0 to 1: two letters swapped in a name of nine are 0.89.
SIMILARITY_CUTOFF = 0.88


def suggest_email(email: str) -> str:
    """Return the email address that was probably meant; empty if the given one looks right."""
    local, _at, domain = email.rpartition("@")
    domain = domain.lower()
    if domain in EMAIL_PROVIDERS:
        return ""
    [similar] = get_close_matches(domain, EMAIL_PROVIDERS, n=1, cutoff=SIMILARITY_CUTOFF) or [""]
    return f"{local}@{similar}" if similar else ""


def suggest_correction(question: Question, answer: Any) -> str:
    """Return the email address that was probably meant by an answer; empty for any other kind of question."""
    return suggest_email(answer) if answer and question.kind is Kind.EMAIL else ""
