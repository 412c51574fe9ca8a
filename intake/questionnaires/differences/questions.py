"""What has changed in steps and questions."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from intake.engine.definition import Definition
from intake.engine.questions import Bounds, Code, Question, Step
from intake.questionnaires import wording
from intake.questionnaires.differences.choices import describe_choice_differences
from intake.questionnaires.differences.order import find_moved
from intake.questionnaires.differences.sentences import (
    describe_additions_removals,
    describe_change,
    describe_condition_change,
    describe_switch,
)
from intake.questionnaires.wording import quote_text


def describe_step_differences(old: Definition, new: Definition) -> Iterator[str]:
    before, after = ({step.link_id: step for step in definition.steps} for definition in (old, new))
    yield from describe_additions_removals(before, after, name_step)
    for key in find_moved(list(before), list(after)):
        yield _("%(subject)s has moved.") % {"subject": name_step(after[key])}
    for key, step in after.items():
        if key in before:
            subject = name_step(before[key])
            yield from describe_change(
                _("The title of %(subject)s") % {"subject": subject}, before[key].title, step.title
            )
            yield from describe_condition_change(subject, before[key].condition, step.condition, new)


def name_step(step: Step) -> str:
    return _("Step %(title)s") % {"title": quote_text(step.title)}


def describe_question_differences(old: Definition, new: Definition) -> Iterator[str]:
    before, after = locate_questions(old), locate_questions(new)
    steps = {step.link_id for step in new.steps}
    for key, (step, question) in before.items():
        if key not in after and step.link_id in steps:
            yield _("%(subject)s was removed.") % {"subject": name_question(question)}
    for key, (step, question) in after.items():
        if key not in before:
            words = _("%(subject)s was added to step %(step)s.")
            yield words % {"subject": name_question(question), "step": quote_text(step.title)}
    yield from describe_moves(before, after)
    for key, (_step, question) in after.items():
        if key in before:
            yield from describe_question_changes(before[key][1], question, new)


def locate_questions(definition: Definition) -> dict[str, tuple[Step, Question]]:
    return {question.link_id: (step, question) for step in definition.steps for question in step.questions}


def describe_moves(
    before: Mapping[str, tuple[Step, Question]], after: Mapping[str, tuple[Step, Question]]
) -> Iterator[str]:
    for key, (step, question) in after.items():
        if key in before and before[key][0].link_id != step.link_id:
            yield _("%(subject)s moved to step %(step)s.") % {
                "subject": name_question(question),
                "step": quote_text(step.title),
            }
    earlier, later = group_by_step(before), group_by_step(after)
    for link_id, keys in later.items():
        for key in find_moved(earlier.get(link_id, []), keys):
            yield _("%(subject)s has moved within its step.") % {"subject": name_question(after[key][1])}


def group_by_step(located: Mapping[str, tuple[Step, Question]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, (step, _question) in located.items():
        found.setdefault(step.link_id, []).append(key)
    return found


def name_question(question: Question) -> str:
    if not question.is_answerable:
        return _("The text %(label)s") % {"label": quote_text(question.label)}
    return _("Question %(label)s") % {"label": quote_text(question.label)}


def describe_question_changes(old: Question, new: Question, definition: Definition) -> Iterator[str]:
    subject = name_question(old)
    if old.kind != new.kind:
        kinds = {"subject": subject, "old": old.kind.value, "new": new.kind.value}
        yield _("%(subject)s now has answers of the type %(new)s (was %(old)s).") % kinds
    yield from describe_change(_("The wording of %(subject)s") % {"subject": subject}, old.text, new.text)
    yield from describe_change(_("The hint of %(subject)s") % {"subject": subject}, old.hint, new.hint)
    yield from describe_change(
        _("The short name of %(subject)s") % {"subject": subject}, old.short_text, new.short_text
    )
    if new.is_answerable:
        required, optional = _("must now be answered"), _("is now optional")
        yield from describe_switch(subject, old.required, new.required, required, optional)
    yield from describe_choice_differences(old, new)
    yield from describe_limit_changes(subject, old, new)
    yield from describe_change(_("The codes of %(subject)s") % {"subject": subject}, old.codes, new.codes, format_codes)
    inputs = _("The score inputs of %(subject)s") % {"subject": subject}
    yield from describe_change(inputs, old.score_inputs, new.score_inputs, wording.list_quoted)
    scope, no_scope = _("is now a scope fact"), _("is no longer a scope fact")
    yield from describe_switch(subject, old.is_scope_fact, new.is_scope_fact, scope, no_scope)
    body, no_body = _("is now shown as a body map"), _("is no longer shown as a body map")
    yield from describe_switch(subject, old.is_body_map, new.is_body_map, body, no_body)
    yield from describe_condition_change(subject, old.condition, new.condition, definition)


def describe_limit_changes(subject: str, old: Question, new: Question) -> Iterator[str]:
    yield from describe_change(_("The unit of %(subject)s") % {"subject": subject}, old.unit, new.unit)
    if old.bounds != new.bounds and new.bounds != Bounds():
        ends = {"subject": subject, "lowest": new.bounds.lowest, "highest": new.bounds.highest}
        yield _("%(subject)s now takes answers from %(lowest)s to %(highest)s.") % ends
    if old.decimals != new.decimals:
        words = _("%(subject)s now takes %(count)s decimal places (was %(old)s).")
        yield words % {"subject": subject, "count": new.decimals, "old": old.decimals}
    if old.max_length != new.max_length and new.max_length:
        words = _("%(subject)s now takes up to %(count)s characters (was %(old)s).")
        yield words % {"subject": subject, "count": new.max_length, "old": old.max_length}
    ends_of = _("The labels of the lowest and highest number of %(subject)s") % {"subject": subject}
    old_ends, new_ends = (question.end_labels if any(question.end_labels) else () for question in (old, new))
    yield from describe_change(ends_of, old_ends, new_ends, wording.list_quoted)
    part, whole = _("now takes a year, or a month and year, without the day"), _("now takes a full date only")
    yield from describe_switch(subject, old.accepts_partial_date, new.accepts_partial_date, part, whole)
    past, any_day = _("can no longer be in the future"), _("can now be in the future")
    yield from describe_switch(subject, old.is_past, new.is_past, past, any_day)


def format_codes(codes: Sequence[Code]) -> str:
    return ", ".join(f"{code.system} {code.code}" for code in codes)
