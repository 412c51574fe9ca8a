"""What publishing requires of a definition, whether it comes from the builder or from a file.

A version that was published before stays as it is, so none of this is checked again when it is read.
"""

from enum import StrEnum

from intake.engine import assessment, scope
from intake.engine.conditions import Condition
from intake.engine.definition import Definition
from intake.engine.eligibility import Rule
from intake.engine.impossible_comparisons import explain_impossible_comparison
from intake.engine.json_object import DefinitionError
from intake.engine.questions import Kind
from intake.engine.satisfiability import can_hold
from intake.engine.trial_values import TooManyCombinations
from intake.engine.value_ranges import can_hold_together

NEVER_ASKED = (
    "can never be asked: no answers meet its own conditions, those of its step "
    "and those of the questions that they refer to"
)
CONTACT_KINDS = {Kind.EMAIL, Kind.PHONE}


class Omission(StrEnum):
    """What a questionnaire may leave out, though hardly any should."""

    CONSENT = "consent"
    CONTACT = "contact"


def check_publishable(definition: Definition) -> None:
    """Check everything that publishing requires.

    Raises DefinitionError for the first thing that cannot be asked, scored or sorted as the definition says, and then
    for the first test case that comes out otherwise.
    """
    assessment.check_scores(definition)
    check_steps_reachable(definition)
    check_rules_can_fire(definition)
    scope.check_scope(definition)
    assessment.check_case_outcomes(definition)


def check_steps_reachable(definition: Definition) -> None:
    """Check that no step and no question waits for answers that nobody can give. Raises DefinitionError."""
    for step in definition.steps:
        check_condition_reachable([step.condition], step.path, definition)
        for question in step.questions:
            check_condition_reachable([step.condition, question.condition], question.path, definition)


def check_condition_reachable(conditions: list[Condition], path: str, definition: Definition) -> None:
    """Check that the last of the conditions can hold together with the others. Raises DefinitionError."""
    place = f"{path}.enableWhen"
    check_comparisons(conditions[-1], place, definition)
    if not can_hold_together(definition, conditions):
        raise DefinitionError(place, NEVER_ASKED)


def check_rules_can_fire(definition: Definition) -> None:
    """Check that some answers make each rule fire. Raises DefinitionError."""
    for position, rule in enumerate(definition.rules):
        path = f"rules[{position}].if"
        check_comparisons(rule.condition, path, definition)
        if not can_fire(rule, definition):
            raise DefinitionError(path, "can never fire: no answers make its conditions true")


def can_fire(rule: Rule, definition: Definition) -> bool:
    """Return whether some answers make the rule fire.

    For a rule that compares with too much to try everything, False only if it certainly cannot fire.
    """
    try:
        return can_hold(definition, rule.condition)
    except TooManyCombinations:
        return can_hold_together(definition, [rule.condition])


def check_comparisons(condition: Condition, path: str, definition: Definition) -> None:
    """Check that each comparison can tell people apart. Raises DefinitionError at `path`."""
    for comparison in condition.comparisons():
        if reason := explain_impossible_comparison(comparison, definition):
            raise DefinitionError(path, reason)


def find_omissions(definition: Definition) -> tuple[Omission, ...]:
    """Return what the questionnaire leaves out."""
    has_contact = any(question.kind in CONTACT_KINDS for question in definition.questions())
    found = {Omission.CONSENT: not definition.consents, Omission.CONTACT: not has_contact}
    return tuple(lack for lack, is_missing in found.items() if is_missing)
