"""The truth table of eligibility rules: a row for each test case, and one for each set of rules that fire together.

The rows are made from what the rules compare with: one or two facts at a time about a person who is otherwise as
unremarkable as can be. They are a preview: not every row can be reached through the questions.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from intake.engine import eligibility
from intake.engine.assessment import assess_answers
from intake.engine.conditions import AnswerTo, Comparison, Facts, Scalar, ScoreValue, Subject, is_number
from intake.engine.definition import Definition
from intake.engine.eligibility import Decision, Rule
from intake.engine.questions import Kind, Question
from intake.engine.trial_values import list_neighbours
from intake.questionnaires import wording

MAX_PAIRS = 20_000  # pairs of facts, so that a questionnaire of any size has its preview in a moment

GivenValues = Mapping[Subject, Scalar | None]  # None for no answer
Candidates = Mapping[Subject, Sequence[Scalar | None]]


@dataclass(frozen=True)
class TruthTableRow:
    name: str
    facts: tuple[str, ...]  # in words
    rules: tuple[tuple[int, Rule], ...]  # those that fire, with their position, counted from 1
    outcome: str
    passes: bool | None = None  # whether a test case comes out as it must; None for other rows


@dataclass(frozen=True)
class TruthTable:
    cases: tuple[TruthTableRow, ...]
    combinations: tuple[TruthTableRow, ...]
    silent: tuple[tuple[int, Rule], ...]  # rules that fire in no row


def build_truth_table(definition: Definition) -> TruthTable:
    cases = tuple(build_case_rows(definition))
    combined = tuple(build_combination_rows(definition))
    fired = {rule.id for row in (*cases, *combined) for _number, rule in row.rules}
    silent = [(number, rule) for number, rule in enumerate(definition.rules, start=1) if rule.id not in fired]
    return TruthTable(cases, combined, tuple(silent))


def build_case_rows(definition: Definition) -> Iterator[TruthTableRow]:
    for case in definition.cases:
        found = assess_answers(definition, case.answers)
        urgent = found.urgency == eligibility.URGENT
        yield TruthTableRow(
            name=case.name,
            facts=tuple(
                f"{definition.question(link_id).label}: {wording.describe_answer(answer, definition.question(link_id))}"
                for link_id, answer in case.answers.items()
            ),
            rules=number_rules(found.reasons, definition),
            outcome=wording.describe_outcome(found.outcome, urgent=urgent),
            passes=(found.outcome, urgent) == (case.outcome, case.urgent),
        )


def number_rules(fired: Sequence[Rule], definition: Definition) -> tuple[tuple[int, Rule], ...]:
    return tuple((definition.rules.index(rule) + 1, rule) for rule in fired)


def build_combination_rows(definition: Definition) -> Iterator[TruthTableRow]:
    """Yield a row for each set of rules that fire together, with as few remarkable facts as possible."""
    seen: set[tuple[Rule, ...]] = set()
    candidates = list_candidate_values(definition)
    quiet = find_quietest_values(definition, candidates)
    for remarkable in generate_trials(candidates, quiet):
        decision = decide_for_values(definition, {**quiet, **remarkable})
        if decision.fired not in seen:
            seen.add(decision.fired)
            yield TruthTableRow(
                name="",
                facts=tuple(describe_fact(subject, value, definition) for subject, value in remarkable.items()),
                rules=number_rules(decision.fired, definition),
                outcome=wording.describe_outcome(decision.outcome, urgent=decision.urgency == eligibility.URGENT),
            )


def generate_trials(candidates: Candidates, quiet: GivenValues) -> Iterator[GivenValues]:
    """Yield the remarkable values of each trial: first none, then one, then two."""
    single = [(subject, value) for subject, values in candidates.items() for value in values if value != quiet[subject]]
    yield {}
    yield from ({subject: value} for subject, value in single)
    pairs = ((one, other) for one, other in combinations(single, 2) if one[0] != other[0])
    for _tried, (one, other) in zip(range(MAX_PAIRS), pairs, strict=False):
        yield dict((one, other))


def find_quietest_values(definition: Definition, candidates: Candidates) -> GivenValues:
    """Return for each subject the value with which the fewest rules fire, given the values of those before it."""
    quiet: dict[Subject, Scalar | None] = {}
    for subject, values in candidates.items():
        quiet[subject] = min(
            values, key=lambda value: len(decide_for_values(definition, {**quiet, subject: value}).fired)
        )
    return quiet


def decide_for_values(definition: Definition, given: GivenValues) -> Decision:
    answers = {subject.question: value for subject, value in given.items() if isinstance(subject, AnswerTo)}
    scores: dict[str, dict[str, Scalar | None]] = {}
    for subject, value in given.items():
        if isinstance(subject, ScoreValue):
            scores.setdefault(subject.score, {})[subject.value] = value
    return eligibility.apply_rules(definition.rules, Facts(answers, scores))


def describe_fact(subject: Subject, value: Scalar | None, definition: Definition) -> str:
    """Return in words that the subject has this value; None stands for a missing answer."""
    return wording.describe_condition(
        Comparison(subject, "exists", False) if value is None else Comparison(subject, "=", value), definition
    )


def list_candidate_values(definition: Definition) -> Candidates:
    """Return, by subject, values that tell rules apart: one that no rule compares with, compared ones, and None."""
    compared: dict[Subject, list[Comparison]] = {}
    for rule in definition.rules:
        for comparison in rule.condition.comparisons():
            compared.setdefault(comparison.subject, []).append(comparison)
    return {
        subject: [*dict.fromkeys(generate_compared_values(subject, comparisons, definition)), None]
        for subject, comparisons in compared.items()
    }


def generate_compared_values(
    subject: Subject, comparisons: Sequence[Comparison], definition: Definition
) -> Iterator[Scalar]:
    question = definition.question(subject.question) if isinstance(subject, AnswerTo) else None
    if question:
        yield from generate_other_values(question, {comparison.value for comparison in comparisons})
    for comparison in comparisons:
        value = comparison.value
        if comparison.operator == "exists":
            continue
        yield from list_neighbours(value) if is_number(value) else (value,)


def generate_other_values(question: Question, compared: set[Scalar]) -> Iterator[Scalar]:
    """Yield something that the question can be answered with and no rule compares with."""
    if question.kind in {Kind.YES_NO, Kind.CONSENT}:
        yield from (False, True)
    elif uncompared := [code for code in question.choice_by_code if code not in compared]:
        yield uncompared[-1]
    elif not question.choices and question.bounds.lowest is None:
        yield "…"
