"""The way through a questionnaire: which steps a visitor sees, in what order, and what of their answers counts.

A pure function of the definition and the answers. Questions whose conditions do not hold are not asked, and an answer
to a question that is not asked is as good as absent: it neither counts nor makes another question appear.
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
    """The steps that are asked, in order, each with those of its questions that are; and the answers that count."""

    steps: tuple[Step, ...]
    answers: dict[str, Any]
    values: dict[str, Any]  # the answers as conditions and rules compare them

    def step(self, link_id: str) -> Step | None:
        """That step as it is asked; None if it is not."""
        return next((step for step in self.steps if step.link_id == link_id), None)

    def after(self, link_id: str) -> str | None:
        """The step after this one; None after the last, and where this one is not asked."""
        return self.neighbour(link_id, 1)

    def before(self, link_id: str) -> str | None:
        return self.neighbour(link_id, -1)

    def neighbour(self, link_id: str, distance: int) -> str | None:
        link_ids = [step.link_id for step in self.steps]
        if link_id not in link_ids:
            return None
        position = link_ids.index(link_id) + distance
        return link_ids[position] if 0 <= position < len(link_ids) else None

    @cached_property
    def first_unfinished(self) -> str | None:
        """The first step that still needs an answer; None if the answers can be sent."""
        return next((step.link_id for step in self.steps if not is_finished(step, self.answers)), None)

    def reaches(self, link_id: str) -> bool:
        """Whether this step is asked, and every step before it is finished."""
        link_ids = [step.link_id for step in self.steps]
        if link_id not in link_ids:
            return False
        unfinished = self.first_unfinished
        return unfinished is None or link_ids.index(link_id) <= link_ids.index(unfinished)

    @property
    def resume_at(self) -> str | None:
        """Where somebody goes on: the step after the last one they answered, but never past one that is unfinished."""
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
    """The way through these steps. A question whose condition speaks of a step that is not among them finds nothing."""
    seen: list[Step] = []
    counted: dict[str, Any] = {}
    values: dict[str, Any] = {}
    # What counts so far: it grows as the walk goes on.
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
    """The steps that are asked, in order, each with only those of its questions that are."""
    return resolve_route(definition, answers).steps


def get_counted_answers(definition: Definition, answers: Answers) -> dict[str, Any]:
    """The answers that count, in the order of the questions."""
    return resolve_route(definition, answers).answers


def find_opened_steps(before: Route, after: Route) -> tuple[str, ...]:
    """The steps with a question that is asked now and was not before, in order."""
    was_asked = {question.link_id for step in before.steps for question in step.answerable}
    return tuple(
        step.link_id for step in after.steps if any(question.link_id not in was_asked for question in step.answerable)
    )


def find_unseen_steps(route: Route, answers: Answers) -> tuple[str, ...]:
    """The steps with a question that another answer brought up and that stood on no page yet: not even an empty answer
    to it was kept.
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
    """The first e-mail address that was asked for and given; empty if there is none."""
    addresses = {
        question.link_id for step in definition.steps for question in step.questions if question.kind is Kind.EMAIL
    }
    return next(
        (answer for link_id, answer in get_counted_answers(definition, answers).items() if link_id in addresses), ""
    )


def is_finished(step: Step, answers: Answers) -> bool:
    """Whether every question of it that must be answered is."""
    return all(is_answered(question, answers) for question in step.answerable if question.required)


def is_answered(question: Question, answers: Answers) -> bool:
    """Whether there is an answer that will do: to a consent that the clinic cannot do without, only yes is one."""
    answer = answers.get(question.link_id)
    return answer is True if question.kind is Kind.CONSENT else answer is not None
