"""Values that stand for all others: with these, conditions are tried in place of everything that somebody could answer.

Numbers are tried on both sides of each number that they are compared with, choices one by one, and options of which
several can be chosen in every combination. So what holds for no trial holds for nobody.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from typing import TypeVar

from intake.engine.conditions import ScoreValue, Value, is_number, to_decimal
from intake.engine.questions import NUMBER_KINDS, Kind, Question
from intake.engine.scoring import RULES
from intake.engine.scoring.scoring_rule import OneOf, WholeNumber

N = TypeVar("N", int, float, Decimal)

MAX_TICKS = 10  # options of one question that are tried in every combination
SOMETHING_ELSE = "\0"  # a text that no condition compares with: definitions hold no NUL character


class TooManyCombinations(Exception):
    """More combinations than can be tried."""


def list_neighbours(value: N, distance: N | int = 1) -> tuple[N, N, N]:
    """Return a number, and the numbers right below and above it."""
    return value, value - distance, value + distance


def list_trial_answers(question: Question, compared: Sequence[Value]) -> list[Value | list[str]]:
    """Return answers that tell these values apart. Raises TooManyCombinations."""
    if question.kind in {Kind.YES_NO, Kind.CONSENT}:
        return [True, False]
    if question.kind in NUMBER_KINDS:
        return [*generate_trial_numbers(question, compared)]
    if question.kind is Kind.MANY_OF:
        return [*list_tick_combinations(question, compared)]
    if question.choices:
        others = [code for code in question.choice_by_code if code not in compared][:1]
        return [*dict.fromkeys(value for value in compared if value in question.choice_by_code), *others]
    return [*dict.fromkeys(compared), SOMETHING_ELSE]


def generate_trial_numbers(question: Question, compared: Iterable[Value]) -> Iterator[Decimal]:
    """Yield, in rising order, the bounds of the question, and each compared number with its neighbours.

    Only those that can be answers: between the bounds, with no more decimal places than the question takes.
    """
    smallest_step = get_smallest_step(question)
    lowest, highest = to_decimal(question.bounds.lowest), to_decimal(question.bounds.highest)
    numbers = {lowest, highest}
    for value in filter(is_number, compared):
        numbers.update(list_neighbours(to_decimal(value), smallest_step))
    yield from sorted(
        number for number in numbers if lowest <= number <= highest and is_multiple(number, smallest_step)
    )


def get_smallest_step(question: Question) -> Decimal:
    """Return by how much two answers to it differ at least: 0.01 with two decimal places."""
    return Decimal(1).scaleb(-question.decimals)


def is_multiple(number: Decimal, step: Decimal) -> bool:
    return number % step == 0


def list_tick_combinations(question: Question, compared: Sequence[Value]) -> list[list[str]]:
    """Return every combination of the compared options and of one that is not compared.

    An option that excludes the rest stands alone. Raises TooManyCombinations for more than `MAX_TICKS` options.
    """
    choices = question.choice_by_code
    named = [code for code in dict.fromkeys(compared) if isinstance(code, str) and code in choices]
    named += [code for code in choices if code not in named and not choices[code].exclusive][:1]
    free = [code for code in named if not choices[code].exclusive]
    if len(free) > MAX_TICKS:
        raise TooManyCombinations
    together = [list(some) for size in range(1, len(free) + 1) for some in combinations(free, size)]
    return together + [[code] for code in named if choices[code].exclusive]


def list_trial_scores(subject: ScoreValue, compared: Sequence[Value]) -> list[Value | list[str]]:
    """Return possible values of a score that tell the compared ones apart."""
    output = RULES[subject.score].outputs[subject.value]
    if isinstance(output, WholeNumber):
        near = {number for value in filter(is_number, compared) for number in list_neighbours(int(value))}
        return [
            *sorted(
                {output.lowest, output.highest, *(value for value in near if output.lowest <= value <= output.highest)}
            )
        ]
    if isinstance(output, OneOf):
        return [*output.names]
    names = [name for name in output.names if name in compared]
    return [list(some) for size in range(len(names) + 1) for some in combinations(names, size)]
