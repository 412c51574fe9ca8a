"""Reads the items of a FHIR R4 Questionnaire. What FHIR has no element for is in extensions, all named here."""

import re
from datetime import date
from typing import Any

from intake.engine.conditions import is_number, read_enable_when
from intake.engine.json_object import DefinitionError, Json, JsonObject
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

ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
EXCLUSIVE = "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive"
# The name of a question on a page that lists the answers.
SHORT_TEXT = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-shortText"
ITEM_CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
LOWEST = "http://hl7.org/fhir/StructureDefinition/minValue"
HIGHEST = "http://hl7.org/fhir/StructureDefinition/maxValue"
UNIT = "http://hl7.org/fhir/StructureDefinition/questionnaire-unit"
DECIMALS = "http://hl7.org/fhir/StructureDefinition/maxDecimalPlaces"
COUNTRY_VALUE_SET = "http://hl7.org/fhir/ValueSet/iso3166-1-2"

# How an item is shown: codes of http://hl7.org/fhir/questionnaire-item-control.
ITEM_CONTROL_SYSTEM = "http://hl7.org/fhir/questionnaire-item-control"
HELP_CONTROL, RADIO_CONTROL = "help", "radio-button"

# Our own extensions.
BASE = "https://fibro.example/fhir/"
TEXT_FORMAT = f"{BASE}text-format"  # of a string: valueCode name, email or phone
CONSENT = f"{BASE}consent"  # of a boolean: valueCode, the purpose in `consents`
REGION = f"{BASE}region"  # of an option: valueCoding, the group of options it belongs to
OPTION_HINT = f"{BASE}option-hint"  # of an option: valueString, shown below its text
SCORE_INPUT = f"{BASE}score-input"  # of an item: valueString, "<score>.<input>" that its answer feeds
END_LABEL = f"{BASE}end-label"  # of a rating, twice: valueString, what its lowest and its highest point mean
PARTIAL_DATE = f"{BASE}partial-date"  # of a date: valueBoolean, a year or a month will do
PAST_DATE = f"{BASE}past-date"  # of a date: valueBoolean, it cannot lie in the future
BODY_MAP = f"{BASE}body-map"  # of a choice: valueBoolean, its options are areas of the picture
SCOPE_FACT = f"{BASE}scope-fact"  # of an item: valueBoolean, a plain fact that may put somebody out of scope

KIND_BY_TYPE = {"text": Kind.LONG_TEXT, "display": Kind.INFORMATION, "decimal": Kind.NUMBER, "date": Kind.DATE}
TEXT_FORMATS = {"": Kind.SHORT_TEXT, "name": Kind.NAME, "email": Kind.EMAIL, "phone": Kind.PHONE}

LINK_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
STEP_LINK_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")  # it is part of a URL
CODE = re.compile(r"\S+( \S+)*")  # FHIR's code
URI = re.compile(r"\S+")  # FHIR's uri
STRING_LENGTH, TEXT_LENGTH, EMAIL_LENGTH, PHONE_LENGTH = 200, 10_000, 254, 40
MAX_DECIMALS = 6
LARGEST_NUMBER = 1_000_000_000
MAX_RATING_POINTS = 11  # radio buttons, one below the other
EARLIEST_DATE, LATEST_DATE = "1900-01-01", "2100-12-31"  # bounds of a date that names none
DEFAULT_LENGTHS = {Kind.LONG_TEXT: TEXT_LENGTH, Kind.EMAIL: EMAIL_LENGTH, Kind.PHONE: PHONE_LENGTH}


def make_default_url(slug: str) -> str:
    """Return the canonical URL of a questionnaire that names none itself."""
    return f"{BASE}Questionnaire/{slug}"


def read_steps(questionnaire: JsonObject, consents: dict[str, Consent]) -> tuple[Step, ...]:
    """Return the steps of a FHIR Questionnaire. `consents` are those beside it, by purpose. Raises DefinitionError."""
    places: dict[str, str] = {}  # path by linkId
    steps = tuple(read_step(item, consents, places) for item in questionnaire.objects("item"))
    if not steps:
        raise questionnaire.error("item", "has no step")
    return steps


def read_step(item: JsonObject, consents: dict[str, Consent], places: dict[str, str]) -> Step:
    if item.text("type") != "group":
        raise item.error("type", "a top-level item is a step: it must be a group")
    link_id = read_link_id(item, places, STEP_LINK_ID)
    questions = tuple(read_question(inner, consents, places) for inner in item.objects("item"))
    if not questions:
        raise item.error("item", "has no question")  # que-1
    return Step(link_id, item.text("text"), questions, read_enable_when(item), path=item.path)


