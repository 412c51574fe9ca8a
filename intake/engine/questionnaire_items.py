"""Reads the items of a FHIR R4 Questionnaire."""

import re
from typing import Any

from intake.engine import fhir_extensions
from intake.engine.conditions import read_enable_when
from intake.engine.fhir_extensions import Extensions, has_control
from intake.engine.json_object import DefinitionError, JsonObject
from intake.engine.questions import (
    CHOICE_KINDS,
    NUMBER_KINDS,
    TEXT_KINDS,
    Bounds,
    Choice,
    Code,
    Consent,
    Kind,
    Question,
    Region,
    Step,
)

KIND_BY_TYPE = {"text": Kind.LONG_TEXT, "display": Kind.INFORMATION, "decimal": Kind.NUMBER, "date": Kind.DATE}
TEXT_FORMATS = {"": Kind.SHORT_TEXT, "name": Kind.NAME, "email": Kind.EMAIL, "phone": Kind.PHONE}

LINK_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
STEP_LINK_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")  # it is part of a URL
LINK_ID_RULES = {
    LINK_ID: "start with a letter or digit and use only letters (A to Z), digits, dots, hyphens and underscores",
    STEP_LINK_ID: "start with a letter or digit and use only small letters (a to z), digits and hyphens",
}
CODE = re.compile(r"\S+( \S+)*")  # FHIR's code
URI = re.compile(r"\S+")  # FHIR's uri
STRING_LENGTH, TEXT_LENGTH, EMAIL_LENGTH, PHONE_LENGTH = 200, 10_000, 254, 40
MAX_DECIMALS = 6
LARGEST_NUMBER = 1_000_000_000
MAX_RATING_POINTS = 11  # radio buttons, one below the other
EARLIEST_DATE, LATEST_DATE = "1900-01-01", "2100-12-31"  # bounds of a date that names none
DEFAULT_LENGTHS = {Kind.LONG_TEXT: TEXT_LENGTH, Kind.EMAIL: EMAIL_LENGTH, Kind.PHONE: PHONE_LENGTH}


def read_steps(questionnaire: JsonObject, consents: dict[str, Consent]) -> tuple[Step, ...]:
    """Return the steps of a FHIR Questionnaire. `consents` are those beside it, by purpose. Raises DefinitionError."""
    paths: dict[str, str] = {}  # path by linkId
    steps = tuple(read_step(item, consents, paths) for item in questionnaire.iter_objects("item"))
    if not steps:
        raise questionnaire.make_error("item", "must have at least one step")
    return steps


def read_step(item: JsonObject, consents: dict[str, Consent], paths: dict[str, str]) -> Step:
    if item.get_text("type") != "group":
        raise item.make_error("type", "must be a group, because each top-level item is a step")
    link_id = read_link_id(item, paths, STEP_LINK_ID)
    questions = tuple(read_question(inner, consents, paths) for inner in item.iter_objects("item"))
    if not questions:
        raise item.make_error("item", "must have at least one question")  # que-1
    return Step(link_id, item.get_text("text"), questions, read_enable_when(item), path=item.path)


def read_question(item: JsonObject, consents: dict[str, Consent], paths: dict[str, str]) -> Question:
    link_id = read_link_id(item, paths, LINK_ID)
    extensions = Extensions(item)
    kind = read_kind(item, extensions)
    choices = read_choices(item, kind)
    if kind is Kind.INFORMATION and "required" in item:
        raise item.make_error("required", "an information text cannot be required")  # que-6
    consent = None
    if kind is Kind.CONSENT:
        consent = consents.get(extensions.get_text(fhir_extensions.CONSENT, "valueCode"))
        if consent is None:
            raise item.make_error("extension", "refers to a consent that is not in `consents`")
    return Question(
        link_id=link_id,
        kind=kind,
        text=item.get_text("text"),
        condition=read_enable_when(item),
        hint=read_hint(item, paths),
        short_text=extensions.get_text(fhir_extensions.SHORT_TEXT, "valueString"),
        required=item.get_flag("required"),
        max_length=read_max_length(item, kind),
        choices=choices,
        bounds=read_bounds(item, kind, extensions),
        unit=read_unit(extensions),
        decimals=read_decimals(item, kind, extensions),
        end_labels=read_end_labels(item, extensions),
        accepts_partial_date=extensions.get_flag(fhir_extensions.PARTIAL_DATE),
        is_past=extensions.get_flag(fhir_extensions.PAST_DATE),
        is_body_map=extensions.get_flag(fhir_extensions.BODY_MAP),
        codes=tuple(read_code(coding) for coding in item.iter_objects("code")),
        score_inputs=extensions.get_texts(fhir_extensions.SCORE_INPUT, "valueString"),
        is_scope_fact=extensions.get_flag(fhir_extensions.SCOPE_FACT),
        consent=consent,
        path=item.path,
    )


