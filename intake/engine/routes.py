"""The route through a questionnaire: which steps a visitor sees, in what order, and which of their answers count.

A pure function of the definition and the answers. Questions whose conditions do not hold are not asked. An answer to a
question that is not asked is treated as missing: it neither counts nor makes another question appear.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from intake.engine.conditions import ALWAYS, Answers, Facts
from intake.engine.definition import Definition
from intake.engine.questions import Kind, Question, Step


@dataclass(frozen=True)
class Route:
    """The steps that are asked, in order, each with only the questions that are asked; and the answers that count."""

    steps: tuple[Step, ...]
    answers: dict[str, Any]
    values: dict[str, Any]  # the answers as conditions and rules compare them

    def step(self, link_id: str) -> Step | None:
        """Return this step as it is asked, or None if it is not."""
        return next((step for step in self.steps if step.link_id == link_id), None)

    def after(self, link_id: str) -> str | None:
        """Return the linkId of the step after this one; None after the last, and if this one is not asked."""
        return self.neighbour(link_id, 1)

    def before(self, link_id: str) -> str | None:
        return self.neighbour(link_id, -1)

    def neighbour(self, link_id: str, distance: int) -> str | None:
        """Return the linkId of the step that stands so many steps further on; None if there is none."""
        link_ids = [step.link_id for step in self.steps]
        if link_id not in link_ids:
            return None
        position = link_ids.index(link_id) + distance
        return link_ids[position] if 0 <= position < len(link_ids) else None

    @cached_property
    def first_unfinished(self) -> str | None:
        """The linkId of the first step that still needs an answer; None if the answers can be sent."""
        return next((step.link_id for step in self.steps if not is_finished(step, self.answers)), None)

    def reaches(self, link_id: str) -> bool:
        """Return whether this step is asked and every step before it is finished."""
        link_ids = [step.link_id for step in self.steps]
        if link_id not in link_ids:
            return False
        unfinished = self.first_unfinished
        return unfinished is None or link_ids.index(link_id) <= link_ids.index(unfinished)

    @property
    def resume_at(self) -> str | None:
        """The linkId of the step to go on with: the one after the last answered step, but never past an unfinished one.

        None if all steps are finished.
        """
        answered = [
            position
            for position, step in enumerate(self.steps)
            if any(question.link_id in self.answers for question in step.questions)
        ]
        reached = answered[-1] + 1 if answered else 0
        is_behind = self.first_unfinished in {step.link_id for step in self.steps[:reached]}
        if is_behind or reached == len(self.steps):
            return self.first_unfinished
        return self.steps[reached].link_id


def resolve_route(definition: Definition, answers: Answers) -> Route:
    return resolve_route_of_steps(definition.steps, answers)


def resolve_route_of_steps(steps: Iterable[Step], answers: Answers) -> Route:
    """Return the route through these steps. Conditions on questions of other steps find no answer."""
    seen: list[Step] = []
    counted: dict[str, Any] = {}
    values: dict[str, Any] = {}
    # The answers that count so far: `values` grows step by step.
    facts = Facts(values)
    for step in steps:
        if not step.condition.holds(facts):
            continue
        questions: list[Question] = []
        for question in step.questions:
            if not question.condition.holds(facts):
                continue
            questions.append(question)
            if question.is_answerable and answers.get(question.link_id) is not None:
                counted[question.link_id] = answers[question.link_id]
                values[question.link_id] = question.value_of(answers[question.link_id])
        if len(questions) == len(step.questions):
            seen.append(step)
        elif questions:
            seen.append(replace(step, questions=tuple(questions)))
    return Route(tuple(seen), counted, values)


def get_asked_steps(definition: Definition, answers: Answers) -> tuple[Step, ...]:
    """Return the steps that are asked, in order, each with only the questions that are asked."""
    return resolve_route(definition, answers).steps


def get_counted_answers(definition: Definition, answers: Answers) -> dict[str, Any]:
    """Return the answers that count, in the order of the questions."""
    return resolve_route(definition, answers).answers


def find_opened_steps(before: Route, after: Route) -> tuple[str, ...]:
    """Return, in order, the steps with a question that is asked now and was not before."""
    was_asked = {question.link_id for step in before.steps for question in step.answerable}
    return tuple(
        step.link_id for step in after.steps if any(question.link_id not in was_asked for question in step.answerable)
    )


def find_unseen_steps(route: Route, answers: Answers) -> tuple[str, ...]:
    """Return the steps with a question that other answers brought up and that was on no page yet.

    Such a question has no entry in `answers`: once it was on a page, an empty answer to it is stored too.
    """
    return tuple(
        step.link_id
        for step in route.steps
        if any(
            question.link_id not in answers
            for question in step.answerable
            if not (step.condition == question.condition == ALWAYS)
        )
    )


def find_email_address(definition: Definition, answers: Answers) -> str:
    """Return the first email address that was asked for and given; empty if there is none."""
    email_questions = {
        question.link_id for step in definition.steps for question in step.questions if question.kind is Kind.EMAIL
    }
    counted = get_counted_answers(definition, answers)
    return next((answer for link_id, answer in counted.items() if link_id in email_questions), "")


def is_finished(step: Step, answers: Answers) -> bool:
    """Return whether all its required questions are answered."""
    return all(is_answered(question, answers) for question in step.answerable if question.required)


def is_answered(question: Question, answers: Answers) -> bool:
    """Return whether there is a sufficient answer: to a consent, only yes is."""
    answer = answers.get(question.link_id)
    return answer is True if question.kind is Kind.CONSENT else answer is not None
