"""What has changed from one definition to the next, in sentences that staff read before they publish."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from intake.engine.conditions import ALWAYS, Condition
from intake.engine.definition import Definition
from intake.engine.eligibility import Case, Rule
from intake.engine.questions import Bounds, Choice, Consent, Question, Step
from intake.questionnaires import wording
from intake.questionnaires.wording import quote_text


def describe_differences(old: Definition, new: Definition) -> list[str]:
    """Empty if a visitor is asked the same in the same words, and it is sorted by the same rules."""
    return [
        *describe_change(_("The title"), old.title, new.title),
        *describe_change(_("The language"), old.language, new.language),
        *describe_change(_("The canonical address"), old.url, new.url),
        *describe_step_differences(old, new),
        *describe_question_differences(old, new),
        *describe_score_differences(old, new),
        *describe_consent_differences(old, new),
        *describe_rule_differences(old, new),
        *describe_case_differences(old, new),
    ]


# --- How a change is said --------------------------------------------------------------------------------------------


def describe_change(what: str, old: Any, new: Any, format_value: Callable[[Any], str] = quote_text) -> Iterator[str]:
    """A sentence if two values differ: `The title is now “B” (was “A”).`"""
    if old == new:
        return
    if not new:
        yield _("%(what)s was removed (was %(old)s).") % {"what": what, "old": format_value(old)}
    elif not old:
        yield _("%(what)s is now %(new)s.") % {"what": what, "new": format_value(new)}
    else:
        yield _("%(what)s is now %(new)s (was %(old)s).") % {
            "what": what,
            "new": format_value(new),
            "old": format_value(old),
        }


def describe_switch(subject: str, old: bool, new: bool, on: str, off: str) -> Iterator[str]:
    """`Question “Age” is now optional.`"""
    if old != new:
        yield _("%(subject)s %(change)s.") % {"subject": subject, "change": on if new else off}


def find_moved(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Those of `new` that have left their place among those that were there before: as few as can be."""
    place = {key: position for position, key in enumerate(old)}
    there = [key for key in new if key in place]
    kept = {there[number] for number in find_longest_rise([place[key] for key in there])}
    return [key for key in there if key not in kept]


def find_longest_rise(numbers: Sequence[int]) -> list[int]:
    """Where the members of a longest rising run stand, of numbers that all differ: of the first that is so long."""
    last = -1
    lowest: list[int] = []  # the lowest end of a run of each length
    ends: list[int] = []  # where that end stands
    before: list[int] = []  # where the run to each number came from
    for here, number in enumerate(numbers):
        length = bisect_left(lowest, number)
        last = here if length == len(lowest) else last
        lowest[length : length + 1] = [number]
        ends[length : length + 1] = [here]
        before.append(ends[length - 1] if length else -1)
    run = []
    while last >= 0:
        run.append(last)
        last = before[last]
    return run[::-1]


def describe_condition_change(subject: str, old: Condition, new: Condition, definition: Definition) -> Iterator[str]:
    if old == new:
        return
    if new == ALWAYS:
        yield _("%(subject)s is now always asked.") % {"subject": subject}
    else:
        words = wording.describe_condition(new, definition)
        yield _("%(subject)s is now asked only when %(condition)s.") % {"subject": subject, "condition": words}


# --- Steps and questions ---------------------------------------------------------------------------------------------


def describe_step_differences(old: Definition, new: Definition) -> Iterator[str]:
    before, after = ({step.link_id: step for step in definition.steps} for definition in (old, new))
    yield from describe_additions_removals(
        before, after, lambda step: _("Step %(title)s") % {"title": quote_text(step.title)}
    )
    for key in find_moved(list(before), list(after)):
        yield _("%(subject)s stands in another place.") % {"subject": name_step(after[key])}
    for key, step in after.items():
        if key in before:
            subject = name_step(before[key])
            yield from describe_change(
                _("The title of %(subject)s") % {"subject": subject}, before[key].title, step.title
            )
            yield from describe_condition_change(subject, before[key].condition, step.condition, new)


def name_step(step: Step) -> str:
    return _("Step %(title)s") % {"title": quote_text(step.title)}


def describe_additions_removals(
    before: Mapping[str, Any], after: Mapping[str, Any], name: Callable[[Any], str]
) -> Iterator[str]:
    for key, value in before.items():
        if key not in after:
            yield _("%(subject)s was removed.") % {"subject": name(value)}
    for key, value in after.items():
        if key not in before:
            yield _("%(subject)s was added.") % {"subject": name(value)}


