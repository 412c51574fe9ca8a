"""What any answers at all can make of conditions, by trying those that `trial_values` lists."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from math import prod

from intake.engine import routes
from intake.engine.conditions import (
    AnswerTo,
    Comparison,
    Condition,
    Facts,
    ScoreValue,
    Value,
    list_compared_questions,
)
from intake.engine.definition import Definition
from intake.engine.questions import Question, Step
from intake.engine.scoring import RULES
from intake.engine.trial_values import TooManyCombinations, list_trial_answers, list_trial_scores

MAX_COMBINATIONS = 5_000  # combinations of answers, so that publishing takes no more than a moment


def can_be_asked_together(definition: Definition, one: Question, other: Question) -> bool:
    """Return whether some answers bring up both questions. Raises TooManyCombinations."""
    for route in generate_routes(definition, {one.link_id, other.link_id}, []):
        asked = {question.link_id for step in route.steps for question in step.questions}
        if {one.link_id, other.link_id} <= asked:
            return True
    return False


def can_hold(definition: Definition, condition: Condition) -> bool:
    """Return whether some answers and scores make the condition hold. Raises TooManyCombinations."""
    comparisons = list(condition.comparisons())
    scores = list(dict.fromkeys(each.subject.score for each in comparisons if isinstance(each.subject, ScoreValue)))
    values_by_score = [list_score_combinations(score, comparisons) for score in scores]
    tried = 0
    for route in generate_routes(definition, set(list_compared_questions(condition)), comparisons):
        for values in product(*values_by_score):
            tried += 1
            if tried > MAX_COMBINATIONS:
                raise TooManyCombinations
            if condition.holds(Facts(route.values, dict(zip(scores, values, strict=True)))):
                return True
    return False


def generate_routes(
    definition: Definition, questions: set[str], comparisons: Sequence[Comparison]
) -> Iterator[routes.Route]:
    """Yield the routes to these questions, as far as conditions and `comparisons` can tell answers apart.

    Raises TooManyCombinations.
    """
    steps = select_needed_steps(definition, questions)
    conditions = [step.condition for step in steps]
    conditions += [question.condition for step in steps for question in step.questions]
    every = [*comparisons, *(comparison for condition in conditions for comparison in condition.comparisons())]
    compared: dict[str, list[Value]] = {}
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
    """Return the steps, reduced to these questions and to those that they are asked because of."""
    step_of = {question.link_id: step for step in definition.steps for question in step.questions}
    needed: set[str] = set()
    ahead = list(questions)
    while ahead:
        link_id = ahead.pop()
        if link_id not in needed:
            needed.add(link_id)
            for node in (step_of[link_id], definition.question(link_id)):
                ahead += list_compared_questions(node.condition)
    reduced = (
        replace(step, questions=tuple(question for question in step.questions if question.link_id in needed))
        for step in definition.steps
    )
    return tuple(step for step in reduced if step.questions)


def list_score_combinations(score: str, comparisons: Sequence[Comparison]) -> list[Mapping[str, object]]:
    """Return what the values of a score can be at one time, as far as these comparisons tell them apart."""
    compared: dict[ScoreValue, list[Value]] = {}
    relevant = []
    for comparison in comparisons:
        if isinstance(comparison.subject, ScoreValue) and comparison.subject.score == score:
            relevant.append(comparison)
            compared.setdefault(comparison.subject, []).append(comparison.value)
    if possible := RULES[score].possible:
        distinct = {tuple(each.holds(Facts({}, {score: values})) for each in relevant): values for values in possible}
        return list(distinct.values())
    names = [subject.value for subject in compared]
    trials = [[None, *list_trial_scores(subject, values)] for subject, values in compared.items()]
    return [dict(zip(names, combination, strict=True)) for combination in product(*trials)]
