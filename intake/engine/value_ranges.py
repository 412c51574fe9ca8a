"""What an answer or a value of a score can still be, once several comparisons of it must all hold.

Numbers are an interval and words a set, and each comparison narrows them: if nothing is left, the comparisons
contradict each other. Each branch of an "any of" is compared with what must hold anyway, and not with every branch of
every other "any of". So not every impossibility is found, and whatever is found is impossible.

Comparisons that are impossible on their own are found by `impossible_comparisons` first, and are not expected here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

from intake.engine.conditions import (
    ORDERINGS,
    AllOf,
    AnswerTo,
    AnyOf,
    Comparison,
    Condition,
    Not,
    ScoreValue,
    Subject,
    Value,
    to_decimal,
)
from intake.engine.definition import Definition
from intake.engine.questions import NUMBER_KINDS, Kind, Question
from intake.engine.scoring import RULES
from intake.engine.scoring.scoring_rule import OneOf, WholeNumber

# Limits, so that publishing takes no more than a moment. Whatever lies beyond them counts as possible.
MAX_DEPTH = 2  # nested "any of": that of a question, and that of the question it points at
MAX_ASKED_QUESTIONS = 30  # questions that must be asked before
OPPOSITES = {">": "<=", "<=": ">", "<": ">=", ">=": "<"}


@dataclass(frozen=True)
class NumberRange:
    """The numbers from `lowest` to `highest`, except for some; all counted in steps of the last decimal place."""

    lowest: int
    highest: int
    decimals: int = 0
    excluded: frozenset[Fraction] = frozenset()

    @classmethod
    def between(cls, lowest: Value, highest: Value, decimals: int) -> "NumberRange":
        """Return the range of the numbers with so many decimal places between two bounds."""
        scale = cls(0, 0, decimals)
        return replace(scale, lowest=ceil(scale.to_steps(lowest)), highest=floor(scale.to_steps(highest)))

    @property
    def is_empty(self) -> bool:
        missing = sum(self.lowest <= number <= self.highest and number.denominator == 1 for number in self.excluded)
        return self.highest - self.lowest + 1 <= missing

    def narrow(self, operator: str, value: Value) -> "NumberRange":
        """Return the numbers of which the comparison holds."""
        steps = self.to_steps(value)
        if operator == "!=":
            return replace(self, excluded=self.excluded | {steps})
        lowest = {">": floor(steps) + 1, ">=": ceil(steps), "=": ceil(steps)}.get(operator, self.lowest)
        highest = {"<": ceil(steps) - 1, "<=": floor(steps), "=": floor(steps)}.get(operator, self.highest)
        return replace(self, lowest=max(lowest, self.lowest), highest=min(highest, self.highest))

    def to_steps(self, value: Value) -> Fraction:
        return Fraction(to_decimal(value)) * 10**self.decimals


@dataclass(frozen=True)
class WordSet:
    """Which words, or yes and no, an answer consists of."""

    among: frozenset[Value] | None  # the possible words; None for any text
    alone: frozenset[Value] | None = None  # the words that exclude all others; None if every word does
    needed: frozenset[Value] = frozenset()
    excluded: frozenset[Value] = frozenset()

    @property
    def is_empty(self) -> bool:
        if self.needed & self.excluded or (self.among is not None and not self.among - self.excluded):
            return True
        return len(self.needed) > 1 and (self.alone is None or bool(self.needed & self.alone))

    def narrow(self, operator: str, value: Value) -> "WordSet":
        """Return the words of which the comparison holds."""
        if operator == "!=":
            return replace(self, excluded=self.excluded | {value})
        return replace(self, needed=self.needed | {value})


@dataclass(frozen=True)
class PossibleValues:
    """What one subject can be: missing, or given with one of some values."""

    given: NumberRange | WordSet
    can_be_missing: bool = True
    can_be_given: bool = True

    @property
    def is_empty(self) -> bool:
        return not self.can_be_missing and (not self.can_be_given or self.given.is_empty)

    def narrow(self, comparison: Comparison) -> "PossibleValues":
        if comparison.operator == "exists":
            return replace(self, can_be_missing=False) if comparison.value else replace(self, can_be_given=False)
        given = self.given.narrow(comparison.operator, comparison.value)
        # `!=` holds of a missing answer too.
        return replace(self, given=given, can_be_missing=self.can_be_missing and comparison.operator == "!=")


def can_hold_together(definition: Definition, conditions: Iterable[Condition], deepest: int = MAX_DEPTH) -> bool:
    """Return whether all conditions may hold of one person, who is asked every question that they need an answer to.

    False is certain; True is not.
    """
    comparisons, choices = collect_requirements(definition, conditions)
    if has_contradiction(definition, comparisons):
        return False
    return not deepest or all(
        any(can_hold_together(definition, [*comparisons, branch], deepest - 1) for branch in choice.parts)
        for choice in choices
    )


def has_contradiction(definition: Definition, comparisons: Iterable[Comparison]) -> bool:
    """Return whether no value is left for some subject if all these comparisons hold."""
    found: dict[Subject, PossibleValues] = {}
    for comparison in comparisons:
        subject = comparison.subject
        found[subject] = (found.get(subject) or get_possible_values(subject, definition)).narrow(comparison)
    return any(values.is_empty for values in found.values())


def collect_requirements(
    definition: Definition, conditions: Iterable[Condition]
) -> tuple[list[Comparison], list[AnyOf]]:
    """Return the comparisons and the "any of" that must all hold.

    Among them are the conditions of each question that needs an answer, and of its step.
    """
    comparisons: list[Comparison] = []
    choices: list[AnyOf] = []
    step_of = {question.link_id: step for step in definition.steps for question in step.questions}
    ahead, asked = list(conditions), set[str]()
    while ahead:
        for part in flatten_condition(ahead.pop()):
            if isinstance(part, AnyOf):
                choices.append(part)
                continue
            comparisons.append(part)
            if needs_answer(part) and isinstance(part.subject, AnswerTo) and len(asked) < MAX_ASKED_QUESTIONS:
                name = part.subject.question
                if name not in asked:
                    asked.add(name)
                    ahead += [step_of[name].condition, definition.question(name).condition]
    return comparisons, choices


def needs_answer(comparison: Comparison) -> bool:
    """Return whether the comparison holds only if there is an answer."""
    return bool(comparison.value) if comparison.operator == "exists" else comparison.operator != "!="


def flatten_condition(condition: Condition) -> Iterator[Comparison | AnyOf]:
    """Yield what must all hold for the condition to hold, with "all of" and "not" resolved."""
    if isinstance(condition, Not):
        yield from flatten_condition(negate_condition(condition.part))
    elif isinstance(condition, AllOf):
        for part in condition.parts:
            yield from flatten_condition(part)
    elif isinstance(condition, AnyOf) and len(condition.parts) == 1:
        yield from flatten_condition(condition.parts[0])
    else:
        yield condition


def negate_condition(condition: Condition) -> Condition:
    """Return a condition that holds exactly if this one does not."""
    if isinstance(condition, Not):
        return condition.part
    if isinstance(condition, AllOf):
        return AnyOf(tuple(map(negate_condition, condition.parts)))
    if isinstance(condition, AnyOf):
        return AllOf(tuple(map(negate_condition, condition.parts)))
    if condition.operator == "exists":
        return replace(condition, value=not condition.value)
    if condition.operator in ORDERINGS:
        missing = Comparison(condition.subject, "exists", value=False)
        return AnyOf((missing, replace(condition, operator=OPPOSITES[condition.operator])))
    return replace(condition, operator="=" if condition.operator == "!=" else "!=")


def get_possible_values(subject: Subject, definition: Definition) -> PossibleValues:
    """Return what the subject can be before anything is compared."""
    if isinstance(subject, ScoreValue):
        # A score always has a result, which may be that it is incomplete.
        return PossibleValues(get_possible_outputs(subject), can_be_missing=subject.value != "result")
    return PossibleValues(get_possible_answers(definition.question(subject.question)))


def get_possible_answers(question: Question) -> NumberRange | WordSet:
    if question.kind in NUMBER_KINDS:
        return NumberRange.between(question.bounds.lowest, question.bounds.highest, question.decimals)
    if question.kind in {Kind.YES_NO, Kind.CONSENT}:
        return WordSet(frozenset({True, False}))
    codes = frozenset(question.choice_by_code)
    if question.kind is Kind.MANY_OF:
        return WordSet(codes, alone=frozenset(choice.code for choice in question.choices if choice.exclusive))
    return WordSet(codes or None)


def get_possible_outputs(subject: ScoreValue) -> NumberRange | WordSet:
    kind = RULES[subject.score].outputs[subject.value]
    if isinstance(kind, WholeNumber):
        return NumberRange(kind.lowest, kind.highest)
    names = frozenset(kind.names)
    return WordSet(names) if isinstance(kind, OneOf) else WordSet(names, alone=frozenset())