def locate_questions(definition: Definition) -> dict[str, tuple[Step, Question]]:
    return {question.link_id: (step, question) for step in definition.steps for question in step.questions}


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
            yield _("%(subject)s stands in another place in its step.") % {"subject": name_question(after[key][1])}


def group_by_step(placing: Mapping[str, tuple[Step, Question]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, (step, _question) in placing.items():
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
        yield _("%(subject)s is now answered as %(new)s (was %(old)s).") % kinds
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
    inputs = _("What %(subject)s feeds") % {"subject": subject}
    yield from describe_change(inputs, old.score_inputs, new.score_inputs, wording.list_quoted)
    scope, no_scope = _("is now a plain fact of scope"), _("is no longer a plain fact of scope")
    yield from describe_switch(subject, old.is_scope_fact, new.is_scope_fact, scope, no_scope)
    body, no_body = _("is now shown as a body map"), _("is no longer shown as a body map")
    yield from describe_switch(subject, old.is_body_map, new.is_body_map, body, no_body)
    yield from describe_condition_change(subject, old.condition, new.condition, definition)


def format_codes(codes: Sequence[Any]) -> str:
    return ", ".join(f"{code.system} {code.code}" for code in codes)


def describe_limit_changes(subject: str, old: Question, new: Question) -> Iterator[str]:
    yield from describe_change(_("The unit of %(subject)s") % {"subject": subject}, old.unit, new.unit)
    if old.bounds != new.bounds and new.bounds != Bounds():
        ends = {"subject": subject, "lowest": new.bounds.lowest, "highest": new.bounds.highest}
        yield _("%(subject)s is now answered from %(lowest)s to %(highest)s.") % ends
    if old.decimals != new.decimals:
        words = _("%(subject)s now takes %(count)s digits behind the point (was %(old)s).")
        yield words % {"subject": subject, "count": new.decimals, "old": old.decimals}
    if old.max_length != new.max_length and new.max_length:
        words = _("%(subject)s now takes %(count)s characters (was %(old)s).")
        yield words % {"subject": subject, "count": new.max_length, "old": old.max_length}
    ends_of = _("What the ends of %(subject)s mean") % {"subject": subject}
    old_ends, new_ends = (question.end_labels if any(question.end_labels) else () for question in (old, new))
    yield from describe_change(ends_of, old_ends, new_ends, wording.list_quoted)
    part, whole = _("now takes a part of a date"), _("now takes a whole date only")
    yield from describe_switch(subject, old.accepts_partial_date, new.accepts_partial_date, part, whole)
    past, any_day = _("can no longer lie in the future"), _("can now lie in the future")
    yield from describe_switch(subject, old.is_past, new.is_past, past, any_day)


def describe_choice_differences(old: Question, new: Question) -> Iterator[str]:
    names = {"question": quote_text(old.label)}
    before, after = old.choice_by_code, new.choice_by_code
    for code, choice in before.items():
        if after and code not in after:
            yield _("Option %(option)s was removed from %(question)s.") % {**names, "option": quote_text(choice.text)}
    for code, choice in after.items():
        if code not in before:
            yield _("Option %(option)s was added to %(question)s.") % {**names, "option": quote_text(choice.text)}
        else:
            yield from describe_choice_changes(before[code], choice, names)
    for code in find_moved(list(before), list(after)):
        yield _("Option %(option)s of %(question)s stands in another place.") % {
            **names,
            "option": quote_text(after[code].text),
        }


def describe_choice_changes(old: Choice, new: Choice, names: dict[str, str]) -> Iterator[str]:
    names = {**names, "option": quote_text(old.text)}
    yield from describe_change(_("Option %(option)s of %(question)s") % names, old.text, new.text)
    yield from describe_change(_("The hint of option %(option)s of %(question)s") % names, old.hint, new.hint)
    value = _("The value of option %(option)s of %(question)s") % names
    yield from describe_change(value, format_ordinal(old.ordinal), format_ordinal(new.ordinal), str)
    subject = _("Option %(option)s of %(question)s") % names
    alone, beside = _("now excludes the rest"), _("no longer excludes the rest")
    yield from describe_switch(subject, old.exclusive, new.exclusive, alone, beside)
    old_region, new_region = (choice.region.text if choice.region else "" for choice in (old, new))
    yield from describe_change(_("The region of option %(option)s of %(question)s") % names, old_region, new_region)


def format_ordinal(value: float | None) -> str:
    """As text, so that 0 is something and None is nothing."""
    return "" if value is None else str(value)


# --- Scores, consents, rules, test cases -----------------------------------------------------------------------------


def describe_score_differences(old: Definition, new: Definition) -> Iterator[str]:
    before, after = ({name: name for name in definition.scores} for definition in (old, new))
    yield from describe_additions_removals(
        before, after, lambda name: _("The score %(name)s") % {"name": quote_text(name)}
    )


def describe_consent_differences(old: Definition, new: Definition) -> Iterator[str]:
    before, after = ({consent.purpose: consent for consent in definition.consents} for definition in (old, new))
    yield from describe_additions_removals(before, after, name_consent)
    for purpose, consent in after.items():
        if purpose in before:
            subject = {"subject": name_consent(before[purpose])}
            was = before[purpose]
            yield from describe_change(_("The wording of %(subject)s") % subject, was.wording, consent.wording)
            yield from describe_change(_("Who asks for %(subject)s") % subject, was.controller, consent.controller)
            yield from describe_change(_("The data of %(subject)s") % subject, was.data, consent.data)
            yield from describe_change(_("The use of %(subject)s") % subject, was.use, consent.use)


def name_consent(consent: Consent) -> str:
    return _("Consent %(purpose)s") % {"purpose": quote_text(consent.purpose)}


def describe_rule_differences(old: Definition, new: Definition) -> Iterator[str]:
    before, after = ({rule.id: rule for rule in definition.rules} for definition in (old, new))
    names = {key: name_rule(position, rule) for position, (key, rule) in enumerate(after.items(), start=1)}
    yield from describe_additions_removals(before, after, lambda rule: names.get(rule.id) or name_rule(None, rule))
    for key in find_moved(list(before), list(after)):
        yield _("%(subject)s stands in another place in the order.") % {"subject": names[key]}
    for key, rule in after.items():
        if key in before:
            yield from describe_rule_changes(before[key], rule, names[key], (old, new))


def name_rule(position: int | None, rule: Rule) -> str:
    if position is None:
        return _("Rule %(reason)s") % {"reason": quote_text(rule.reason)}
    return _("Rule %(number)s, %(reason)s,") % {"number": position, "reason": quote_text(rule.reason)}


def describe_rule_changes(old: Rule, new: Rule, subject: str, pair: tuple[Definition, Definition]) -> Iterator[str]:
    if old.condition != new.condition:
        words = _("%(subject)s now fires when %(condition)s (was: when %(old)s).")
        was, now = (
            wording.describe_condition(old.condition, pair[0]),
            wording.describe_condition(new.condition, pair[1]),
        )
        yield words % {"subject": subject, "old": was, "condition": now}
    if old.outcome != new.outcome:
        outcomes = [wording.describe_outcome(rule.outcome, urgent=False) for rule in (old, new)]
        words = _("%(subject)s now says “%(new)s” (was “%(old)s”).")
        yield words % {"subject": subject, "old": outcomes[0], "new": outcomes[1]}
    yield from describe_switch(subject, old.urgent, new.urgent, _("is now urgent"), _("is no longer urgent"))
    yield from describe_change(_("The reason of %(subject)s") % {"subject": subject}, old.reason, new.reason)
    yield from describe_change(_("The source of %(subject)s") % {"subject": subject}, old.source, new.source)
    yield from describe_change(
        _("What %(subject)s shows") % {"subject": subject}, format_advice(old), format_advice(new)
    )


def format_advice(rule: Rule) -> str:
    return " ".join((rule.notice.title, *rule.notice.paragraphs)) if rule.notice else ""


def describe_case_differences(old: Definition, new: Definition) -> Iterator[str]:
    before, after = ({case.name: case for case in definition.cases} for definition in (old, new))
    yield from describe_additions_removals(before, after, name_case)
    for name, case in after.items():
        if name in before and before[name] != case:
            words = _("%(subject)s has other answers, or must come out otherwise.")
            yield words % {"subject": name_case(case)}


def name_case(case: Case) -> str:
    return _("Test case %(name)s") % {"name": quote_text(case.name)}
