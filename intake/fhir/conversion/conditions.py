"""The conditions of items (`enableWhen`), on the questions as they are asked here."""

from collections.abc import Iterable

from intake.engine import fhir_extensions
from intake.engine.conditions import ORDERINGS
from intake.engine.definition import is_country
from intake.engine.json_object import Json
from intake.fhir.conversion.converted_question import ConvertedQuestion
from intake.fhir.conversion.enable_when import ALWAYS, EnableWhen
from intake.fhir.conversion.item_types import Comparison, ConditionAnswer
from intake.fhir.conversion.link_ids import LinkIds
from intake.fhir.conversion.numbers import is_storable_number
from intake.fhir.conversion.options import get_option_identity
from intake.fhir.conversion.report import ItemRefused
from intake.fhir.conversion.text import is_text, to_single_line
from intake.fhir.item_tree import Node

QUANTITY_MEMBERS = {"value", "unit", "system", "code", "id"}  # of a quantity that is compared as a plain number


class ConditionConverter:
    """Converts conditions, each after the questions that it points at: `add_question` says how those are asked."""

    def __init__(self, nodes: Iterable[Node], link_ids: LinkIds) -> None:
        self.link_ids = link_ids
        self._by_link_id: dict[str, Node] = {}
        for node in nodes:
            self._by_link_id.setdefault(node.link_id, node)
        self._questions: dict[str, ConvertedQuestion] = {}  # by the path of the item

    def add_question(self, node: Node, question: ConvertedQuestion) -> None:
        self._questions[node.path] = question

    def convert(self, node: Node) -> EnableWhen:
        """Return the condition of an item. Raises ItemRefused if it cannot be said here."""
        comparisons = [self.convert_comparison(path, when) for path, when in node.objects("enableWhen")]
        return EnableWhen(tuple(comparisons), is_any=is_any_enough(node))

    def convert_comparison(self, path: str, when: Json) -> Comparison:
        """Return one comparison. The validation found that it points back at one question, with one answer to it."""
        subject = self._by_link_id[when["question"]]
        question = self._questions.get(subject.path)
        if question is None:
            raise ItemRefused(path, f"refers to {subject.link_id!r:.60}, which was left out")
        symbol = when["operator"]
        link_id = self.link_ids.get(subject)
        if symbol == "exists":
            return {"question": link_id, "operator": symbol, "answerBoolean": when["answerBoolean"]}
        [value] = [when[key] for key in when if key.startswith("answer")]
        if isinstance(value, dict) and subject.type == "quantity":
            check_quantity(path, question, value)
        answer = build_condition_answer(question, value)
        if answer is None and subject.type == "open-choice" and isinstance(value, str):
            raise ItemRefused(path, "compares with a free text, but only the options can be chosen here")
        if answer is None or (symbol in ORDERINGS and question.type not in {"integer", "decimal"}):
            raise ItemRefused(path, "compares in a way that is not supported here")
        return {"question": link_id, "operator": symbol, **answer}

    def build_answered_condition(self, question: Node, child: Node) -> EnableWhen:
        """Return what holds for an item in a question, besides its own condition: that the question was answered.

        FHIR has the item below an answer, and who is not asked has none. A condition of the item's own may imply it.
        """
        is_implied = any(is_answer_implied(when, question) for _, when in child.objects("enableWhen"))
        if is_implied and not is_any_enough(child):
            return ALWAYS
        return EnableWhen(({"question": self.link_ids.get(question), "operator": "exists", "answerBoolean": True},))


def is_any_enough(node: Node) -> bool:
    """Tell whether one of several comparisons of an item is enough."""
    return len(node.objects("enableWhen")) > 1 and node.members.get("enableBehavior") == "any"


def is_answer_implied(when: Json, question: Node) -> bool:
    """Tell whether a comparison holds only if the question was answered: `!=` and `exists` hold without an answer."""
    return when.get("question") == question.link_id and when.get("operator") in {"=", *ORDERINGS}


def check_quantity(path: str, question: ConvertedQuestion, quantity: Json) -> None:
    """Raise ItemRefused if a quantity cannot be compared with the number that is asked for in its place."""
    if "value" not in quantity or not quantity.keys() <= QUANTITY_MEMBERS:
        raise ItemRefused(path, "compares with a quantity in a way that is not supported here")
    asked = {e["valueCoding"]["display"] for e in question.extensions if e["url"] == fhir_extensions.UNIT}
    compared = {to_single_line(quantity[key]) for key in ("unit", "code") if is_text(quantity.get(key))}
    if compared and not compared & asked:
        raise ItemRefused(path, "compares in a unit other than that of the question")


def build_condition_answer(question: ConvertedQuestion, value: object) -> ConditionAnswer | None:
    """Return the `answer[x]` of a comparison with a question as it is asked here; None if there is none."""
    match question.type:
        case "choice":
            return build_choice_answer(question, value)
        case "boolean" if isinstance(value, bool):
            return {"answerBoolean": value}
        case "string" | "text":
            return {"answerString": value} if is_text(value) else None
        case "integer" | "decimal":
            return build_number_answer(question, value.get("value") if isinstance(value, dict) else value)
    return None


def build_number_answer(question: ConvertedQuestion, number: object) -> ConditionAnswer | None:
    if not is_storable_number(number):
        return None
    if question.type == "integer" and isinstance(number, int):
        return {"answerInteger": number}
    return {"answerDecimal": number}


def build_choice_answer(question: ConvertedQuestion, value: object) -> ConditionAnswer | None:
    """Return the coding of an option or, where the countries are offered, of a country; None for any other."""
    if coding := question.codings.get(get_option_identity(value)):
        return {"answerCoding": coding}
    if not question.codings and isinstance(value, dict) and is_country(value.get("code")):
        return {"answerCoding": {"code": value["code"]}}
    return None
