"""Compiles conditions of steps and questions to FHIR's `enableWhen`, and answers as FHIR and our rules have them."""

from collections.abc import Mapping

from intake.blueprints import answer_text
from intake.blueprints.block_values import ComparisonValues, ConditionValues
from intake.blueprints.blueprint import ANSWERED, UNANSWERED, iter_entries
from intake.engine.json_object import Json
from intake.engine.questions import Kind

ANSWER_MEMBERS = {"integer": "answerInteger", "decimal": "answerDecimal", "date": "answerDate"}
KIND_BY_ITEM_TYPE = {"integer": Kind.WHOLE_NUMBER, "decimal": Kind.NUMBER, "boolean": Kind.YES_NO, "date": Kind.DATE}

Items = Mapping[str, Json]  # the questions, by linkId


def build_enable_when(condition: ConditionValues | None, items: Items) -> Json:
    """Return `enableWhen` and, with several comparisons, `enableBehavior`; nothing where there is no condition."""
    if condition is None:
        return {}
    whens = [build_comparison(comparison, items) for comparison in iter_entries(condition["comparisons"])]
    if not whens:
        return {}
    return {"enableWhen": whens, **({"enableBehavior": condition["match"]} if len(whens) > 1 else {})}


def build_comparison(comparison: ComparisonValues, items: Items) -> Json:
    link_id, operator = comparison["question"], comparison["operator"]
    if operator in {ANSWERED, UNANSWERED}:
        return {"question": link_id, "operator": "exists", "answerBoolean": operator == ANSWERED}
    answer = build_enable_answer(comparison["answer"] or "", items.get(link_id))
    return {"question": link_id, "operator": operator, **answer}


def build_enable_answer(text: str, item: Json | None) -> Json:
    """Return `answerCoding` or another of FHIR's members for what `text` answers to a question.

    Text that is no answer to it goes in as text, to be refused by the checks of a definition.
    """
    kind = get_item_kind(item)
    if item is not None and kind in {Kind.ONE_OF, Kind.MANY_OF}:
        return {"answerCoding": find_option_coding(text.strip(), item)}
    answer = answer_text.parse_answer(text, kind)
    if isinstance(answer, bool):
        return {"answerBoolean": answer}
    if item is not None and not isinstance(answer, str):
        return {ANSWER_MEMBERS[item["type"]]: answer}
    return {"answerDate" if kind is Kind.DATE else "answerString": answer}


def find_option_coding(code: str, item: Json) -> Json:
    """Return the coding of an option, with its system; the code alone if the question does not offer it."""
    for option in item.get("answerOption", ()):
        if option["valueCoding"]["code"] == code:
            return {"system": option["valueCoding"]["system"], "code": code}
    return {"code": code}


def get_item_kind(item: Json | None) -> Kind | None:
    """Return a kind of question whose answers are typed as those to this item are."""
    if item is None:
        return None
    if item["type"] == "choice":
        return Kind.MANY_OF if item.get("repeats") else Kind.ONE_OF
    return KIND_BY_ITEM_TYPE.get(item["type"])
