"""Answers as staff write them in a condition or a test case, and as the engine knows them."""

import math
from typing import Any

from intake.engine.questions import Kind

YES, NO = "yes", "no"
BOOLEAN_BY_WORD = {YES: True, NO: False}
CODE_SEPARATOR = ", "


def simplify_number(number: float) -> int | float:
    """3 rather than 3.0: both are equal, but they are not the same bytes."""
    return int(number) if float(number).is_integer() else number


def parse_number(text: str) -> int | float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return simplify_number(number) if math.isfinite(number) else None


def parse_answer(text: str, kind: Kind | None) -> Any:
    """What `text` answers to a question of this kind; the text itself where it answers none, for checks to refuse."""
    text = text.strip()
    if kind in {Kind.YES_NO, Kind.CONSENT}:
        return BOOLEAN_BY_WORD.get(text.casefold(), text)
    if kind in {Kind.WHOLE_NUMBER, Kind.NUMBER, Kind.RATING}:
        number = parse_number(text)
        return text if number is None else number
    if kind is Kind.MANY_OF:
        return [code.strip() for code in text.split(CODE_SEPARATOR.strip()) if code.strip()]
    return text


def unparse_answer(answer: Any) -> str:
    """The inverse of `read`."""
    if isinstance(answer, bool):
        return YES if answer else NO
    if isinstance(answer, list):
        return CODE_SEPARATOR.join(answer)
    return str(answer)
