"""The values of conditions and of the comparisons in them."""

from typing import TypedDict

from intake.blueprints import answer_text
from intake.blueprints.block_values import ComparisonValues, ConditionValues
from intake.blueprints.blueprint import ANSWERED, UNANSWERED, make_item_list
from intake.engine.conditions import AllOf, AnswerTo, AnyOf, Comparison, Condition, Subject


class OperatorAndAnswer(TypedDict):
    operator: str
    answer: str | None


def build_condition_values(condition: Condition, link_id: str) -> ConditionValues:
    """Return the condition of a question or a step. FHIR knows no condition inside a condition."""
    parts = condition.parts if isinstance(condition, AllOf | AnyOf) else (condition,)
    comparisons: list[ComparisonValues] = [
        {"question": format_subject(part.subject), **build_operator_and_answer(part)}
        for part in parts
        if isinstance(part, Comparison)
    ]
    return {
        "match": "any" if isinstance(condition, AnyOf) else "all",
        "comparisons": make_item_list(comparisons, link_id, "condition"),
    }


def format_subject(subject: Subject) -> str:
    """Return the linkId of a question, or `<score>.<value>`."""
    if isinstance(subject, AnswerTo):
        return subject.question
    return f"{subject.score}.{subject.value}"


def build_operator_and_answer(comparison: Comparison) -> OperatorAndAnswer:
    if comparison.operator == "exists":
        return {"operator": ANSWERED if comparison.value else UNANSWERED, "answer": ""}
    return {"operator": comparison.operator, "answer": answer_text.unparse_answer(comparison.value)}
