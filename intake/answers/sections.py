"""The few headings under which the check page shows all steps: whom it is about, the answers, contact, agreement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.engine.questions import Kind, Step

CONTACT_KINDS = {Kind.NAME, Kind.EMAIL, Kind.PHONE}
ABOUT, HEALTH, ANSWERS, CONTACT, AGREEMENT = (
    _("Who it is about"),
    _("How you are"),
    _("Your answers"),
    _("How we can reach you"),
    _("What you agree to"),
)


@dataclass(frozen=True)
class Chapter:
    title: str | Promise
    steps: list[Step] = field(default_factory=list)


def chapters(steps: Sequence[Step]) -> list[Chapter]:
    """The steps in their order, with what stands together under one heading."""
    beginning = count_beginning(steps)
    health = HEALTH if any(feeds_score(step) for step in steps) else ANSWERS
    titled = [(title_of(step, is_about=place < beginning, otherwise=health), step) for place, step in enumerate(steps)]
    return [Chapter(title, [step for _title, step in run]) for title, run in groupby(titled, key=lambda pair: pair[0])]


def count_beginning(steps: Iterable[Step]) -> int:
    """How many steps ask for plain facts, as age or country, before any asks how somebody is."""
    beginning = 0
    for number, step in enumerate(steps, start=1):
        if feeds_score(step):
            break
        if any(question.is_scope_fact for question in step.answerable):
            beginning = number
    return beginning


def title_of(step: Step, *, is_about: bool, otherwise: str | Promise) -> str | Promise:
    kinds = {question.kind for question in step.answerable}
    if kinds <= CONTACT_KINDS:
        return CONTACT
    if kinds == {Kind.CONSENT}:
        return AGREEMENT
    return ABOUT if is_about else otherwise


def feeds_score(step: Step) -> bool:
    return any(question.score_inputs or question.is_body_map for question in step.answerable)
