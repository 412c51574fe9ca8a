"""The extensions of a question: those that are known go on, all others are refused or reported as left out."""

from collections.abc import Callable, Set
from datetime import date
from typing import Any

from intake.blueprints import max_lengths
from intake.engine import fhir_extensions, questionnaire_items
from intake.engine.conditions import is_number
from intake.engine.json_object import Json
from intake.fhir.conversion.converted_question import ConvertedQuestion
from intake.fhir.conversion.numbers import is_storable_number
from intake.fhir.conversion.report import ItemRefused
from intake.fhir.conversion.text import is_text, to_single_line
from intake.fhir.extensions import get_extension_value, is_redundant_extension, is_whole_number
from intake.fhir.item_tree import Node, list_objects
from intake.fhir.vocabulary.extensions import explain_refusal, get_extension_name

UNIT_OPTION = "http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption"
RATING_CONTROLS = {fhir_extensions.RADIO_CONTROL, "slider"}
HELP_CONTROLS = {fhir_extensions.HELP_CONTROL, "flyover"}
NUMBER_TYPES = {"integer", "decimal"}
# By the type of a question: the member that holds its lowest and its highest answer.
BOUND_MEMBERS = {"integer": "valueInteger", "decimal": "valueDecimal", "date": "valueDate"}


class QuestionExtensions:
    """The extensions of one item, to be added to the question that it becomes."""

    def __init__(self, question: ConvertedQuestion, node: Node) -> None:
        self.question, self.node = question, node
        self.bounds: dict[str, Any] = {}  # by URL; all of the question's type

    def add(self) -> None:
        """Add all of them. Raises ItemRefused for one that decides who is asked what, and cannot be carried over."""
        is_rating = False
        for path, extension in self.node.objects("extension"):
            url = extension.get("url")
            if url == fhir_extensions.ITEM_CONTROL and self.question.type == "integer":
                is_rating = is_rating or bool(get_control_codes(extension) & RATING_CONTROLS)
            elif is_redundant_extension(extension) or self.is_already_implied(extension) or self.carry(extension):
                continue
            elif reason := explain_refusal(extension):
                raise ItemRefused(path, reason)
            else:
                self.question.change(path, f"left out: the extension {url!r:.120}")
        self.add_bounds()
        if is_rating:
            self.add_rating()

    def is_already_implied(self, extension: Json) -> bool:
        """Tell whether an extension asks for what is so of this question without it."""
        value, members = get_extension_value(extension), self.question.members
        match get_extension_name(extension):
            case "minoccurs":
                return is_whole_number(value, 1) and self.node.members.get("required") is True
            case "maxoccurs":
                most = len(members.get("answerOption", [])) if members.get("repeats") else 1
                return is_whole_number(value, most)
            case "sliderstepvalue":
                return is_whole_number(value, 1) and self.question.type == "integer"
        return False

    def carry(self, extension: Json) -> bool:
        """Carry an extension over, if it is known and says something that this question can do."""
        url = extension.get("url")
        return isinstance(url, str) and url in EXTENSION_HANDLERS and EXTENSION_HANDLERS[url](self, extension)

    def add_bounds(self) -> None:
        lowest, highest = self.bounds.get(fhir_extensions.LOWEST), self.bounds.get(fhir_extensions.HIGHEST)
        if lowest is not None and highest is not None and lowest > highest:
            raise ItemRefused(self.node.path, "cannot be answered: the lowest value is above the highest")
        member = BOUND_MEMBERS.get(self.question.type, "")
        self.question.extensions += [{"url": url, member: value} for url, value in self.bounds.items()]

    def add_rating(self) -> None:
        """Show a whole number as a row of radio buttons, if its bounds leave a few."""
        lowest, highest = self.bounds.get(fhir_extensions.LOWEST), self.bounds.get(fhir_extensions.HIGHEST)
        most = questionnaire_items.MAX_RATING_POINTS
        if lowest is not None and highest is not None and 2 <= highest - lowest + 1 <= most:
            self.question.extensions.insert(0, fhir_extensions.build_item_control(fhir_extensions.RADIO_CONTROL))
        else:
            self.question.change(
                self.node.path,
                f"was changed to a number to type in, because a rating must have from 2 to {most} points",
            )

    # --- Handlers: each carries an extension of one kind, and tells whether it could ---------------------------------

    def carry_short_text(self, extension: Json) -> bool:
        text = extension.get("valueString")
        fits = is_text(text) and text == to_single_line(text)[: max_lengths.LINE_LENGTH]
        return self.copy_value(extension, "valueString", fits=fits)

    def carry_text_format(self, extension: Json) -> bool:
        known = extension.get("valueCode") in [code for code in questionnaire_items.TEXT_FORMATS if code]
        return self.copy_value(extension, "valueCode", fits=known and self.question.type == "string")

    def carry_date_flag(self, extension: Json) -> bool:
        fits = self.question.type == "date" and extension.get("valueBoolean") is True
        return self.copy_value(extension, "valueBoolean", fits=fits)

    def carry_decimals(self, extension: Json) -> bool:
        places = extension.get("valueInteger")
        is_known = is_number(places) and isinstance(places, int) and 0 <= places <= questionnaire_items.MAX_DECIMALS
        return self.copy_value(extension, "valueInteger", fits=is_known and self.question.type == "decimal")

    def carry_unit(self, extension: Json) -> bool:
        """One unit is shown; where there is a choice of several, the answer would not say which."""
        coding = extension.get("valueCoding")
        given = (coding.get("display"), coding.get("code")) if isinstance(coding, dict) else ()
        names = [to_single_line(name) for name in given if is_text(name)]
        names = [name for name in names if len(name) <= max_lengths.UNIT_LENGTH]
        if not names or self.question.type not in NUMBER_TYPES:
            return False
        unit = {"url": fhir_extensions.UNIT, "valueCoding": {"display": names[0]}}
        if self.has(fhir_extensions.UNIT):
            return unit in self.question.extensions
        self.question.extensions.append(unit)
        return True

    def carry_bound(self, extension: Json) -> bool:
        """Keep a lowest or highest answer for `add_bounds`; two of one kind must agree."""
        bound = parse_bound(self.question.type, get_extension_value(extension))
        if bound is None or self.bounds.get(extension["url"], bound) != bound:
            return False
        self.bounds[extension["url"]] = bound
        return True

    def has(self, url: str) -> bool:
        return any(extension["url"] == url for extension in self.question.extensions)

    def copy_value(self, extension: Json, member: str, *, fits: bool) -> bool:
        """Add an extension with this member of it alone, unless it does not fit or there is one already."""
        if not fits or self.has(extension["url"]):
            return False
        self.question.extensions.append({"url": extension["url"], member: extension[member]})
        return True