def read_link_id(item: JsonObject, paths: dict[str, str], pattern: re.Pattern[str]) -> str:
    """Return the linkId, and note its path in `paths`. Raises DefinitionError if it is used before."""
    link_id = item.get_text("linkId")
    if not pattern.fullmatch(link_id):
        raise item.make_error("linkId", f"{link_id!r} is not valid: {LINK_ID_RULES[pattern]}, at most 64 in all")
    if link_id in paths:
        raise item.make_error("linkId", f"{link_id!r} is already used at {paths[link_id]}")  # que-2
    paths[link_id] = item.path
    return link_id


def read_kind(item: JsonObject, extensions: Extensions) -> Kind:
    kind = item.get_text("type")
    if item.get_flag("repeats") and kind != "choice":
        raise item.make_error("repeats", "only a choice question can repeat")
    if kind == "choice":
        return read_choice_kind(item)
    if kind == "string":
        return read_string_kind(item, extensions)
    if kind == "boolean":
        return Kind.CONSENT if fhir_extensions.CONSENT in extensions else Kind.YES_NO
    if kind == "integer":
        return Kind.RATING if has_control(item, fhir_extensions.RADIO_CONTROL) else Kind.WHOLE_NUMBER
    if kind in KIND_BY_TYPE:
        return KIND_BY_TYPE[kind]
    raise item.make_error("type", f"{kind!r} is not supported")


def read_choice_kind(item: JsonObject) -> Kind:
    if "answerValueSet" not in item:
        return Kind.MANY_OF if item.get_flag("repeats") else Kind.ONE_OF
    if item.get_flag("repeats") or item.get_text("answerValueSet") != fhir_extensions.COUNTRY_VALUE_SET:
        raise item.make_error(
            "answerValueSet", f"only the value set of countries ({fhir_extensions.COUNTRY_VALUE_SET}) is supported"
        )
    return Kind.COUNTRY


def read_string_kind(item: JsonObject, extensions: Extensions) -> Kind:
    text_format = extensions.get_text(fhir_extensions.TEXT_FORMAT, "valueCode")
    if text_format not in TEXT_FORMATS:
        raise item.make_error("extension", f"{text_format!r} is not a text format")
    return TEXT_FORMATS[text_format]


def read_hint(item: JsonObject, paths: dict[str, str]) -> str:
    """Return the text of the `display` items with the control `help` in it. It may hold no other items."""
    hints = []
    for inner in item.iter_objects("item"):
        if inner.get_text("type") != "display" or not is_help(inner):
            raise DefinitionError(
                inner.path, "a question can contain only hints (display items with the control `help`)"
            )
        read_link_id(inner, paths, LINK_ID)
        hints.append(inner.get_text("text"))
    return " ".join(hints)


def is_help(item: JsonObject) -> bool:
    return has_control(item, fhir_extensions.HELP_CONTROL)


def read_max_length(item: JsonObject, kind: Kind) -> int:
    if kind not in TEXT_KINDS:
        if "maxLength" in item:
            raise item.make_error("maxLength", "only a text question can have a maximum length")  # que-10
        return 0
    length = item.members.get("maxLength", DEFAULT_LENGTHS.get(kind, STRING_LENGTH))
    if not isinstance(length, int) or isinstance(length, bool) or not 1 <= length <= TEXT_LENGTH:
        raise item.make_error("maxLength", f"must be a whole number from 1 to {TEXT_LENGTH}")
    return length


