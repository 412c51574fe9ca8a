"""Answers as staff type them in conditions and test cases, to and from the values that the engine compares."""

import math

from intake.engine.conditions import Scalar
from intake.engine.questions import Kind

YES, NO = "yes", "no"
BOOLEAN_BY_WORD = {YES: True, NO: False}
CODE_SEPARATOR = ", "


def simplify_number(number: float) -> int | float:
    """Return 3 for 3.0: the two are equal, but their JSON is not the same bytes."""
    return int(number) if float(number).is_integer() else number


def parse_number(text: str) -> int | float | None:
    """Return the finite number that `text` is, or None."""
    try:
        number = float(text)
    except ValueError:
        return None
    return simplify_number(number) if math.isfinite(number) else None


def parse_answer(text: str, kind: Kind | None) -> Scalar | list[str]:
    """Return what `text` answers to a question of this kind; the text itself where it answers none.

    Checks of the definition refuse such a text later, and say where it stands.
    """
    text = text.strip()
    if kind in {Kind.YES_NO, Kind.CONSENT}:
        return BOOLEAN_BY_WORD.get(text.casefold(), text)
    if kind in {Kind.WHOLE_NUMBER, Kind.NUMBER, Kind.RATING}:
        number = parse_number(text)
        return text if number is None else number
    if kind is Kind.MANY_OF:
        return [code.strip() for code in text.split(CODE_SEPARATOR.strip()) if code.strip()]
    return text


def unparse_answer(answer: Scalar | list[str]) -> str:
    """Return the text that `parse_answer` reads as this answer."""
    if isinstance(answer, bool):
        return YES if answer else NO
    if isinstance(answer, list):
        return CODE_SEPARATOR.join(answer)
    return str(answer)
