"""What the clinic's rules make of a visitor's answers: the scores, the outcome, and the reasons.

A pure function of the definition and the answers. The same answers give the same bytes, today and in ten years. To that
end a submission keeps the version of the questionnaire that it was made with, and a scoring rule that changes gets a
new version.
"""

from dataclasses import dataclass
from typing import Any

from intake.engine import eligibility, routes
from intake.engine.conditions import Answers, AnswerTo, Facts
from intake.engine.definition import Definition
from intake.engine.eligibility import Rule
from intake.engine.json_object import DefinitionError, Json, to_canonical_json
from intake.engine.questions import Kind, Question, Step
from intake.engine.routes import Route
from intake.engine.score_inputs import check_score_inputs, group_questions_by_input
from intake.engine.scoring import RULES, Score
from intake.engine.scoring.scoring_rule import Input


@dataclass(frozen=True)
class Assessment:
    outcome: str  # a value of intake.enums.SuggestedOutcome
    urgency: str  # a value of intake.enums.Urgency
    scores: tuple[Score, ...]
    reasons: tuple[Rule, ...]  # the rules that fired, in order

    def to_json(self) -> Json:
        return {
            "outcome": self.outcome,
            "urgency": self.urgency,
            "scores": [score.to_json() for score in self.scores],
            "reasons": [
                {"rule": rule.id, "outcome": rule.outcome, "urgent": rule.urgent, "reason": rule.reason}
                for rule in self.reasons
            ],
        }

    def to_bytes(self) -> bytes:
        """Return the canonical JSON: equal assessments are equal bytes."""
        return to_canonical_json(self.to_json())


def assess_answers(definition: Definition, answers: Answers) -> Assessment:
    """Return the scores, the outcome and the reasons.

    Answers to questions that are not asked do not count. Unfinished answers can be assessed too.
    """
    route = routes.resolve_route(definition, answers)
    scores = tuple(RULES[name].score(collect_score_inputs(name, definition, route)) for name in definition.scores)
    facts = Facts(route.values, {score.rule: {"result": score.result, **score.values} for score in scores})
    decision = eligibility.apply_rules(definition.rules, facts)
    return Assessment(decision.outcome, decision.urgency, scores, decision.fired)


def find_advising_rules(step: Step, definition: Definition, *, before: Answers, after: Answers) -> tuple[Rule, ...]:
    """Return the rules with advice for the visitor who answered this step.

    These are the rules that fire now and either did not before, or depend on this step. So advice that was given for an
    answer is given again if the same answer is sent again, and a double click skips none.
    """
    fired_before = assess_answers(definition, before).reasons
    return tuple(
        rule
        for rule in assess_answers(definition, after).reasons
        if rule.advice and (rule not in fired_before or can_affect_rule(step, rule))
    )


def can_affect_rule(step: Step, rule: Rule) -> bool:
    """Return whether the rule compares an answer on this step, or a score that such an answer feeds."""
    link_ids = {question.link_id for question in step.questions}
    fed = {target.partition(".")[0] for question in step.questions for target in question.score_inputs}
    subjects = {comparison.subject for comparison in rule.condition.comparisons()}
    return any(
        subject.question in link_ids if isinstance(subject, AnswerTo) else subject.score in fed for subject in subjects
    )


def collect_score_inputs(score: str, definition: Definition, route: Route) -> dict[str, object]:
    """Return the inputs of a scoring rule. An unanswered question gives none, which is not the same as 0.

    Where several questions in branches that exclude each other feed one input, the one that was asked gives it.
    """
    asked = {question.link_id for step in route.steps for question in step.questions}
    given: dict[str, Any] = {}
    for name, questions in group_questions_by_input(score, definition).items():
        feeding = [question for question in questions if question.link_id in asked]
        if feeding and (answer := route.answers.get(feeding[-1].link_id)) is not None:
            given[name] = get_input_value(feeding[-1], answer, RULES[score].inputs[name])
    return {name: value for name, value in given.items() if value is not None}


def get_input_value(question: Question, answer: Any, kind: Input) -> Any:
    """Return what the answer gives an input of this kind; None if it gives nothing."""
    if question.kind is Kind.YES_NO:
        return kind.from_answer((), (), answer)
    chosen = [question.choice_by_code[code] for code in ([answer] if isinstance(answer, str) else answer)]
    return kind.from_answer(
        [choice.code for choice in chosen if not choice.exclusive],
        [choice.ordinal for choice in chosen if choice.ordinal is not None],
        None,
    )


def check_scores(definition: Definition) -> None:
    """Check that every score exists, may be used, and gets all its inputs. Raises DefinitionError."""
    for position, name in enumerate(definition.scores):
        path = f"scores[{position}]"
        if name not in RULES:
            raise DefinitionError(path, f"{name!r} is not a scoring rule; choose one of: {', '.join(sorted(RULES))}")
        if not RULES[name].licence.statement:
            raise DefinitionError(path, f"{name!r} has no recorded licence")
        missing = set(RULES[name].inputs) - set(group_questions_by_input(name, definition))
        if missing:
            raise DefinitionError(path, f"no question is used for these score inputs: {', '.join(sorted(missing))}")
        if name in definition.scores[:position]:
            raise DefinitionError(path, f"{name!r} is listed twice")
    check_score_inputs(definition)


def check_case_outcomes(definition: Definition) -> None:
    """Check that each test case comes out as it says. Raises DefinitionError for the first that does not."""
    for position, case in enumerate(definition.cases):
        found = assess_answers(definition, case.answers)
        expected = eligibility.URGENT if case.urgent else eligibility.ROUTINE
        if (found.outcome, found.urgency) != (case.outcome, expected):
            raise DefinitionError(
                f"cases[{position}]",
                f"{case.name!r} expects {case.outcome}, {expected}, "
                f"but the rules give {found.outcome}, {found.urgency}",
            )
