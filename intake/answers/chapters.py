"""Chapters: the few headings under which a page shows all steps, such as the answers, contact and agreement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.engine.questions import CONTACT_KINDS, Kind, Step

ABOUT_TITLE, HEALTH_TITLE, ANSWERS_TITLE, CONTACT_TITLE, AGREEMENT_TITLE = (
    _("Who this is about"),
    _("How you are"),
    _("Your answers"),
    _("How we can contact you"),
    _("What you agree to"),
)


@dataclass(frozen=True)
class Chapter:
    title: str | Promise
    steps: list[Step] = field(default_factory=list)


def build_chapters(steps: Sequence[Step]) -> list[Chapter]:
    """Return the steps in their order, neighbours with the same title in one chapter."""
    facts = count_fact_steps(steps)
    health = HEALTH_TITLE if any(has_score_inputs(step) for step in steps) else ANSWERS_TITLE
    titled = [
        (get_chapter_title(step, is_about=position < facts, default=health), step)
        for position, step in enumerate(steps)
    ]
    return [Chapter(title, [step for _title, step in run]) for title, run in groupby(titled, key=lambda pair: pair[0])]


def count_fact_steps(steps: Iterable[Step]) -> int:
    """Count the first steps, which ask for plain facts such as age or country, before any asks about health."""
    beginning = 0
    for number, step in enumerate(steps, start=1):
        if has_score_inputs(step):
            break
        if any(question.is_scope_fact for question in step.answerable):
            beginning = number
    return beginning


def get_chapter_title(step: Step, *, is_about: bool, default: str | Promise) -> str | Promise:
    """Return the title for a step; `default` for one that asks for no contact, consent or plain facts."""
    kinds = {question.kind for question in step.answerable}
    if kinds <= CONTACT_KINDS:
        return CONTACT_TITLE
    if kinds == {Kind.CONSENT}:
        return AGREEMENT_TITLE
    return ABOUT_TITLE if is_about else default


def has_score_inputs(step: Step) -> bool:
    return any(question.score_inputs or question.is_body_map for question in step.answerable)
