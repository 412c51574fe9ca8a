"""Comparisons that can never tell anybody from anybody else, and why."""

from decimal import Decimal

from intake.engine.conditions import Comparison, Scalar, ScoreValue, is_number, to_decimal
from intake.engine.definition import Definition
from intake.engine.questions import NUMBER_KINDS, Kind, Question
from intake.engine.scoring import RULES
from intake.engine.scoring.scoring_rule import OneOf, SomeOf, WholeNumber
from intake.engine.trial_values import get_smallest_step, is_multiple


def explain_impossible_comparison(comparison: Comparison, definition: Definition) -> str:
    """Return why nothing can be as this comparison has it, or everything must be; empty if it can tell people apart."""
    if isinstance(comparison.subject, ScoreValue):
        return explain_impossible_score(comparison.subject, comparison)
    if comparison.operator == "exists":
        return ""
    question = definition.question(comparison.subject.question)
    if question.kind not in NUMBER_KINDS:
        return explain_impossible_answer(question, comparison.value)
    if not is_number(comparison.value):
        return f"compare {question.link_id!r} with a number"
    bounds = to_decimal(question.bounds.lowest), to_decimal(question.bounds.highest)
    return explain_impossible_number(
        f"the answer to {question.link_id!r}", comparison, *bounds, get_smallest_step(question)
    )


def explain_impossible_answer(question: Question, value: Scalar) -> str:
    """Return why nobody can answer the question with this; empty if somebody can.

    That a choice offers the value was checked when the definition was read.
    """
    if question.kind in {Kind.YES_NO, Kind.CONSENT}:
        return "" if isinstance(value, bool) else f"compare {question.link_id!r} with true or false"
    if not isinstance(value, str):
        return f"compare {question.link_id!r} with text, not with {value!r}"
    is_wrong_date = question.kind is Kind.DATE and not is_date(value)
    is_wrong_text = question.max_length and not 0 < len(value.strip()) == len(value) <= question.max_length
    return f"nobody can answer {question.link_id!r} with {value!r}" if is_wrong_date or is_wrong_text else ""


def is_date(text: str) -> bool:
    """Return whether this has the form of a year, of a year and a month, or of a whole date in ISO 8601."""
    parts = text.split("-")
    lengths = [len(part) for part in parts]
    return lengths in ([4], [4, 2], [4, 2, 2]) and all(part.isascii() and part.isdigit() for part in parts)


def explain_impossible_score(subject: ScoreValue, comparison: Comparison) -> str:
    """Return why the score never has a value as this comparison asks; empty if it can have one."""
    outputs = RULES[subject.score].outputs
    if subject.value not in outputs:
        return f"{subject.score!r} has no value {subject.value!r}; choose one of: {', '.join(outputs)}"
    if comparison.operator == "exists":
        return ""
    output, value, name = outputs[subject.value], comparison.value, f"{subject.score}.{subject.value}"
    if isinstance(output, WholeNumber):
        if not is_number(value):
            return f"compare {name} with a number, not with the text {value!r}"
        return explain_impossible_number(name, comparison, Decimal(output.lowest), Decimal(output.highest), Decimal(1))
    if isinstance(output, OneOf | SomeOf) and (comparison.operator not in {"=", "!="} or value not in output.names):
        return f"{name} is one of: {', '.join(output.names)}"
    return ""


def explain_impossible_number(
    name: str, comparison: Comparison, lowest: Decimal, highest: Decimal, smallest_step: Decimal
) -> str:
    """Return why this comparison holds of no number from `lowest` to `highest`, or of every one; empty otherwise."""
    value = to_decimal(comparison.value)
    reason = f"{name} is between {lowest:f} and {highest:f}, so {comparison.operator} {value:f} "
    if comparison.operator in {"=", "!="}:
        if lowest <= value <= highest and is_multiple(value, smallest_step):
            return ""
        return reason + ("is never true" if comparison.operator == "=" else "is always true")
    can_hold = {">": highest > value, ">=": highest >= value, "<": lowest < value, "<=": lowest <= value}
    return "" if can_hold[comparison.operator] else reason + "is never true"