EXTENSION_HANDLERS: dict[str, Callable[[QuestionExtensions, Json], bool]] = {
    fhir_extensions.SHORT_TEXT: QuestionExtensions.carry_short_text,
    fhir_extensions.TEXT_FORMAT: QuestionExtensions.carry_text_format,
    fhir_extensions.PARTIAL_DATE: QuestionExtensions.carry_date_flag,
    fhir_extensions.PAST_DATE: QuestionExtensions.carry_date_flag,
    fhir_extensions.DECIMALS: QuestionExtensions.carry_decimals,
    fhir_extensions.UNIT: QuestionExtensions.carry_unit,
    UNIT_OPTION: QuestionExtensions.carry_unit,
    fhir_extensions.LOWEST: QuestionExtensions.carry_bound,
    fhir_extensions.HIGHEST: QuestionExtensions.carry_bound,
}


def get_control_codes(extension: Json) -> set[str]:
    """Return the codes of an `itemControl`."""
    concept = extension.get("valueCodeableConcept")
    codings = list_objects(concept, "coding") if isinstance(concept, dict) else []
    return {coding["code"] for _, coding in codings if isinstance(coding.get("code"), str)}


def has_control(node: Node, codes: Set[str]) -> bool:
    """Tell whether an item has an `itemControl` with one of these codes."""
    return any(
        get_control_codes(extension) & codes
        for _, extension in node.objects("extension")
        if extension.get("url") == fhir_extensions.ITEM_CONTROL
    )


def parse_bound(kind: str, value: object) -> int | float | str | None:
    """Return a lowest or highest answer to a question of this type; None if it can be none."""
    if kind == "date":
        return parse_whole_date(value)
    if kind == "decimal" and is_storable_number(value):
        return value
    if kind == "integer" and is_storable_number(value) and value == int(value):
        return int(value)
    return None


def parse_whole_date(value: object) -> str | None:
    """Return the day of a date or a dateTime; None if it is not a whole date."""
    try:
        return date.fromisoformat(value[:10]).isoformat() if isinstance(value, str) else None
    except ValueError:
        return None
