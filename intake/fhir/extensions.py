"""What an extension says, and whether what has it can be asked here."""

from collections.abc import Callable

from intake.engine.json_object import Json
from intake.fhir.vocabulary.extensions import explain_refusal, get_extension_name


def get_extension_value(extension: Json) -> object:
    """Return the value of an extension; None if it has several, or none, or a value with extensions of its own."""
    keys = [key for key in extension if key.lstrip("_").startswith("value")]
    return extension[keys[0]] if len(keys) == 1 and not keys[0].startswith("_") else None


def is_whole_number(value: object, *numbers: int) -> bool:
    """Tell whether a value is one of these numbers, and neither `true` nor a decimal that equals one."""
    return isinstance(value, int) and not isinstance(value, bool) and value in numbers


# Extensions that ask for what this site does anyway, wherever they stand: by name, with the values that do.
REDUNDANT_EXTENSIONS: dict[str, Callable[[object], bool]] = {
    "hidden": lambda value: value is False,
    "usagemode": lambda value: value in ("capture", "capture-display"),
    "performertype": lambda value: value == "Patient",
    "assemble-expectation": lambda value: value == "independent-questionnaire",
    "minoccurs": lambda value: is_whole_number(value, 0),
    "minlength": lambda value: is_whole_number(value, 0, 1),
    "optionexclusive": lambda value: value is False,
    "extension-questionnaire.item.disableddisplay": lambda value: value == "hidden",
    "extension-questionnaire.item.answerconstraint": lambda value: value == "optionsOnly",
}


def explain_extension_exclusion(extension: Json) -> str:
    """Return why what has this extension cannot be asked; empty if the extension does not stand in the way."""
    return "" if is_redundant_extension(extension) else explain_refusal(extension)


def is_redundant_extension(extension: Json) -> bool:
    """Tell whether an extension asks for what this site does anyway."""
    test = REDUNDANT_EXTENSIONS.get(get_extension_name(extension))
    value = get_extension_value(extension)
    return test is not None and not isinstance(value, dict | list) and test(value)