def read_choices(item: JsonObject, kind: Kind) -> tuple[Choice, ...]:
    if kind not in CHOICE_KINDS:
        if "answerOption" in item:
            raise item.make_error("answerOption", "only a choice question can have options")  # que-5
        return ()
    choices: dict[str, Choice] = {}
    for option in item.iter_objects("answerOption"):
        coding = option.get_object("valueCoding")
        choice = read_choice(option, coding)
        if choice.code in choices:
            raise coding.make_error("code", f"{choice.code!r} is offered twice")
        if choice.exclusive and kind is not Kind.MANY_OF:
            raise option.make_error("extension", "only an option of a question that repeats can exclude the others")
        choices[choice.code] = choice
    if len(choices) < 2:
        raise item.make_error("answerOption", "must have at least two options")
    return tuple(choices.values())


def read_choice(option: JsonObject, coding: JsonObject) -> Choice:
    code = coding.get_text("code")
    if not CODE.fullmatch(code):
        raise coding.make_error("code", f"{code!r} is not a valid FHIR code")
    extensions = Extensions(option, coding)
    region = None
    if fhir_extensions.REGION in extensions:
        group = extensions.get_node(fhir_extensions.REGION).get_object("valueCoding")
        region = Region(group.get_text("code"), group.get_text("display"))
    return Choice(
        code=code,
        text=coding.get_text("display"),
        hint=extensions.get_text(fhir_extensions.OPTION_HINT, "valueString"),
        ordinal=extensions.get_number(fhir_extensions.ORDINAL, "valueDecimal"),
        region=region,
        exclusive=extensions.get_flag(fhir_extensions.EXCLUSIVE),
    )


def read_bounds(item: JsonObject, kind: Kind, extensions: Extensions) -> Bounds:
    """Return the lowest and the highest answer. Numbers and dates without bounds get those that any database holds."""
    lowest: Any
    highest: Any
    if kind is Kind.DATE:
        lowest = extensions.get_date(fhir_extensions.LOWEST) or EARLIEST_DATE
        highest = extensions.get_date(fhir_extensions.HIGHEST) or LATEST_DATE
    elif kind in NUMBER_KINDS:
        key = "valueDecimal" if kind is Kind.NUMBER else "valueInteger"
        lowest, highest = (
            extensions.get_number(fhir_extensions.LOWEST, key),
            extensions.get_number(fhir_extensions.HIGHEST, key),
        )
        lowest = -LARGEST_NUMBER if lowest is None else lowest
        highest = LARGEST_NUMBER if highest is None else highest
    elif fhir_extensions.LOWEST in extensions or fhir_extensions.HIGHEST in extensions:
        raise item.make_error("extension", "only a number or a date can have a lowest and a highest value")
    else:
        return Bounds()
    if lowest > highest:
        raise item.make_error("extension", f"the lowest value, {lowest}, is above the highest, {highest}")
    if kind is Kind.RATING and not 2 <= highest - lowest + 1 <= MAX_RATING_POINTS:
        raise item.make_error("extension", f"a rating must have from 2 to {MAX_RATING_POINTS} points")
    return Bounds(lowest, highest)


def read_unit(extensions: Extensions) -> str:
    if fhir_extensions.UNIT not in extensions:
        return ""
    return extensions.get_node(fhir_extensions.UNIT).get_object("valueCoding").get_text("display")


def read_decimals(item: JsonObject, kind: Kind, extensions: Extensions) -> int:
    decimals = extensions.get_number(fhir_extensions.DECIMALS, "valueInteger")
    if kind is not Kind.NUMBER:
        return 0
    if decimals is None:
        return MAX_DECIMALS
    if not isinstance(decimals, int) or not 0 <= decimals <= MAX_DECIMALS:
        raise item.make_error("extension", f"a number must have from 0 to {MAX_DECIMALS} decimal places")
    return decimals


def read_end_labels(item: JsonObject, extensions: Extensions) -> tuple[str, str]:
    labels = extensions.get_texts(fhir_extensions.END_LABEL, "valueString")
    if len(labels) not in {0, 2}:
        raise item.make_error("extension", "a rating must have a label at both ends or at neither")
    return (labels[0], labels[1]) if labels else ("", "")


def read_code(coding: JsonObject) -> Code:
    return Code(coding.get_text("system"), coding.get_text("code"), coding.get_text("display", ""))


def read_consent(node: JsonObject) -> Consent:
    return Consent(
        purpose=node.get_text("purpose"),
        link_id=node.get_text("linkId"),
        required=node.get_flag("required"),
        wording=node.get_text("wording"),
        controller=node.get_text("controller"),
        data=node.get_text("data"),
        use=node.get_text("use"),
    )
