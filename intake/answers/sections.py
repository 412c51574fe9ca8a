"""The few headings under which the check page shows all steps: whom it is about, the answers, contact, agreement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.engine.questions import Kind, Step

CONTACT_KINDS = {Kind.NAME, Kind.EMAIL, Kind.PHONE}
ABOUT_TITLE, HEALTH_TITLE, ANSWERS_TITLE, CONTACT_TITLE, AGREEMENT_TITLE = (
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


def build_chapters(steps: Sequence[Step]) -> list[Chapter]:
    """The steps in their order, with what stands together under one heading."""
    beginning = count_fact_steps(steps)
    health = HEALTH_TITLE if any(has_score_inputs(step) for step in steps) else ANSWERS_TITLE
    titled = [
        (get_chapter_title(step, is_about=place < beginning, default=health), step) for place, step in enumerate(steps)
    ]
    return [Chapter(title, [step for _title, step in run]) for title, run in groupby(titled, key=lambda pair: pair[0])]


def count_fact_steps(steps: Iterable[Step]) -> int:
    """How many steps ask for plain facts, as age or country, before any asks how somebody is."""
    beginning = 0
    for number, step in enumerate(steps, start=1):
        if has_score_inputs(step):
            break
        if any(question.is_scope_fact for question in step.answerable):
            beginning = number
    return beginning


def get_chapter_title(step: Step, *, is_about: bool, default: str | Promise) -> str | Promise:
    kinds = {question.kind for question in step.answerable}
    if kinds <= CONTACT_KINDS:
        return CONTACT_TITLE
    if kinds == {Kind.CONSENT}:
        return AGREEMENT_TITLE
    return ABOUT_TITLE if is_about else default


def has_score_inputs(step: Step) -> bool:
    return any(question.score_inputs or question.is_body_map for question in step.answerable)
