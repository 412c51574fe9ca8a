"""The options of a question, each as a coding."""

from collections.abc import Iterable, Sequence
from typing import TypeGuard

from intake.blueprints import max_lengths
from intake.engine import fhir_extensions, questionnaire_items
from intake.engine.json_object import Json
from intake.fhir.conversion.converted_question import ConvertedQuestion, OptionIdentity
from intake.fhir.conversion.item_types import Coding, Option
from intake.fhir.conversion.numbers import is_storable_number
from intake.fhir.conversion.report import ItemRefused
from intake.fhir.conversion.text import is_text, to_single_line
from intake.fhir.item_tree import Node, list_objects
from intake.fhir.value_sets import UnlistableValueSet, ValueSets
from intake.fhir.vocabulary.extensions import get_extension_name

MIN_OPTIONS = 2
# What R4, R5 and STU3 call the value of an option, and what value sets and code systems do.
ORDINAL_NAMES = {"ordinalvalue", "itemweight", "valueset-ordinalvalue", "codesystem-ordinalvalue", "iso21090-co-value"}

FoundOption = tuple[str, Json]  # path of the option or of its value set, `answerOption`


def find_options(node: Node, value_sets: ValueSets) -> list[FoundOption] | None:
    """Return what a question offers; None if it takes any answer, or offers the countries.

    Raises ItemRefused for a choice without options, and for a value set that cannot be listed.
    """
    if options := node.objects("answerOption"):
        return options
    value_set = node.text("answerValueSet")
    if not value_set and node.type == "choice":
        raise ItemRefused(f"{node.path}.answerOption", "is missing: a choice question must have options")
    if not value_set or value_set == fhir_extensions.COUNTRY_VALUE_SET:
        return None
    path = f"{node.path}.answerValueSet"
    try:
        return [(path, option) for option in value_sets.options(value_set)]
    except UnlistableValueSet as error:
        raise ItemRefused(path, f"the options of {value_set!r:.100} {error}") from error


def add_options(question: ConvertedQuestion, node: Node, options: Sequence[FoundOption]) -> None:
    """Offer these options. Raises ItemRefused if one of them cannot be offered, or two cannot be told apart."""
    if len(options) < MIN_OPTIONS:
        raise ItemRefused(f"{node.path}.answerOption", "must have at least two options")
    offered: list[Option] = []
    codes: set[str] = set()
    for path, option in options:
        [(member, value)] = [(key, option[key]) for key in option if key.startswith("value")]
        coding = build_option_coding(question, path, member, value)
        if coding["code"] in codes:
            raise ItemRefused(path, f"{coding['code']!r:.60} is offered twice")
        codes.add(coding["code"])
        question.codings[get_option_identity(value)] = copy_code(coding)
        add_ordinal(question, path, (option, value), coding)
        made: Option = {"valueCoding": coding}
        if is_exclusive(question, node, path, option):
            made["extension"] = [{"url": fhir_extensions.EXCLUSIVE, "valueBoolean": True}]
        offered.append(made)
        for other in option:
            if other not in {member, "extension", "id"}:
                question.change(f"{path}.{other}", "left out")
    question.members["answerOption"] = offered


def get_option_identity(value: object) -> OptionIdentity:
    """Return what a condition finds an option by: a coding by its code or else its display, anything else by itself.

    The type is part of it, so that a coding is never found by plain text, nor `1` by `true`: words of one's own are not
    what was offered.
    """
    if isinstance(value, dict):
        return dict, value.get("code") or value.get("display")
    return type(value), value


def copy_code(coding: Coding) -> Coding:
    """Return the system and the code alone, as a condition names an option."""
    code: Coding = {"code": coding["code"]}
    return {"system": coding["system"], **code} if "system" in coding else code


def build_option_coding(question: ConvertedQuestion, path: str, member: str, value: object) -> Coding:
    """Return the coding of an option. A missing code is taken from the display, and a missing display from the code.

    Raises ItemRefused for a reference, for an option with neither, and for one that is too long.
    """
    if member == "valueReference":
        raise ItemRefused(path, "offers a reference, which has no text")
    if isinstance(value, dict):
        given = value
    else:
        question.change(path, f"`{member}` was changed to a coding")
        given = {"code": str(value), "display": str(value)}
    code = to_single_line(given.get("code") or given.get("display", ""))
    display = to_single_line(given.get("display") or given.get("code", ""))
    if not code or not display:
        raise ItemRefused(path, "has neither a code nor a text")
    if max(len(code), len(display)) > max_lengths.LINE_LENGTH:
        raise ItemRefused(path, f"is longer than {max_lengths.LINE_LENGTH} characters")
    if code != given.get("code") or not is_text(given.get("display")):
        question.change(
            path, "its code was used as its text" if is_text(given.get("code")) else "its text was used as its code"
        )
    system = given.get("system")
    if is_valid_system(system):
        return {"system": system, "code": code, "display": display}
    return {"code": code, "display": display}


def is_valid_system(system: object) -> TypeGuard[str]:
    return (
        isinstance(system, str)
        and bool(questionnaire_items.URI.fullmatch(system))
        and len(system) <= max_lengths.LINE_LENGTH
    )


def add_ordinal(question: ConvertedQuestion, path: str, bearers: Iterable[object], coding: Coding) -> None:
    """Add the value that a score adds up. `bearers` are the option and its coding: either may have it.

    Raises ItemRefused if they say two values.
    """
    for bearer in bearers:
        for _, extension in list_objects(bearer, "extension") if isinstance(bearer, dict) else ():
            if get_extension_name(extension) in ORDINAL_NAMES and is_storable_number(extension.get("valueDecimal")):
                ordinal = [{"url": fhir_extensions.ORDINAL, "valueDecimal": extension["valueDecimal"]}]
                if coding.setdefault("extension", ordinal) != ordinal:
                    raise ItemRefused(path, "has two values, but a score can use only one")
            elif extension.get("url") != fhir_extensions.EXCLUSIVE:
                question.change(path, f"left out: the extension {extension.get('url')!r:.120}")


def is_exclusive(question: ConvertedQuestion, node: Node, path: str, option: Json) -> bool:
    """Tell whether choosing an option excludes the others, which only a question with several answers can say."""
    flags = [
        extension.get("valueBoolean")
        for _, extension in list_objects(option, "extension")
        if extension.get("url") == fhir_extensions.EXCLUSIVE
    ]
    if not any(flag is True for flag in flags):
        return False
    if not node.members.get("repeats"):
        question.change(path, "left out: only an option of a question that repeats can exclude the others")
        return False
    return True
