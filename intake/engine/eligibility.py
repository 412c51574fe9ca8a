"""Eligibility rules: ordered rows that sort submissions. They inform a person's decision and refuse nobody.

Every rule that fires is kept, in order. The first of them names the outcome; any of them can make it urgent. If none
fires, a human looks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from intake.engine.conditions import Answers, Condition, Facts, read_rule_condition
from intake.engine.json_object import DefinitionError, JsonObject

# The values of intake.enums.SuggestedOutcome and Urgency, which this room does not import. A test keeps them equal.
LIKELY_SUITABLE, NEEDS_A_HUMAN, NOT_FOR_THIS_CLINIC = OUTCOMES = (
    "likely-suitable",
    "needs-a-human",
    "not-for-this-clinic",
)
ROUTINE, URGENT = URGENCIES = ("routine", "urgent")


@dataclass(frozen=True)
class RuleAdvice:
    """What a visitor is shown who gives the answer that makes a rule fire. It never stops them."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    id: str
    condition: Condition
    outcome: str
    urgent: bool
    reason: str  # for staff
    source: str  # where the rule comes from
    advice: RuleAdvice | None = None  # for the visitor; `notice` in the JSON

    @classmethod
    def from_json(cls, node: JsonObject) -> "Rule":
        advice = None
        if "notice" in node:
            notice = node.get_object("notice")
            advice = RuleAdvice(notice.get_text("title"), notice.get_texts("paragraphs"))
        return cls(
            id=node.get_text("id"),
            condition=read_rule_condition(node.get_object("if")),
            outcome=node.get_one_of("outcome", OUTCOMES),
            urgent=node.get_flag("urgent"),
            reason=node.get_text("reason"),
            source=node.get_text("source"),
            advice=advice,
        )


@dataclass(frozen=True)
class Case:
    """An example, and what the rules must make of it. While one of them fails, nothing is published."""

    name: str
    answers: Answers
    outcome: str
    urgent: bool

    @classmethod
    def from_json(cls, node: JsonObject) -> "Case":
        return cls(
            name=node.get_text("name"),
            answers=node.get_object("answers").members,
            outcome=node.get_one_of("outcome", OUTCOMES),
            urgent=node.get_flag("urgent"),
        )


@dataclass(frozen=True)
class Decision:
    outcome: str
    urgency: str
    fired: tuple[Rule, ...]


def apply_rules(rules: Sequence[Rule], facts: Facts) -> Decision:
    """Return the rules that fire, and the outcome and urgency that follow from them."""
    fired = tuple(rule for rule in rules if rule.condition.holds(facts))
    return Decision(
        outcome=fired[0].outcome if fired else NEEDS_A_HUMAN,
        urgency=URGENT if any(rule.urgent for rule in fired) else ROUTINE,
        fired=fired,
    )


def read_rules(nodes: Sequence[JsonObject]) -> tuple[Rule, ...]:
    """Return the rules in order. Raises DefinitionError for an id that is used twice."""
    rules: dict[str, Rule] = {}
    for node in nodes:
        rule = Rule.from_json(node)
        if rule.id in rules:
            raise DefinitionError(node.get_path("id"), f"{rule.id!r} is used twice")
        rules[rule.id] = rule
    return tuple(rules.values())
