"""What may say of somebody that this is not the clinic for them: a plain fact as age or country, once it is known.

No symptom and no score does, and no silence. Who is told so is told where to go instead, and can send the form all the
same. Publishing asks this; what was published before stays as it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from intake.engine.conditions import AnswerTo, Comparison, Facts, is_number
from intake.engine.definition import Definition, DefinitionError
from intake.engine.eligibility import NOT_FOR_THIS_CLINIC, Rule
from intake.engine.questions import Kind, Question

SCOPE_FACT_KINDS = {Kind.YES_NO, Kind.ONE_OF, Kind.WHOLE_NUMBER, Kind.NUMBER, Kind.DATE, Kind.COUNTRY}
MAX_SCOPE_COMBINATIONS = 20_000  # combinations of answers
SOMETHING_ELSE = "\0"  # no answer that a rule can compare with

TriedAnswers = dict[str, Any]


def check_scope(definition: Definition) -> None:
    """DefinitionError for the first fact that is none, and for the first rule that says more than facts do."""
    for question in definition.questions():
        check_scope_fact(question)
    for position, rule in enumerate(definition.rules):
        if rule.outcome == NOT_FOR_THIS_CLINIC:
            check_scope_rule(rule, f"rules[{position}]")


def check_scope_fact(question: Question) -> None:
    if not question.is_scope_fact:
        return
    if question.score_inputs:
        raise DefinitionError(question.path, "what feeds a score is no plain fact of scope")
    if question.kind not in SCOPE_FACT_KINDS:
        raise DefinitionError(question.path, "an answer of this kind is no plain fact of scope, as age or country is")


def check_scope_rule(rule: Rule, path: str) -> None:
    if rule.notice is None:
        raise DefinitionError(f"{path}.notice", "say where somebody can go instead")
    possible = list_distinguishing_answers(list(rule.condition.comparisons()))
    combinations = 1
    for values in possible.values():
        combinations *= len(values)
    if combinations > MAX_SCOPE_COMBINATIONS:
        raise DefinitionError(f"{path}.if", "compares with too much at once: make several rules of it")
    for unknown in find_presumed_questions(rule, possible):
        reason = f"fires while {unknown!r} is not answered: what is not known says nothing"
        raise DefinitionError(f"{path}.if", reason)
    if not possible:
        raise DefinitionError(f"{path}.if", "compares with no answer")


def list_distinguishing_answers(comparisons: Sequence[Comparison]) -> dict[str, list[Any]]:
    """By question: no answer, and answers that tell the comparisons apart."""
    values: dict[str, list[Any]] = {}
    for comparison in comparisons:
        if isinstance(comparison.subject, AnswerTo):
            values.setdefault(comparison.subject.question, [None, SOMETHING_ELSE]).extend(
                generate_boundary_values(comparison)
            )
    return {question: list(dict.fromkeys(found)) for question, found in values.items()}


def generate_boundary_values(comparison: Comparison) -> Iterator[Any]:
    value = comparison.value
    if comparison.operator == "exists":
        return
    if isinstance(value, bool):
        yield from (True, False)
    elif is_number(value):
        yield from (value, value - 1, value + 1)  # type: ignore[operator]  # a number
    else:
        yield value


def find_presumed_questions(rule: Rule, possible: Mapping[str, Sequence[Any]]) -> Iterator[str]:
    """The questions without whose answers it fires, though some answer to them would keep it from firing."""
    for combination in product(*possible.values()):
        answers = dict(zip(possible, combination, strict=True))
        if is_rule_fired(rule, answers):
            for question, answer in answers.items():
                if answer is None and not is_answer_irrelevant(rule, answers, question, possible[question]):
                    yield question


def is_answer_irrelevant(rule: Rule, answers: TriedAnswers, question: str, possible: Sequence[Any]) -> bool:
    """Whether it fires whatever is answered to this question."""
    return all(is_rule_fired(rule, answers | {question: value}) for value in possible)


def is_rule_fired(rule: Rule, answers: TriedAnswers) -> bool:
    return rule.condition.holds(Facts(answers))