def read_question(item: JsonObject, consents: dict[str, Consent], places: dict[str, str]) -> Question:
    link_id = read_link_id(item, places, LINK_ID)
    extensions = Extensions(item)
    kind = read_kind(item, extensions)
    choices = read_choices(item, kind)
    if kind is Kind.INFORMATION and "required" in item:
        raise item.error("required", "an information text cannot be required")  # que-6
    consent = None
    if kind is Kind.CONSENT:
        consent = consents.get(extensions.text(CONSENT, "valueCode"))
        if consent is None:
            raise item.error("extension", "names a consent that is not in `consents`")
    return Question(
        link_id=link_id,
        kind=kind,
        text=item.text("text"),
        condition=read_enable_when(item),
        hint=read_hint(item, places),
        short_text=extensions.text(SHORT_TEXT, "valueString"),
        required=item.flag("required"),
        max_length=read_max_length(item, kind),
        choices=choices,
        bounds=read_bounds(item, kind, extensions),
        unit=read_unit(extensions),
        decimals=read_decimals(item, kind, extensions),
        end_labels=read_end_labels(item, extensions),
        accepts_partial_date=extensions.flag(PARTIAL_DATE),
        is_past=extensions.flag(PAST_DATE),
        is_body_map=extensions.flag(BODY_MAP),
        codes=tuple(read_code(coding) for coding in item.objects("code")),
        score_inputs=extensions.texts(SCORE_INPUT, "valueString"),
        is_scope_fact=extensions.flag(SCOPE_FACT),
        consent=consent,
        path=item.path,
    )


def read_link_id(item: JsonObject, places: dict[str, str], pattern: re.Pattern[str]) -> str:
    """Return the linkId, and note its path in `places`. Raises DefinitionError if it is used before."""
    link_id = item.text("linkId")
    if not pattern.fullmatch(link_id):
        raise item.error("linkId", f"{link_id!r} does not match {pattern.pattern}")
    if link_id in places:
        raise item.error("linkId", f"{link_id!r} is used before, at {places[link_id]}")  # que-2
    places[link_id] = item.path
    return link_id


def read_kind(item: JsonObject, extensions: "Extensions") -> Kind:
    kind = item.text("type")
    if item.flag("repeats") and kind != "choice":
        raise item.error("repeats", "only a choice may repeat")
    if kind == "choice":
        return read_choice_kind(item)
    if kind == "string":
        return read_string_kind(item, extensions)
    if kind == "boolean":
        return Kind.CONSENT if CONSENT in extensions else Kind.YES_NO
    if kind == "integer":
        return Kind.RATING if has_control(item, RADIO_CONTROL) else Kind.WHOLE_NUMBER
    if kind in KIND_BY_TYPE:
        return KIND_BY_TYPE[kind]
    raise item.error("type", f"{kind!r} is not supported")


def read_choice_kind(item: JsonObject) -> Kind:
    if "answerValueSet" not in item:
        return Kind.MANY_OF if item.flag("repeats") else Kind.ONE_OF
    if item.flag("repeats") or item.text("answerValueSet") != COUNTRY_VALUE_SET:
        raise item.error("answerValueSet", f"only one of the countries ({COUNTRY_VALUE_SET}) is supported")
    return Kind.COUNTRY


def read_string_kind(item: JsonObject, extensions: "Extensions") -> Kind:
    text_format = extensions.text(TEXT_FORMAT, "valueCode")
    if text_format not in TEXT_FORMATS:
        raise item.error("extension", f"{text_format!r} is no text format")
    return TEXT_FORMATS[text_format]


def read_hint(item: JsonObject, places: dict[str, str]) -> str:
    """Return the text of the `display` items with the control `help` in it. It may hold no other items."""
    hints = []
    for inner in item.objects("item"):
        if inner.text("type") != "display" or not is_help(inner):
            raise DefinitionError(inner.path, "a question may hold only hints (display items of the control `help`)")
        read_link_id(inner, places, LINK_ID)
        hints.append(inner.text("text"))
    return " ".join(hints)


def is_help(item: JsonObject) -> bool:
    return has_control(item, HELP_CONTROL)


def build_item_control(code: str) -> Json:
    """Return the extension that asks for an item to be shown as `code` says."""
    return {"url": ITEM_CONTROL, "valueCodeableConcept": {"coding": [{"system": ITEM_CONTROL_SYSTEM, "code": code}]}}


def has_control(item: JsonObject, code: str) -> bool:
    controls = [node for node in item.objects("extension") if node.text("url") == ITEM_CONTROL]
    return any(
        coding.text("code") == code
        for node in controls
        for coding in node.object("valueCodeableConcept").objects("coding")
    )


def read_max_length(item: JsonObject, kind: Kind) -> int:
    if kind not in TEXT_KINDS:
        if "maxLength" in item:
            raise item.error("maxLength", "only text has a length")  # que-10
        return 0
    length = item.members.get("maxLength", DEFAULT_LENGTHS.get(kind, STRING_LENGTH))
    if not isinstance(length, int) or isinstance(length, bool) or not 1 <= length <= TEXT_LENGTH:
        raise item.error("maxLength", f"must be a whole number from 1 to {TEXT_LENGTH}")
    return length


def read_choices(item: JsonObject, kind: Kind) -> tuple[Choice, ...]:
    if kind not in CHOICE_KINDS:
        if "answerOption" in item:
            raise item.error("answerOption", "only a choice has options")  # que-5
        return ()
    choices: dict[str, Choice] = {}
    for option in item.objects("answerOption"):
        coding = option.object("valueCoding")
        choice = read_choice(option, coding)
        if choice.code in choices:
            raise coding.error("code", f"{choice.code!r} is offered twice")
        if choice.exclusive and kind is not Kind.MANY_OF:
            raise option.error("extension", "only one of many that repeat can exclude the rest")
        choices[choice.code] = choice
    if len(choices) < 2:
        raise item.error("answerOption", "needs at least two options")
    return tuple(choices.values())


