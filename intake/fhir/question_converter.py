"""One question of another program as one of ours: its type, what it offers, its bounds. Knows nothing of its place."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeGuard

from intake.blueprints import max_lengths
from intake.engine import questionnaire_items
from intake.engine.conditions import is_number
from intake.engine.json_object import Json
from intake.fhir.exclusions import get_extension_value, is_redundant_extension, is_whole_number
from intake.fhir.item_tree import Node, list_objects
from intake.fhir.value_sets import UnlistableValueSet, ValueSets
from intake.fhir.vocabulary import ELEMENTS, QUESTION_LEVEL, Handling, explain_refusal, get_extension_name

MIN_OPTIONS = 2
# What R4, R5 and STU3 call it, and what it is called in value sets and code systems.
ORDINAL_NAMES = {"ordinalvalue", "itemweight", "valueset-ordinalvalue", "codesystem-ordinalvalue", "iso21090-co-value"}
UNIT_OPTION = "http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption"
RATING_CONTROLS = {questionnaire_items.RADIO_CONTROL, "slider"}
HELP_CONTROLS = {questionnaire_items.HELP_CONTROL, "flyover"}

# R4's type -> ours, and what is lost on the way.
SAME_TYPES = ("boolean", "decimal", "integer", "date", "string", "text", "choice")
NEAR_TYPES = {
    "dateTime": ("date", "only the day is asked, not the time"),
    "time": ("string", "the time is asked as text"),
    "url": ("string", "the address is asked as text"),
    "quantity": ("decimal", "the number is asked, in one unit"),
    "open-choice": ("choice", "only what is offered can be chosen, no words of one's own"),
}
WHITESPACE = re.compile(r"\s+")


class QuestionRefused(ValueError):
    """Cannot be asked as it was meant: where, and why."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


@dataclass
class ConvertedQuestion:
    """A question that can be asked: members of a FHIR R4 item, and what was changed, as (path, reason)."""

    type: str
    members: Json = field(default_factory=dict)
    extensions: list[Json] = field(default_factory=list)
    changes: list[tuple[str, str]] = field(default_factory=list)
    codings: dict[Any, Json] = field(default_factory=dict)  # what was offered -> the coding that is offered now

    def item(self) -> Json:
        return ({"extension": self.extensions} if self.extensions else {}) | self.members | {"type": self.type}


def convert_question(node: Node, value_sets: ValueSets) -> ConvertedQuestion:
    """Raises Refused for what nobody can be asked here."""
    refuse_unsupported_type(node)
    options = find_options(node, value_sets)
    result = ConvertedQuestion(choose_type(node, options))
    if result.type != node.type:
        reason = f"`{node.type}` becomes `{result.type}`: {explain_type_change(node, result, options)}"
        result.changes.append((f"{node.path}.type", reason))
    if options is not None:
        add_options(result, node, options)
    elif result.type == "choice":
        result.members["answerValueSet"] = questionnaire_items.COUNTRY_VALUE_SET
    add_flags(result, node)
    add_codes(result, node)
    QuestionExtensions(result, node).add()
    note_left_out_members(result, node)
    return result


def refuse_unsupported_type(node: Node) -> None:
    if node.type not in SAME_TYPES and node.type not in NEAR_TYPES:
        raise QuestionRefused(f"{node.path}.type", f"`{node.type}` cannot be asked here")


def find_options(node: Node, value_sets: ValueSets) -> list[tuple[str, Json]] | None:
    """The options with their paths; None where any answer will do, or where they are the countries."""
    if options := node.objects("answerOption"):
        return options
    value_set = node.text("answerValueSet")
    if not value_set or value_set == questionnaire_items.COUNTRY_VALUE_SET:
        if not value_set and node.type == "choice":
            raise QuestionRefused(f"{node.path}.answerOption", "is missing: a choice must offer something")
        return None
    path = f"{node.path}.answerValueSet"
    try:
        return [(path, option) for option in value_sets.options(value_set)]
    except UnlistableValueSet as error:
        raise QuestionRefused(path, f"the options of {value_set!r:.100} {error}") from error


def choose_type(node: Node, options: list[Any] | None) -> str:
    if options is not None:
        return "choice"
    if node.type == "open-choice":
        return "choice" if node.text("answerValueSet") else "string"
    return NEAR_TYPES[node.type][0] if node.type in NEAR_TYPES else node.type


def explain_type_change(node: Node, result: ConvertedQuestion, options: list[Any] | None) -> str:
    if node.type == "open-choice" and result.type == "string":
        return "it offers nothing, so it is answered in words"
    if options is not None and node.type != "open-choice":
        return "its answers are offered as options"
    return NEAR_TYPES[node.type][1]


