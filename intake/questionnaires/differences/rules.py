"""What has changed in scores, consents, rules and test cases."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from intake.engine.definition import Definition
from intake.engine.eligibility import Case, Rule
from intake.engine.questions import Consent
from intake.questionnaires import wording
from intake.questionnaires.differences.order import find_moved
from intake.questionnaires.differences.sentences import (
    describe_additions_removals,
    describe_change,
    describe_switch,
)
from intake.questionnaires.wording import quote_text


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
        yield _("%(subject)s has moved in the order.") % {"subject": names[key]}
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
        words = _("%(subject)s now leads to “%(new)s” (was “%(old)s”).")
        yield words % {"subject": subject, "old": outcomes[0], "new": outcomes[1]}
    yield from describe_switch(subject, old.urgent, new.urgent, _("is now urgent"), _("is no longer urgent"))
    yield from describe_change(_("The reason of %(subject)s") % {"subject": subject}, old.reason, new.reason)
    yield from describe_change(_("The source of %(subject)s") % {"subject": subject}, old.source, new.source)
    yield from describe_change(
        _("The advice of %(subject)s") % {"subject": subject}, format_advice(old), format_advice(new)
    )


def format_advice(rule: Rule) -> str:
    return " ".join((rule.advice.title, *rule.advice.paragraphs)) if rule.advice else ""


def describe_case_differences(old: Definition, new: Definition) -> Iterator[str]:
    before, after = ({case.name: case for case in definition.cases} for definition in (old, new))
    yield from describe_additions_removals(before, after, name_case)
    for name, case in after.items():
        if name in before and before[name] != case:
            words = _("%(subject)s has different answers or a different expected outcome.")
            yield words % {"subject": name_case(case)}


def name_case(case: Case) -> str:
    return _("Test case %(name)s") % {"name": quote_text(case.name)}
