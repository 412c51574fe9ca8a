"""Answers in words: each under its question as it was asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_countries import countries

from intake.answers.email_domains import suggest_correction
from intake.answers.number_format import format_number
from intake.engine import routes
from intake.engine.conditions import Answers
from intake.engine.definition import Definition
from intake.engine.questions import Choice, Kind, Question, Step


@dataclass(frozen=True)
class AnswerGroup:
    """Lines that belong together, such as the painful areas of one region. Most answers are one, without heading."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class AnsweredQuestion:
    question: Question
    # Empty if the question was not answered.
    groups: tuple[AnswerGroup, ...]
    # What was chosen of several choices, by its codes.
    codes: tuple[str, ...] = ()


class CheckedAnswer(NamedTuple):
    """An answer that a page shows to be checked."""

    question: Question
    groups: tuple[AnswerGroup, ...]
    # The email address that was probably meant; empty where the answer does not look mistyped.
    suggestion: str


@dataclass(frozen=True)
class AnsweredStep:
    title: str
    answers: tuple[AnsweredQuestion, ...]


def present_steps(definition: Definition, answers: Answers) -> tuple[AnsweredStep, ...]:
    """Return the steps in the order in which they were asked. Leave out what was not asked."""
    return tuple(present_step(step, answers) for step in routes.get_asked_steps(definition, answers) if step.answerable)


def present_step(step: Step, answers: Answers) -> AnsweredStep:
    answered = (present_question(question, answers.get(question.link_id)) for question in step.answerable)
    return AnsweredStep(step.title, tuple(answered))


def present_question(question: Question, answer: Any) -> AnsweredQuestion:
    codes = tuple(answer) if question.kind is Kind.MANY_OF and answer else ()
    return AnsweredQuestion(question, present_answer(question, answer), codes)


def present_for_check(questions: Iterable[Question], answers: Answers) -> list[CheckedAnswer]:
    """Return each question with its answer, and a suggestion where an email address looks mistyped."""
    answered = [(question, answers.get(question.link_id)) for question in questions]
    return [
        CheckedAnswer(question, present_answer(question, answer), suggest_correction(question, answer))
        for question, answer in answered
    ]


def present_answer(question: Question, answer: Any) -> tuple[AnswerGroup, ...]:
    """Return an answer in the words that were offered; nothing for None, an empty text or no choice."""
    if answer is None or answer in ("", []):
        return ()
    if question.kind is Kind.MANY_OF:
        return tuple(group_by_region(choice for choice in question.choices if choice.code in answer))
    return (AnswerGroup("", (format_answer(question, answer),)),)


def format_answer(question: Question, answer: Any) -> str:
    match question.kind:
        case Kind.CONSENT:
            line = _("Agreed") if answer else _("Not agreed")
        case Kind.YES_NO:
            line = _("Yes") if answer else _("No")
        case Kind.ONE_OF:
            line = question.choice_by_code[answer].text
        case Kind.RATING:
            line = _("%(number)s out of %(highest)s") % {"number": answer, "highest": question.bounds.highest}
        case Kind.WHOLE_NUMBER | Kind.NUMBER:
            line = f"{format_number(answer)} {question.unit}"
        case Kind.DATE:
            line = format_partial_date(answer)
        case Kind.COUNTRY:
            line = countries.name(answer) or answer
        case _:
            return str(answer)
    return str(line).strip()


def format_partial_date(answer: str) -> str:
    """Return a date as far as it is known: `May 2019` for `2019-05`."""
    parts = [int(part) for part in answer.split("-")]
    shape = {1: "Y", 2: "YEAR_MONTH_FORMAT", 3: "DATE_FORMAT"}[len(parts)]
    return date_format(date(*parts, *[1] * (3 - len(parts))), shape)


def group_by_region(choices: Iterable[Choice]) -> Iterable[AnswerGroup]:
    lines: dict[str, list[str]] = {}
    for choice in choices:
        lines.setdefault(choice.region.text if choice.region else "", []).append(choice.text)
    return (AnswerGroup(heading, tuple(texts)) for heading, texts in lines.items())