def add_flags(result: ConvertedQuestion, node: Node) -> None:
    if node.members.get("repeats"):
        if result.type == "choice" and "answerOption" in result.members:
            result.members["repeats"] = True
        else:
            raise QuestionRefused(f"{node.path}.repeats", "can be answered several times, and is asked once here")
    length = node.members.get("maxLength")
    if length is None:
        return
    path = f"{node.path}.maxLength"
    if result.type not in {"string", "text"} or length < 1:
        result.changes.append((path, "left out: only text has a length here"))
    else:
        result.members["maxLength"] = min(length, questionnaire_items.TEXT_LENGTH)
        if length > questionnaire_items.TEXT_LENGTH:
            result.changes.append((path, f"is {questionnaire_items.TEXT_LENGTH}, the longest there is"))


def add_codes(result: ConvertedQuestion, node: Node) -> None:
    codes = []
    for path, coding in node.objects("code"):
        members = {key: coding[key] for key in ("system", "code") if is_text(coding.get(key))}
        if is_text(coding.get("display")):
            members["display"] = to_single_line(coding["display"])
        if "system" not in members or "code" not in members:
            result.changes.append((path, "left out: a code needs its system"))
        elif not is_valid_code(members):
            result.changes.append((path, "left out: FHIR knows no such code"))
        else:
            codes.append(members)
    if codes:
        result.members["code"] = codes


def is_valid_code(coding: Json) -> bool:
    return bool(
        questionnaire_items.CODE.fullmatch(coding["code"]) and questionnaire_items.URI.fullmatch(coding["system"])
    ) and (len(coding["code"]) <= max_lengths.CODE_LENGTH and len(coding.get("display", "")) <= max_lengths.LINE_LENGTH)


def is_storable_number(value: Any) -> bool:
    """Whether it is a number of a size that every database holds."""
    return is_number(value) and abs(value) <= questionnaire_items.LARGEST_NUMBER


def is_text(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value.strip())


def to_single_line(text: str) -> str:
    """As it stands in a field of one line, which keeps no break and no space around it."""
    return WHITESPACE.sub(" ", text).strip()


def explain_quantity_mismatch(result: ConvertedQuestion, quantity: Json) -> str:
    """Why the number that this question asks for cannot be compared with a quantity; empty if it can."""
    if not {"value"} <= set(quantity) <= {"value", "unit", "system", "code", "id"}:
        return "compares with a quantity in a way that is not known here"
    units = [e["valueCoding"]["display"] for e in result.extensions if e["url"] == questionnaire_items.UNIT]
    told = {to_single_line(quantity[key]) for key in ("unit", "code") if is_text(quantity.get(key))}
    return "" if not told or told & set(units) else "compares in a unit that the question does not ask for"


# --- Options ---------------------------------------------------------------------------------------------------------


def add_options(result: ConvertedQuestion, node: Node, options: list[tuple[str, Json]]) -> None:
    if len(options) < MIN_OPTIONS:
        raise QuestionRefused(f"{node.path}.answerOption", "needs at least two options")
    kept: list[Json] = []
    codes: set[str] = set()
    for path, option in options:
        [(member, value)] = [(key, option[key]) for key in option if key.startswith("value")]
        coding = build_option_coding(result, path, member, value)
        if coding["code"] in codes:
            raise QuestionRefused(path, f"{coding['code']!r:.60} is offered twice")
        codes.add(coding["code"])
        result.codings[get_option_identity(value)] = {key: coding[key] for key in ("system", "code") if key in coding}
        add_ordinal(result, path, (option, value), coding)
        kept.append({"valueCoding": coding} | build_exclusive_extension(result, node, path, option))
        for other in set(option) - {member, "extension", "id"}:
            result.changes.append((f"{path}.{other}", "left out"))
    result.members["answerOption"] = kept


def get_option_identity(value: Any) -> tuple[type, Any]:
    """What a condition finds an option by: a coding by its code or else its words, anything else by itself.

    A coding is never found by plain text, nor `1` by `true`: words of one's own are not what was offered.
    """
    if isinstance(value, dict):
        return dict, value.get("code") or value.get("display")
    return type(value), value