def read_choice(option: JsonObject, coding: JsonObject) -> Choice:
    code = coding.text("code")
    if not CODE.fullmatch(code):
        raise coding.error("code", f"{code!r} is no FHIR code")
    extensions = Extensions(option, coding)
    region = None
    if REGION in extensions:
        group = extensions.node(REGION).object("valueCoding")
        region = Region(group.text("code"), group.text("display"))
    return Choice(
        code=code,
        text=coding.text("display"),
        hint=extensions.text(OPTION_HINT, "valueString"),
        ordinal=extensions.number(ORDINAL, "valueDecimal"),
        region=region,
        exclusive=extensions.flag(EXCLUSIVE),
    )


def read_bounds(item: JsonObject, kind: Kind, extensions: "Extensions") -> Bounds:
    """Return the lowest and the highest answer. Numbers and dates without bounds get those that any database holds."""
    lowest: Any
    highest: Any
    if kind is Kind.DATE:
        lowest = extensions.date(LOWEST) or EARLIEST_DATE
        highest = extensions.date(HIGHEST) or LATEST_DATE
    elif kind in NUMBER_KINDS:
        key = "valueDecimal" if kind is Kind.NUMBER else "valueInteger"
        lowest, highest = extensions.number(LOWEST, key), extensions.number(HIGHEST, key)
        lowest = -LARGEST_NUMBER if lowest is None else lowest
        highest = LARGEST_NUMBER if highest is None else highest
    elif LOWEST in extensions or HIGHEST in extensions:
        raise item.error("extension", "only a number or a date has bounds")
    else:
        return Bounds()
    if lowest > highest:
        raise item.error("extension", f"nothing lies between {lowest} and {highest}")
    if kind is Kind.RATING and not 2 <= highest - lowest + 1 <= MAX_RATING_POINTS:
        raise item.error("extension", f"a rating has from 2 to {MAX_RATING_POINTS} points")
    return Bounds(lowest, highest)


def read_unit(extensions: "Extensions") -> str:
    return extensions.node(UNIT).object("valueCoding").text("display") if UNIT in extensions else ""


def read_decimals(item: JsonObject, kind: Kind, extensions: "Extensions") -> int:
    decimals = extensions.number(DECIMALS, "valueInteger")
    if kind is not Kind.NUMBER:
        return 0
    if decimals is None:
        return MAX_DECIMALS
    if not isinstance(decimals, int) or not 0 <= decimals <= MAX_DECIMALS:
        raise item.error("extension", f"a number has from 0 to {MAX_DECIMALS} decimal places")
    return decimals


def read_end_labels(item: JsonObject, extensions: "Extensions") -> tuple[str, str]:
    labels = extensions.texts(END_LABEL, "valueString")
    if len(labels) not in {0, 2}:
        raise item.error("extension", "a rating has a label at each end, or none")
    return (labels[0], labels[1]) if labels else ("", "")


def read_code(coding: JsonObject) -> Code:
    return Code(coding.text("system"), coding.text("code"), coding.text("display", ""))


def read_consent(node: JsonObject) -> Consent:
    return Consent(
        purpose=node.text("purpose"),
        link_id=node.text("linkId"),
        required=node.flag("required"),
        wording=node.text("wording"),
        controller=node.text("controller"),
        data=node.text("data"),
        use=node.text("use"),
    )


class Extensions:
    """The extensions of one or more elements, by their URL. Extensions that nobody asks for are ignored."""

    def __init__(self, *elements: JsonObject) -> None:
        self._nodes: dict[str, list[JsonObject]] = {}
        for element in elements:
            for node in element.objects("extension"):
                self._nodes.setdefault(node.text("url"), []).append(node)

    def __contains__(self, url: str) -> bool:
        return url in self._nodes

    def node(self, url: str) -> JsonObject:
        return self._nodes[url][0]

    def text(self, url: str, key: str) -> str:
        return self.node(url).text(key) if url in self else ""

    def texts(self, url: str, key: str) -> tuple[str, ...]:
        return tuple(node.text(key) for node in self._nodes.get(url, []))

    def flag(self, url: str) -> bool:
        return url in self and self.node(url).flag("valueBoolean")

    def number(self, url: str, key: str) -> int | float | None:
        if url not in self:
            return None
        value = self.node(url).members.get(key)
        if not is_number(value) or (key == "valueInteger" and not isinstance(value, int)):
            raise self.node(url).error(key, "must be a number")
        return value

    def date(self, url: str) -> str:
        """Return a whole date in ISO 8601; empty if there is none."""
        value = self.text(url, "valueDate")
        try:
            return date.fromisoformat(value).isoformat() if value else ""
        except ValueError as error:
            raise self.node(url).error("valueDate", f"{value!r} is no date") from error
