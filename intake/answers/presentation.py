"""A submission in words: each answer under its question as it was asked, each score with what it takes to check it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_countries import countries

from intake.answers import numbers
from intake.engine import routes
from intake.engine.definition import Definition
from intake.engine.questions import Choice, Kind, Question, Step
from intake.engine.scoring import RULES, ScoringRule, acr2016


@dataclass(frozen=True)
class AnswerGroup:
    """Lines that belong together, as the painful areas of one region; most answers are one group without a heading."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class AnsweredQuestion:
    question: Question
    groups: tuple[AnswerGroup, ...]  # none: not provided


@dataclass(frozen=True)
class AnsweredStep:
    title: str
    answers: tuple[AnsweredQuestion, ...]


def present_steps(definition: Definition, answers: Mapping[str, Any]) -> tuple[AnsweredStep, ...]:
    """What was asked, in the order in which it was asked. Questions that were not asked are left out."""
    return tuple(present_step(step, answers) for step in routes.get_asked_steps(definition, answers) if step.answerable)


def present_step(step: Step, answers: Mapping[str, Any]) -> AnsweredStep:
    answered = [
        AnsweredQuestion(question, present_answer(question, answers.get(question.link_id)))
        for question in step.answerable
    ]
    return AnsweredStep(step.title, tuple(answered))


def present_answer(question: Question, answer: Any) -> tuple[AnswerGroup, ...]:
    """An answer as it was offered; nothing for None, for no text and for no choice."""
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
            line = f"{numbers.format_number(answer)} {question.unit}"
        case Kind.DATE:
            line = format_partial_date(answer)
        case Kind.COUNTRY:
            line = countries.name(answer) or answer
        case _:
            return str(answer)
    return str(line).strip()


def format_partial_date(answer: str) -> str:
    """`2019`, `2019-05` or `2019-05-12` as far as it is known: `May 2019`."""
    parts = [int(part) for part in answer.split("-")]
    shape = {1: "Y", 2: "YEAR_MONTH_FORMAT", 3: "DATE_FORMAT"}[len(parts)]
    return date_format(date(*parts, *[1] * (3 - len(parts))), shape)


def group_by_region(choices: Iterable[Choice]) -> Iterable[AnswerGroup]:
    lines: dict[str, list[str]] = {}
    for choice in choices:
        lines.setdefault(choice.region.text if choice.region else "", []).append(choice.text)
    return (AnswerGroup(heading, tuple(texts)) for heading, texts in lines.items())


@dataclass(frozen=True)
class Band:
    """A part of a scale, from `start` over `width` points."""

    name: str
    start: int
    width: int

    @property
    def end(self) -> int:
        return self.start + self.width - 1


SEVERITY_SCALE_END = 31


def severity_bands() -> tuple[Band, ...]:
    """The severity bands of FS, lowest first."""
    bands, end = [], SEVERITY_SCALE_END + 1
    for start, name in acr2016.SEVERITIES:
        bands.append(Band(name, start, end - start))
        end = start
    return tuple(reversed(bands))


@dataclass(frozen=True)
class ScorePresentation:
    """A stored score, beside what its rule says of itself."""

    stored: Mapping[str, Any]

    @property
    def rule(self) -> ScoringRule | None:
        """None for a rule that this release no longer knows: the stored score is shown all the same."""
        return RULES.get(self.stored["rule"])

    @property
    def title(self) -> str:
        return self.rule.title if self.rule else str(self.stored["rule"])

    @property
    def is_acr2016(self) -> bool:
        return bool(self.stored["rule"] == acr2016.RULE.id)

    @property
    def inputs(self) -> list[tuple[str, str]]:
        """Each input of the rule with what was answered; an empty text where nothing was."""
        known = list(self.rule.inputs) if self.rule else []
        given = self.stored["inputs"]
        names = known + [name for name in given if name not in known]
        return [(name.replace("_", " "), format_score_input(given.get(name))) for name in names]

    @cached_property
    def bands(self) -> tuple[Band, ...]:
        return severity_bands()


def format_score_input(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value)) or _("none")
    return str(value)


def present_scores(assessment: Mapping[str, Any]) -> list[ScorePresentation]:
    return [ScorePresentation(stored) for stored in assessment["scores"]]
