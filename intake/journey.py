"""The way through a questionnaire: which steps a visitor sees, in what order, and what of their answers counts.

A pure function of the definition and the answers. Questions whose conditions do not hold are not asked, and an answer
to a question that is not asked is as good as absent: it neither counts nor makes another question appear.
"""

from dataclasses import replace
from typing import Any

from intake.conditions import Answers, Facts
from intake.definition import Definition
from intake.questions import Kind, Question, Step


def steps(definition: Definition, answers: Answers) -> tuple[Step, ...]:
    """The steps that are asked, in order, each with only those of its questions that are."""
    return walk(definition, answers)[0]


def asked(definition: Definition, answers: Answers) -> dict[str, Any]:
    """The answers that count, in the order of the questions."""
    return walk(definition, answers)[1]


def walk(definition: Definition, answers: Answers) -> tuple[tuple[Step, ...], dict[str, Any]]:
    seen: list[Step] = []
    counted: dict[str, Any] = {}
    for step in definition.steps:
        if not step.condition.holds(Facts(counted)):
            continue
        questions: list[Question] = []
        for question in step.questions:
            if not question.condition.holds(Facts(counted)):
                continue
            questions.append(question)
            if question.is_answerable and answers.get(question.link_id) is not None:
                counted[question.link_id] = answers[question.link_id]
        if questions:
            seen.append(replace(step, questions=tuple(questions)))
    return tuple(seen), counted


def step(definition: Definition, answers: Answers, link_id: str) -> Step | None:
    """That step as it is asked; None if it is not."""
    return next((step for step in steps(definition, answers) if step.link_id == link_id), None)


def email_address(definition: Definition, answers: Answers) -> str:
    """The first e-mail address that was asked for and given; empty if there is none."""
    addresses = {
        question.link_id for step in definition.steps for question in step.questions if question.kind is Kind.EMAIL
    }
    return next((answer for link_id, answer in asked(definition, answers).items() if link_id in addresses), "")


def next_step(definition: Definition, answers: Answers, current: str) -> str | None:
    """The step after `current`; None after the last, and where `current` is not asked."""
    return neighbour(definition, answers, current, 1)


def previous_step(definition: Definition, answers: Answers, current: str) -> str | None:
    return neighbour(definition, answers, current, -1)


def neighbour(definition: Definition, answers: Answers, current: str, distance: int) -> str | None:
    link_ids = [step.link_id for step in steps(definition, answers)]
    if current not in link_ids:
        return None
    position = link_ids.index(current) + distance
    return link_ids[position] if 0 <= position < len(link_ids) else None


def is_finished(step: Step, answers: Answers) -> bool:
    """Whether every question of it that must be answered is."""
    return all(is_answered(question, answers) for question in step.answerable if question.required)


def is_answered(question: Question, answers: Answers) -> bool:
    """Whether there is an answer that will do: to a consent that the clinic cannot do without, only yes is one."""
    answer = answers.get(question.link_id)
    return answer is True if question.kind is Kind.CONSENT else answer is not None


def first_unfinished(definition: Definition, answers: Answers) -> str | None:
    """The first step that still needs an answer; None if the answers can be sent."""
    seen, counted = walk(definition, answers)
    return next((step.link_id for step in seen if not is_finished(step, counted)), None)


def resume_at(definition: Definition, answers: Answers) -> str | None:
    """Where somebody goes on: the step after the last one they answered, but never past one that is unfinished."""
    seen, counted = walk(definition, answers)
    answered = [position for position, step in enumerate(seen) if any(q.link_id in counted for q in step.questions)]
    onward = seen[answered[-1] + 1 :] if answered else seen
    unfinished = first_unfinished(definition, answers)
    reached = [step.link_id for step in seen[: len(seen) - len(onward)]]
    if unfinished in reached or not onward:
        return unfinished
    return onward[0].link_id


def opened(definition: Definition, *, before: Answers, after: Answers) -> str | None:
    """The first step with a question that is asked now and was not before."""
    was_asked = {question.link_id for step in steps(definition, before) for question in step.answerable}
    return next(
        (
            step.link_id
            for step in steps(definition, after)
            if any(question.link_id not in was_asked for question in step.answerable)
        ),
        None,
    )


def is_reachable(definition: Definition, answers: Answers, link_id: str) -> bool:
    """Whether every step before this one is finished."""
    link_ids = [step.link_id for step in steps(definition, answers)]
    unfinished = first_unfinished(definition, answers)
    return link_id in link_ids and (unfinished is None or link_ids.index(link_id) <= link_ids.index(unfinished))