def build_option_coding(result: ConvertedQuestion, path: str, member: str, value: Any) -> Json:
    if member == "valueReference":
        raise QuestionRefused(path, "offers a reference, which is nothing to read")
    if not isinstance(value, dict):
        result.changes.append((path, f"`{member}` becomes a coding"))
        value = {"code": str(value), "display": str(value)}
    code, display = value.get("code") or value.get("display", ""), value.get("display") or value.get("code", "")
    fitting, display = to_single_line(code), to_single_line(display)
    if not fitting or not display:
        raise QuestionRefused(path, "has neither a code nor words")
    if max(len(fitting), len(display)) > max_lengths.LINE_LENGTH:
        raise QuestionRefused(path, f"is longer than {max_lengths.LINE_LENGTH} characters")
    if fitting != value.get("code") or not is_text(value.get("display")):
        result.changes.append(
            (path, "its words are its code" if is_text(value.get("code")) else "its code is its words")
        )
    system = value.get("system")
    has_system = (
        isinstance(system, str) and questionnaire_items.URI.fullmatch(system) and len(system) <= max_lengths.LINE_LENGTH
    )
    return ({"system": system} if has_system else {}) | {"code": fitting, "display": display}


def add_ordinal(result: ConvertedQuestion, path: str, nodes: tuple[Any, ...], coding: Json) -> None:
    """The value that a score adds up: said on the option or on its coding."""
    for node in nodes:
        for _, extension in list_objects(node, "extension") if isinstance(node, dict) else ():
            if get_extension_name(extension) in ORDINAL_NAMES and is_storable_number(extension.get("valueDecimal")):
                ordinal = [{"url": questionnaire_items.ORDINAL, "valueDecimal": extension["valueDecimal"]}]
                if coding.setdefault("extension", ordinal) != ordinal:
                    raise QuestionRefused(path, "has two values, and a score adds up one")
            elif extension.get("url") != questionnaire_items.EXCLUSIVE:
                result.changes.append((path, f"left out: the extension {extension.get('url')!r:.120}"))


def build_exclusive_extension(result: ConvertedQuestion, node: Node, path: str, option: Json) -> Json:
    flags = [
        extension
        for _, extension in list_objects(option, "extension")
        if extension.get("url") == questionnaire_items.EXCLUSIVE
    ]
    if not any(flag.get("valueBoolean") is True for flag in flags):
        return {}
    if not node.members.get("repeats"):
        result.changes.append((path, "left out: only one of many can exclude the rest"))
        return {}
    return {"extension": [{"url": questionnaire_items.EXCLUSIVE, "valueBoolean": True}]}


# --- Extensions ------------------------------------------------------------------------------------------------------


class QuestionExtensions:
    """Those of an item: what is known goes on, everything else is said to be left out."""

    def __init__(self, result: ConvertedQuestion, node: Node) -> None:
        self.result, self.node = result, node
        self.bounds: dict[str, Any] = {}

    def add(self) -> None:
        rated = False
        for path, extension in self.node.objects("extension"):
            url = extension.get("url")
            if url == questionnaire_items.ITEM_CONTROL and self.result.type == "integer":
                rated = rated or bool(get_control_codes(extension) & RATING_CONTROLS)
            elif (
                is_redundant_extension(extension)
                or self.is_already_implied(extension)
                or (isinstance(url, str) and url in EXTENSION_HANDLERS and EXTENSION_HANDLERS[url](self, extension))
            ):
                continue
            elif reason := explain_refusal(extension):
                raise QuestionRefused(path, reason)
            else:
                self.result.changes.append((path, f"left out: the extension {url!r:.120}"))
        self.add_bounds(rated=rated)

    def is_already_implied(self, extension: Json) -> bool:
        """Whether it asks for what holds of this question without it."""
        value, options = get_extension_value(extension), self.result.members.get("answerOption", [])
        match get_extension_name(extension):
            case "minoccurs":
                return is_whole_number(value, 1) and self.node.members.get("required") is True
            case "maxoccurs":
                most = len(options) if self.result.members.get("repeats") else 1
                return is_whole_number(value, most)
            case "sliderstepvalue":
                return is_whole_number(value, 1) and self.result.type == "integer"
        return False

    def add_bounds(self, *, rated: bool) -> None:
        lowest, highest = self.bounds.get(questionnaire_items.LOWEST), self.bounds.get(questionnaire_items.HIGHEST)
        if lowest is not None and highest is not None and lowest > highest:
            raise QuestionRefused(self.node.path, "cannot be answered: nothing lies between its bounds")
        key = {"integer": "valueInteger", "decimal": "valueDecimal", "date": "valueDate"}.get(self.result.type, "")
        self.result.extensions += [{"url": url, key: value} for url, value in self.bounds.items()]
        if not rated:
            return
        if (
            lowest is not None
            and highest is not None
            and 2 <= highest - lowest + 1 <= questionnaire_items.MAX_RATING_POINTS
        ):
            self.result.extensions.insert(0, questionnaire_items.build_item_control(questionnaire_items.RADIO_CONTROL))
        else:
            reason = f"is typed as a number: a rating has from 2 to {questionnaire_items.MAX_RATING_POINTS} points"
            self.result.changes.append((self.node.path, reason))

    def short_text(self, extension: Json) -> bool:
        text = extension.get("valueString")
        return self.carry(
            extension, "valueString", is_text(text) and text == to_single_line(text)[: max_lengths.LINE_LENGTH]
        )

    def text_format(self, extension: Json) -> bool:
        known = extension.get("valueCode") in [code for code in questionnaire_items.TEXT_FORMATS if code]
        return self.carry(extension, "valueCode", known and self.result.type == "string")

    def date_flag(self, extension: Json) -> bool:
        return self.carry(
            extension, "valueBoolean", self.result.type == "date" and extension.get("valueBoolean") is True
        )

    def decimals(self, extension: Json) -> bool:
        places = extension.get("valueInteger")
        fits = is_number(places) and isinstance(places, int) and 0 <= places <= questionnaire_items.MAX_DECIMALS
        return self.carry(extension, "valueInteger", fits and self.result.type == "decimal")

    def unit(self, extension: Json) -> bool:
        """One unit is shown; where there is a choice of several, the answer would not say which."""
        coding = extension.get("valueCoding")
        words = [coding.get("display"), coding.get("code")] if isinstance(coding, dict) else []
        words = [
            to_single_line(word)
            for word in words
            if is_text(word) and len(to_single_line(word)) <= max_lengths.UNIT_LENGTH
        ]
        if not words or self.result.type not in {"integer", "decimal"}:
            return False
        unit = {"url": questionnaire_items.UNIT, "valueCoding": {"display": words[0]}}
        if self.has(questionnaire_items.UNIT):
            return unit in self.result.extensions
        self.result.extensions.append(unit)
        return True

    def bound(self, extension: Json) -> bool:
        bound = parse_bound(self.result.type, get_extension_value(extension))
        if bound is None or self.bounds.get(extension["url"], bound) != bound:
            return False
        self.bounds[extension["url"]] = bound
        return True

    def has(self, url: str) -> bool:
        return any(extension["url"] == url for extension in self.result.extensions)

    def carry(self, extension: Json, key: str, fits: bool) -> bool:
        if not fits or self.has(extension["url"]):
            return False
        self.result.extensions.append({"url": extension["url"], key: extension[key]})
        return True


