"""Answers as staff write them in a condition or a test case, and as the engine knows them."""

import math
from typing import Any

from intake.engine.questions import Kind

YES, NO = "yes", "no"
TRUTHS = {YES: True, NO: False}
MANY = ", "


def plain(number: float) -> int | float:
    """3 rather than 3.0: both are equal, but they are not the same bytes."""
    return int(number) if float(number).is_integer() else number


def read_number(text: str) -> int | float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return plain(number) if math.isfinite(number) else None


def read(text: str, kind: Kind | None) -> Any:
    """What `text` answers to a question of this kind; the text itself where it answers none, for checks to refuse."""
    text = text.strip()
    if kind in {Kind.YES_NO, Kind.CONSENT}:
        return TRUTHS.get(text.casefold(), text)
    if kind in {Kind.WHOLE_NUMBER, Kind.NUMBER, Kind.RATING}:
        number = read_number(text)
        return text if number is None else number
    if kind is Kind.MANY_OF:
        return [code.strip() for code in text.split(MANY.strip()) if code.strip()]
    return text


def write(answer: Any) -> str:
    """The inverse of `read`."""
    if isinstance(answer, bool):
        return YES if answer else NO
    if isinstance(answer, list):
        return MANY.join(answer)
    return str(answer)
