"""What may put somebody out of this clinic's scope: a plain fact, such as age or country, once it is known.

No symptom does, no score, and no missing answer. Whoever is out of scope is told where to go instead, and can send the
form all the same. Only publishing checks this: what was published before stays as it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod

from intake.engine.conditions import AnswerTo, Comparison, Facts, Value, is_number
from intake.engine.definition import Definition
from intake.engine.eligibility import NOT_FOR_THIS_CLINIC, Rule
from intake.engine.json_object import DefinitionError
from intake.engine.questions import Kind, Question
from intake.engine.trial_values import SOMETHING_ELSE, list_neighbours

SCOPE_FACT_KINDS = {Kind.YES_NO, Kind.ONE_OF, Kind.WHOLE_NUMBER, Kind.NUMBER, Kind.DATE, Kind.COUNTRY}
MAX_SCOPE_COMBINATIONS = 20_000  # combinations of answers to the questions of one rule

TrialAnswers = dict[str, Value | None]  # by linkId; None for no answer


def check_scope(definition: Definition) -> None:
    """Check that only plain facts, once they are known, put anybody out of scope.

    Raises DefinitionError for the first question that is marked as such a fact and is none, and for the first rule that
    needs more than such facts.
    """
    for question in definition.questions():
        check_scope_fact(question)
    for position, rule in enumerate(definition.rules):
        if rule.outcome == NOT_FOR_THIS_CLINIC:
            check_scope_rule(rule, f"rules[{position}]")


def check_scope_fact(question: Question) -> None:
    if not question.is_scope_fact:
        return
    if question.score_inputs:
        raise DefinitionError(question.path, "a question that is used for a score cannot be a scope fact")
    if question.kind not in SCOPE_FACT_KINDS:
        raise DefinitionError(question.path, "a question of this kind cannot be a scope fact")


def check_scope_rule(rule: Rule, path: str) -> None:
    """Check that the rule tells where to go instead, and fires only on answers. Raises DefinitionError."""
    if rule.advice is None:
        raise DefinitionError(f"{path}.notice", "say where the patient can go instead")
    trials = list_distinguishing_answers(list(rule.condition.comparisons()))
    if prod(map(len, trials.values())) > MAX_SCOPE_COMBINATIONS:
        raise DefinitionError(f"{path}.if", "has too many comparisons: split it into several rules")
    for link_id in find_presumed_questions(rule, trials):
        reason = f"must not fire while {link_id!r} is not answered"
        raise DefinitionError(f"{path}.if", reason)
    if not trials:
        raise DefinitionError(f"{path}.if", "must compare at least one answer")


def list_distinguishing_answers(comparisons: Sequence[Comparison]) -> dict[str, list[Value | None]]:
    """Return, by question, None for no answer, and answers that tell the comparisons apart."""
    values: dict[str, list[Value | None]] = {}
    for comparison in comparisons:
        if isinstance(comparison.subject, AnswerTo):
            found = values.setdefault(comparison.subject.question, [None, SOMETHING_ELSE])
            found.extend(generate_boundary_values(comparison))
    return {question: list(dict.fromkeys(found)) for question, found in values.items()}


def generate_boundary_values(comparison: Comparison) -> Iterator[Value]:
    """Yield answers on both sides of what this compares with."""
    value = comparison.value
    if comparison.operator == "exists":
        return
    if isinstance(value, bool):
        yield from (True, False)
    elif is_number(value):
        yield from list_neighbours(value)
    else:
        yield value


def find_presumed_questions(rule: Rule, trials: Mapping[str, Sequence[Value | None]]) -> Iterator[str]:
    """Yield the questions without whose answer the rule fires, though some answer would keep it from firing."""
    for combination in product(*trials.values()):
        answers = dict(zip(trials, combination, strict=True))
        if is_rule_fired(rule, answers):
            for link_id, answer in answers.items():
                if answer is None and not is_answer_irrelevant(rule, answers, link_id, trials[link_id]):
                    yield link_id


def is_answer_irrelevant(rule: Rule, answers: TrialAnswers, link_id: str, values: Sequence[Value | None]) -> bool:
    """Return whether the rule fires whatever is answered to this question."""
    return all(is_rule_fired(rule, answers | {link_id: value}) for value in values)


def is_rule_fired(rule: Rule, answers: TrialAnswers) -> bool:
    return rule.condition.holds(Facts(answers))
