"""What can be: which values tell comparisons apart, and what any answers at all can make of conditions.

Numbers are tried on both sides of each number that they are compared with, choices one by one, ticks in every
combination, and nothing everywhere. So what holds for no trial holds for nobody.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, product
from math import prod
from typing import Any

from intake.engine import routes
from intake.engine.conditions import AnswerTo, Comparison, Condition, Facts, ScoreValue, is_number, to_decimal
from intake.engine.definition import Definition
from intake.engine.questions import NUMBER_KINDS, Kind, Question, Step
from intake.engine.scoring import RULES
from intake.engine.scoring.scoring_rule import OneOf, SomeOf, WholeNumber

MAX_COMBINATIONS = 5_000  # combinations of answers, so that publishing takes no more than a moment
MAX_TICKS = 10  # of one question, in every combination
SOMETHING_ELSE = "\0"  # no answer that a condition can compare with

Compared = Mapping[str, Sequence[Any]]


class TooManyCombinations(Exception):
    """More combinations than can be tried."""


def can_be_asked_together(definition: Definition, one: Question, other: Question) -> bool:
    """Whether some answers bring up both questions. Raises TooMuch."""
    for route in generate_routes(definition, {one.link_id, other.link_id}, []):
        asked = {question.link_id for step in route.steps for question in step.questions}
        if {one.link_id, other.link_id} <= asked:
            return True
    return False


def can_hold(definition: Definition, condition: Condition) -> bool:
    """Whether some answers and scores make it hold. Raises TooMuch."""
    comparisons = list(condition.comparisons())
    questions = {each.subject.question for each in comparisons if isinstance(each.subject, AnswerTo)}
    scores = list(dict.fromkeys(each.subject.score for each in comparisons if isinstance(each.subject, ScoreValue)))
    scored = [list_score_combinations(score, comparisons) for score in scores]
    tried = 0
    for route in generate_routes(definition, questions, comparisons):
        for combination in product(*scored):
            tried += 1
            if tried > MAX_COMBINATIONS:
                raise TooManyCombinations
            if condition.holds(Facts(route.values, dict(zip(scores, combination, strict=True)))):
                return True
    return False


def generate_routes(
    definition: Definition, questions: set[str], comparisons: Sequence[Comparison]
) -> Iterator[routes.Route]:
    """The ways that lead to these questions, as far as answers can tell them apart. Raises TooMuch."""
    steps = select_needed_steps(definition, questions)
    conditions = [step.condition for step in steps]
    conditions += [question.condition for step in steps for question in step.questions]
    every = [*comparisons, *(comparison for condition in conditions for comparison in condition.comparisons())]
    compared: dict[str, list[Any]] = {}
    for comparison in every:
        if isinstance(comparison.subject, AnswerTo):
            values = compared.setdefault(comparison.subject.question, [])
            values += [] if comparison.operator == "exists" else [comparison.value]
    trials = {name: [None, *list_trial_answers(definition.question(name), values)] for name, values in compared.items()}
    if prod(map(len, trials.values())) > MAX_COMBINATIONS:
        raise TooManyCombinations
    for combination in product(*trials.values()):
        yield routes.resolve_route_of_steps(steps, dict(zip(trials, combination, strict=True)))


def select_needed_steps(definition: Definition, questions: set[str]) -> tuple[Step, ...]:
    """The steps with these questions and with all that bring them up, and nothing else."""
    step_of = {question.link_id: step for step in definition.steps for question in step.questions}
    needed: set[str] = set()
    ahead = list(questions)
    while ahead:
        link_id = ahead.pop()
        if link_id not in needed:
            needed.add(link_id)
            nodes = (step_of[link_id], definition.question(link_id))
            ahead += [name for node in nodes for name in iter_compared_questions(node.condition)]
    reduced = (
        replace(step, questions=tuple(question for question in step.questions if question.link_id in needed))
        for step in definition.steps
    )
    return tuple(step for step in reduced if step.questions)


def iter_compared_questions(condition: Condition) -> Iterator[str]:
    for comparison in condition.comparisons():
        if isinstance(comparison.subject, AnswerTo):
            yield comparison.subject.question


# --- What a subject can be -------------------------------------------------------------------------------------------


def list_trial_answers(question: Question, compared: Sequence[Any]) -> list[Any]:
    """Answers that tell these values apart. Raises TooMuch."""
    if question.kind in {Kind.YES_NO, Kind.CONSENT}:
        return [True, False]
    if question.kind in NUMBER_KINDS:
        return list(generate_trial_numbers(question, compared))
    if question.kind is Kind.MANY_OF:
        return list_tick_combinations(question, compared)
    if question.choices:
        others = [code for code in question.choice_by_code if code not in compared][:1]
        return [*dict.fromkeys(value for value in compared if value in question.choice_by_code), *others]
    return [*dict.fromkeys(compared), SOMETHING_ELSE]


def generate_trial_numbers(question: Question, compared: Sequence[Any]) -> Iterator[Any]:
    """Each number, and its neighbours, as far as they are answers; and the ends."""
    smallest = Decimal(1).scaleb(-question.decimals)
    lowest, highest = to_decimal(question.bounds.lowest), to_decimal(question.bounds.highest)
    numbers = {lowest, highest}
    for value in filter(is_number, compared):
        numbers |= {to_decimal(value) - smallest, to_decimal(value), to_decimal(value) + smallest}
    yield from sorted(number for number in numbers if lowest <= number <= highest and is_on_grid(number, smallest))


def is_on_grid(number: Decimal, smallest: Decimal) -> bool:
    return number % smallest == 0


def list_tick_combinations(question: Question, compared: Sequence[Any]) -> list[Any]:
    """Every combination of the choices that are compared with and of one that is not; what stands alone, alone."""
    choices = question.choice_by_code
    named = [code for code in dict.fromkeys(compared) if code in choices]
    named += [code for code in choices if code not in named and not choices[code].exclusive][:1]
    free = [code for code in named if not choices[code].exclusive]
    if len(free) > MAX_TICKS:
        raise TooManyCombinations
    together = [list(some) for size in range(1, len(free) + 1) for some in combinations(free, size)]
    return together + [[code] for code in named if choices[code].exclusive]


def list_score_combinations(score: str, comparisons: Sequence[Comparison]) -> list[Mapping[str, Any]]:
    """What the values of a score can be at one time, as far as these comparisons tell it apart."""
    compared: dict[ScoreValue, list[Any]] = {}
    about = [each for each in comparisons if isinstance(each.subject, ScoreValue) and each.subject.score == score]
    for comparison in about:
        compared.setdefault(comparison.subject, []).append(comparison.value)  # type: ignore[arg-type]
    if not (possible := RULES[score].possible):
        names = [subject.value for subject in compared]
        values = [[None, *list_trial_scores(subject, told)] for subject, told in compared.items()]
        return [dict(zip(names, combination, strict=True)) for combination in product(*values)]
    told_apart = {tuple(each.holds(Facts({}, {score: values})) for each in about): values for values in possible}
    return list(told_apart.values())


def list_trial_scores(subject: ScoreValue, compared: Sequence[Any]) -> list[Any]:
    kind = RULES[subject.score].outputs[subject.value]
    if isinstance(kind, WholeNumber):
        near = {int(value) + step for value in filter(is_number, compared) for step in (-1, 0, 1)}
        return sorted({kind.lowest, kind.highest, *(value for value in near if kind.lowest <= value <= kind.highest)})
    if isinstance(kind, OneOf):
        return list(kind.names)
    names = [name for name in kind.names if name in compared]
    return [list(some) for size in range(len(names) + 1) for some in combinations(names, size)]


# --- Comparisons -----------------------------------------------------------------------------------------------------


def explain_impossible_comparison(comparison: Comparison, definition: Definition) -> str:
    """Why a comparison tells nobody from anybody: what it compares with can never be. Empty if it can."""
    if isinstance(comparison.subject, ScoreValue):
        return explain_impossible_score(comparison.subject, comparison)
    if comparison.operator == "exists":
        return ""
    question = definition.question(comparison.subject.question)
    if question.kind not in NUMBER_KINDS:
        return explain_impossible_answer(question, comparison.value)
    if not is_number(comparison.value):
        return f"{question.link_id!r} is answered with a number"
    ends = to_decimal(question.bounds.lowest), to_decimal(question.bounds.highest)
    smallest = Decimal(1).scaleb(-question.decimals)
    return explain_impossible_number(f"the answer to {question.link_id!r}", comparison, *ends, smallest)


def explain_impossible_answer(question: Question, value: Any) -> str:
    """Why nobody answers a question so; which choices there are is known since the definition was read."""
    if question.kind in {Kind.YES_NO, Kind.CONSENT}:
        return "" if isinstance(value, bool) else f"{question.link_id!r} is answered with true or false"
    if not isinstance(value, str):
        return f"{question.link_id!r} is answered with text, not with {value!r}"
    is_wrong_date = question.kind is Kind.DATE and not is_date(value)
    is_wrong_text = question.max_length and not 0 < len(value.strip()) == len(value) <= question.max_length
    return f"nobody can answer {question.link_id!r} with {value!r}" if is_wrong_date or is_wrong_text else ""


def is_date(text: str) -> bool:
    parts = text.split("-")
    shape = [len(part) for part in parts]
    return shape in ([4], [4, 2], [4, 2, 2]) and all(part.isascii() and part.isdigit() for part in parts)


def explain_impossible_score(subject: ScoreValue, comparison: Comparison) -> str:
    outputs = RULES[subject.score].outputs
    if subject.value not in outputs:
        return f"{subject.score!r} has no {subject.value!r}; it has {', '.join(outputs)}"
    if comparison.operator == "exists":
        return ""
    kind, value, name = outputs[subject.value], comparison.value, f"{subject.score}.{subject.value}"
    if isinstance(kind, WholeNumber):
        if not is_number(value):
            return f"{name} is a number, not the text {value!r}"
        return explain_impossible_number(name, comparison, Decimal(kind.lowest), Decimal(kind.highest), Decimal(1))
    if isinstance(kind, OneOf | SomeOf) and (comparison.operator not in {"=", "!="} or value not in kind.names):
        return f"{name} is one of: {', '.join(kind.names)}"
    return ""


def explain_impossible_number(
    name: str, comparison: Comparison, lowest: Decimal, highest: Decimal, smallest: Decimal
) -> str:
    """Why this comparison can hold of no number, or of every one, from `lowest` to `highest`."""
    value = to_decimal(comparison.value)
    beyond = f"{name} lies between {lowest:f} and {highest:f}, so {comparison.operator} {value:f} "
    if comparison.operator in {"=", "!="}:
        if lowest <= value <= highest and is_on_grid(value, smallest):
            return ""
        return beyond + ("never holds" if comparison.operator == "=" else "always holds")
    can = {">": highest > value, ">=": highest >= value, "<": lowest < value, "<=": lowest <= value}
    return "" if can[comparison.operator] else beyond + "never holds"
