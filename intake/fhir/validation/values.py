"""The values that an option offers (`value[x]`) and a condition compares with (`answer[x]`)."""

from collections.abc import Callable

from intake.engine.conditions import is_number


def is_named(value: object) -> bool:
    """Tell whether a value is a coding or a reference whose members that are read are text."""
    members = ("system", "code", "display", "reference")
    return isinstance(value, dict) and all(isinstance(value.get(key, ""), str) for key in members)


def is_string(value: object) -> bool:
    return isinstance(value, str)


def is_integer(value: object) -> bool:
    return is_number(value) and isinstance(value, int)


# By the name of the member: whether the value is of the type that the name says.
ANSWER_TESTS: dict[str, Callable[[object], bool]] = {
    "answerBoolean": lambda value: isinstance(value, bool),
    "answerDecimal": is_number,
    "answerInteger": is_integer,
    **dict.fromkeys(("answerDate", "answerDateTime", "answerTime", "answerString"), is_string),
    **dict.fromkeys(("answerCoding", "answerReference"), is_named),
    "answerQuantity": lambda value: isinstance(value, dict),
}
OPTION_VALUE_TESTS: dict[str, Callable[[object], bool]] = {
    "valueCoding": is_named,
    "valueDate": is_string,
    "valueInteger": is_integer,
    "valueReference": is_named,
    "valueString": is_string,
    "valueTime": is_string,
}
