"""Reads the items of a FHIR R4 Questionnaire. What FHIR has no word for is said by extensions, all named here."""

import re

from intake.conditions import from_enable_when
from intake.json_object import DefinitionError, JsonObject
from intake.questions import CHOICE_KINDS, TEXT_KINDS, Choice, Consent, Kind, Question, Region, Step

ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
EXCLUSIVE = "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive"
# What a question is called on a page that lists the answers.
SHORT_TEXT = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-shortText"
ITEM_CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"

# Ours.
BASE = "https://fibro.example/fhir/"
TEXT_FORMAT = f"{BASE}text-format"  # of a string: valueCode name, email or phone
CONSENT = f"{BASE}consent"  # of a boolean: valueCode, the purpose in `consents`
REGION = f"{BASE}region"  # of an option: valueCoding, the group of options it belongs to
OPTION_HINT = f"{BASE}option-hint"  # of an option: valueString, shown below its text
SCORE_INPUT = f"{BASE}score-input"  # of an item: valueString, "<score>.<input>" that its answer feeds
SCOPE_FACT = f"{BASE}scope-fact"  # of an item: valueBoolean, a plain fact that may put somebody out of scope

LINK_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
STEP_LINK_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")  # stands in an address
CODE = re.compile(r"\S+( \S+)*")  # FHIR's code
STRING_LENGTH, TEXT_LENGTH, EMAIL_LENGTH, PHONE_LENGTH = 200, 4000, 254, 40
LENGTHS = {Kind.LONG_TEXT: TEXT_LENGTH, Kind.EMAIL: EMAIL_LENGTH, Kind.PHONE: PHONE_LENGTH}


def read_steps(questionnaire: JsonObject, consents: dict[str, Consent]) -> tuple[Step, ...]:
    places: dict[str, str] = {}  # linkId -> where it stands
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
    return Step(link_id, item.text("text"), questions, from_enable_when(item), path=item.path)


def read_question(item: JsonObject, consents: dict[str, Consent], places: dict[str, str]) -> Question:
    link_id = read_link_id(item, places, LINK_ID)
    extensions = Extensions(item)
    kind = kind_of(item, extensions)
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
        condition=from_enable_when(item),
        hint=read_hint(item, places),
        short_text=extensions.text(SHORT_TEXT, "valueString"),
        required=item.flag("required"),
        max_length=read_max_length(item, kind),
        choices=choices,
        score_inputs=extensions.texts(SCORE_INPUT, "valueString"),
        is_scope_fact=extensions.flag(SCOPE_FACT),
        consent=consent,
        path=item.path,
    )


def read_link_id(item: JsonObject, places: dict[str, str], pattern: re.Pattern[str]) -> str:
    link_id = item.text("linkId")
    if not pattern.fullmatch(link_id):
        raise item.error("linkId", f"{link_id!r} does not match {pattern.pattern}")
    if link_id in places:
        raise item.error("linkId", f"{link_id!r} is used before, at {places[link_id]}")  # que-2
    places[link_id] = item.path
    return link_id


def kind_of(item: JsonObject, extensions: "Extensions") -> Kind:
    kind = item.text("type")
    repeats = item.flag("repeats")
    if repeats and kind != "choice":
        raise item.error("repeats", "only a choice may repeat")
    if kind == "choice":
        return Kind.MANY_OF if repeats else Kind.ONE_OF
    if kind == "boolean":
        return Kind.CONSENT if CONSENT in extensions else Kind.YES_NO
    if kind == "string":
        text_format = extensions.text(TEXT_FORMAT, "valueCode")
        formats = {"": Kind.SHORT_TEXT, "name": Kind.NAME, "email": Kind.EMAIL, "phone": Kind.PHONE}
        if text_format not in formats:
            raise item.error("extension", f"{text_format!r} is no text format")
        return formats[text_format]
    if kind == "text":
        return Kind.LONG_TEXT
    if kind == "display":
        return Kind.INFORMATION
    raise item.error("type", f"{kind!r} is not supported")


def read_hint(item: JsonObject, places: dict[str, str]) -> str:
    """The text of the `display` items of the control `help` in it; it may hold no other item."""
    hints = []
    for inner in item.objects("item"):
        if inner.text("type") != "display" or not is_help(inner):
            raise DefinitionError(inner.path, "a question may hold only hints (display items of the control `help`)")
        read_link_id(inner, places, LINK_ID)
        hints.append(inner.text("text"))
    return " ".join(hints)


def is_help(item: JsonObject) -> bool:
    controls = [node for node in item.objects("extension") if node.text("url") == ITEM_CONTROL]
    return any(
        coding.text("code") == "help"
        for node in controls
        for coding in node.object("valueCodeableConcept").objects("coding")
    )


def read_max_length(item: JsonObject, kind: Kind) -> int:
    if kind not in TEXT_KINDS:
        if "maxLength" in item:
            raise item.error("maxLength", "only text has a length")  # que-10
        return 0
    length = item.members.get("maxLength", LENGTHS.get(kind, STRING_LENGTH))
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
    """The extensions of one or more elements, by their address. Those of others are left alone."""

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
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            raise self.node(url).error(key, "must be a number")
        return value