EXTENSION_HANDLERS: dict[str, Callable[[QuestionExtensions, Json], bool]] = {
    questionnaire_items.SHORT_TEXT: QuestionExtensions.short_text,
    questionnaire_items.TEXT_FORMAT: QuestionExtensions.text_format,
    questionnaire_items.PARTIAL_DATE: QuestionExtensions.date_flag,
    questionnaire_items.PAST_DATE: QuestionExtensions.date_flag,
    questionnaire_items.DECIMALS: QuestionExtensions.decimals,
    questionnaire_items.UNIT: QuestionExtensions.unit,
    UNIT_OPTION: QuestionExtensions.unit,
    questionnaire_items.LOWEST: QuestionExtensions.bound,
    questionnaire_items.HIGHEST: QuestionExtensions.bound,
}


def get_control_codes(extension: Json) -> set[Any]:
    """The codes of an `itemControl`."""
    concept = extension.get("valueCodeableConcept")
    codings = list_objects(concept, "coding") if isinstance(concept, dict) else []
    return {coding["code"] for _, coding in codings if isinstance(coding.get("code"), str)}


def has_control(node: Node, codes: set[str]) -> bool:
    wanted = [
        extension
        for _, extension in node.objects("extension")
        if extension.get("url") == questionnaire_items.ITEM_CONTROL
    ]
    return any(get_control_codes(extension) & codes for extension in wanted)


def parse_bound(kind: str, value: Any) -> Any:
    """A lowest or highest answer to a question of this type; None where it can be none."""
    if kind == "date":
        return parse_whole_date(value)
    if kind == "decimal" and is_storable_number(value):
        return value
    if kind == "integer" and is_storable_number(value) and value == int(value):
        return int(value)
    return None


def parse_whole_date(value: Any) -> str | None:
    try:
        return date.fromisoformat(value[:10]).isoformat() if isinstance(value, str) else None
    except ValueError:
        return None


def note_left_out_members(result: ConvertedQuestion, node: Node) -> None:
    for member in node.members:
        if ELEMENTS[QUESTION_LEVEL].get(member) is not Handling.CARRIED and member.removeprefix("_") != "id":
            result.changes.append((f"{node.path}.{member}", "left out"))
    if "answerValueSet" in node.members and "answerOption" in result.members:
        result.changes.append((f"{node.path}.answerValueSet", "its codes are offered as options"))
