"""How to reach a patient: names, telephone numbers and email addresses, as they were last corrected."""

import re
from dataclasses import dataclass, field
from urllib.parse import quote

from intake.answers.current_answers import CurrentAnswers
from intake.engine.questions import Kind, Question

# As in "+49 (0)30 1234": the zero is dialled only inside the country.
NATIONAL_PREFIX = re.compile(r"\(0\)")
MIN_DIALLED_DIGITS = 3


@dataclass(frozen=True)
class ContactDetail:
    """An answer to a contact question. `url` opens the telephone or the mail program, and is empty if neither can."""

    question: Question
    text: str = field(repr=False)
    url: str = field(repr=False)


def list_contact_details(current: CurrentAnswers) -> list[ContactDetail]:
    """Return the contact details that were given: names first, then telephone numbers, then email addresses."""
    order = (Kind.NAME, Kind.PHONE, Kind.EMAIL)
    given = [
        (question, str(current.answers[question.link_id]))
        for question in sorted(current.contact_questions, key=lambda question: order.index(question.kind))
        if current.answers.get(question.link_id)
    ]
    return [ContactDetail(question, text, build_contact_url(question.kind, text)) for question, text in given]


def build_contact_url(kind: Kind, text: str) -> str:
    if kind is Kind.PHONE:
        return build_tel_url(text)
    return f"mailto:{quote(text.strip(), safe='@')}" if kind is Kind.EMAIL else ""


def build_tel_url(number: str) -> str:
    """Return a `tel:` URL (RFC 3966) for a telephone number as somebody wrote it; empty if it has too few digits.

    Whatever follows a letter, such as an extension, is left to whoever calls to read and dial.
    """
    dialled = re.split(r"[^\W\d_]", number.strip(), maxsplit=1)[0]
    is_global = dialled.startswith("+")
    if is_global:
        dialled = NATIONAL_PREFIX.sub("", dialled)
    digits = "".join(str(int(character)) for character in dialled if character.isdecimal())
    return f"tel:{'+' * is_global}{digits}" if len(digits) >= MIN_DIALLED_DIGITS else ""
