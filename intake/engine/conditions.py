"""Conditions: what must hold for a question to be asked, or for an eligibility rule to fire.

The operators are FHIR's (http://hl7.org/fhir/questionnaire-enable-operator) with the meaning that R5 spells out:
`=` and the orderings hold if at least one value compares so; `!=` holds if no value is equal, and therefore also if
there is no value.
"""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeGuard

from intake.engine.json_object import DefinitionError, JsonObject

Answers = Mapping[str, Any]  # by linkId
Scalar = str | bool | int | float  # what a condition compares with
Value = Scalar | Decimal  # one value of an answer or of a score; a number that is stored as typed becomes a Decimal

ORDERINGS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}
OPERATORS = ("exists", "=", "!=", *ORDERINGS)


@dataclass(frozen=True)
class AnswerTo:
    """The answer to a question."""

    question: str  # its linkId


@dataclass(frozen=True)
class ScoreValue:
    """One value of a score: its `result`, or a number that led to it."""

    score: str
    value: str


Subject = AnswerTo | ScoreValue


@dataclass(frozen=True)
class Facts:
    """The answers and scores that conditions are compared with."""

    answers: Answers
    scores: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def values_of(self, subject: Subject) -> tuple[Value, ...]:
        """Return its values: none where a question is unanswered or a score could not be calculated."""
        if isinstance(subject, AnswerTo):
            value = self.answers.get(subject.question)
        else:
            value = self.scores.get(subject.score, {}).get(subject.value)
        if value is None:
            return ()
        return tuple(value) if isinstance(value, (list, tuple)) else (value,)


@dataclass(frozen=True)
class Comparison:
    subject: Subject
    operator: str
    value: Scalar

    def holds(self, facts: Facts) -> bool:
        values = facts.values_of(self.subject)
        if self.operator == "exists":
            return bool(values) == self.value
        if self.operator == "=":
            return any(is_same_value(value, self.value) for value in values)
        if self.operator == "!=":
            return not any(is_same_value(value, self.value) for value in values)
        compare = ORDERINGS[self.operator]
        return any(is_number(value) and compare(to_decimal(value), to_decimal(self.value)) for value in values)

    def comparisons(self) -> Iterator["Comparison"]:
        yield self


@dataclass(frozen=True)
class AllOf:
    parts: tuple["Condition", ...]

    def holds(self, facts: Facts) -> bool:
        return all(part.holds(facts) for part in self.parts)

    def comparisons(self) -> Iterator[Comparison]:
        for part in self.parts:
            yield from part.comparisons()


@dataclass(frozen=True)
class AnyOf:
    parts: tuple["Condition", ...]

    def holds(self, facts: Facts) -> bool:
        return any(part.holds(facts) for part in self.parts)

    def comparisons(self) -> Iterator[Comparison]:
        for part in self.parts:
            yield from part.comparisons()


@dataclass(frozen=True)
class Not:
    part: "Condition"

    def holds(self, facts: Facts) -> bool:
        return not self.part.holds(facts)

    def comparisons(self) -> Iterator[Comparison]:
        yield from self.part.comparisons()


Condition = Comparison | AllOf | AnyOf | Not

ALWAYS = AllOf(())


def list_compared_questions(condition: Condition) -> list[str]:
    """Return the linkIds of the questions whose answers it compares, each once, in order."""
    subjects = [comparison.subject for comparison in condition.comparisons()]
    return list(dict.fromkeys(subject.question for subject in subjects if isinstance(subject, AnswerTo)))


def is_same_value(value: Value, other: Value) -> bool:
    """Return whether the two are equal as answers: True is not 1, and 0.1 equals a Decimal that is written 0.1."""
    if is_number(value) and is_number(other):
        return to_decimal(value) == to_decimal(other)
    return isinstance(value, bool) == isinstance(other, bool) and bool(value == other)


def is_number(value: object) -> TypeGuard[int | float]:
    """Return whether this is a number and no boolean. Answers can also be Decimals, which compare with both."""
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def to_decimal(number: Value) -> Decimal:
    """Return the number as it is written, so that 0.1 in a definition equals the 0.1 that somebody typed."""
    if isinstance(number, float) and number.is_integer():
        return Decimal(int(number))
    return number if isinstance(number, Decimal) else Decimal(str(number))


def read_enable_when(item: JsonObject) -> Condition:
    """Return the condition in a FHIR item's `enableWhen`; ALWAYS if it has none.

    Several comparisons need an `enableBehavior` (invariant que-12 of FHIR).
    """
    parts = tuple(read_enable_when_comparison(when) for when in item.iter_objects("enableWhen"))
    if len(parts) > 1 and item.get_one_of("enableBehavior", ("all", "any")) == "any":
        return AnyOf(parts)
    return AllOf(parts)


def read_enable_when_comparison(when: JsonObject) -> Comparison:
    subject = AnswerTo(when.get_text("question"))
    symbol = when.get_one_of("operator", OPERATORS)
    given = [key for key in when.members if key.startswith("answer")]
    if len(given) != 1:
        raise DefinitionError(when.path, "must have exactly one answer to compare with")
    key = given[0]
    if symbol == "exists" and key != "answerBoolean":
        raise when.make_error(key, "an `exists` condition must compare with answerBoolean")  # que-7
    if key == "answerCoding":
        return Comparison(subject, symbol, when.get_object(key).get_text("code"))
    if key == "answerBoolean":
        return Comparison(subject, symbol, when.get_flag(key))
    if key == "answerString":
        return Comparison(subject, symbol, when.get_text(key))
    if key in {"answerInteger", "answerDecimal"}:
        value = when.members[key]
        if not is_number(value):
            raise when.make_error(key, "must be a number")
        return Comparison(subject, symbol, value)
    raise when.make_error(key, "a comparison of this type is not supported")


def read_rule_condition(node: JsonObject) -> Condition:
    """Return a condition of an eligibility rule.

    It is `{"all": [...]}`, `{"any": [...]}`, `{"not": {...}}`, or a comparison of an answer (`{"question", "operator",
    "answer"}`) or of a score (`{"score", "value", "operator", "answer"}`).
    """
    if "all" in node:
        return AllOf(tuple(read_rule_condition(part) for part in node.iter_objects("all")))
    if "any" in node:
        return AnyOf(tuple(read_rule_condition(part) for part in node.iter_objects("any")))
    if "not" in node:
        return Not(read_rule_condition(node.get_object("not")))
    symbol = node.get_one_of("operator", OPERATORS)
    answer = node.members.get("answer")
    if not isinstance(answer, (str, bool, int, float)):
        raise node.make_error("answer", "must be text, a number, or true or false")
    if symbol == "exists" and not isinstance(answer, bool):
        raise node.make_error("answer", "an `exists` condition must compare with true or false")
    if symbol in ORDERINGS and not is_number(answer):
        raise node.make_error("answer", f"{symbol} must compare with a number")
    return Comparison(read_subject(node), symbol, answer)


def read_subject(node: JsonObject) -> Subject:
    if "score" in node:
        return ScoreValue(node.get_text("score"), node.get_text("value"))
    return AnswerTo(node.get_text("question"))
