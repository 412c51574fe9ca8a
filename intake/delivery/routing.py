"""Decides who is told of a submission.

The first rule that matches decides. A submission that no rule matches, or whose rule reaches nobody, goes to the
clinic's mailbox: it never goes nowhere. A rule knows what stands in clear, and no answer.
"""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, Self

from django.db.models import F, QuerySet, Subquery

from intake.enums import Channel
from intake.models import QuestionnaireVersion, RoutingRule, Submission

# What rules look at, in the order of RoutedFacts.
CONDITIONS = ("questionnaire", "outcome", "urgency", "language")


@dataclass(frozen=True)
class RoutedFacts:
    """What rules look at."""

    questionnaire: str
    outcome: str
    urgency: str
    language: str


@dataclass(frozen=True)
class Destination:
    """A channel, and the receiver by it; None is the clinic's mailbox."""

    channel: Channel
    receiver_id: uuid.UUID | None = None
    name: str = ""


DEFAULT_DESTINATIONS = (Destination(Channel.STAFF_EMAIL),)


@dataclass(frozen=True)
class Rule:
    """A routing rule, with those of its receivers that are in use."""

    name: str
    conditions: RoutedFacts
    destinations: tuple[Destination, ...]

    def matches(self, facts: RoutedFacts) -> bool:
        return all(getattr(self.conditions, name) in ("", getattr(facts, name)) for name in CONDITIONS)

    @classmethod
    def from_model(cls, rule: RoutingRule) -> Self:
        """Read a rule, which need not be saved. A receiver that reaches nobody is left out."""
        receivers = [receiver for receiver in rule.receivers.all() if receiver.reaches_somebody]
        found = [Destination(Channel(receiver.kind), receiver.pk, receiver.name) for receiver in receivers]
        mailbox = DEFAULT_DESTINATIONS if rule.tells_mailbox else ()
        return cls(rule.name, RoutedFacts(*(getattr(rule, name) for name in CONDITIONS)), (*mailbox, *found))


@dataclass(frozen=True)
class Decision:
    """Where a submission goes, and the rule that says so; without a name, none does."""

    rule_name: str
    destinations: tuple[Destination, ...]
    # The rule matches, but reaches nobody.
    is_fallback: bool = False


def decide_route(rules: Iterable[Rule], facts: RoutedFacts) -> Decision:
    """Return where a submission with these facts goes."""
    rule = next((rule for rule in rules if rule.matches(facts)), None)
    if rule is None:
        return Decision("", DEFAULT_DESTINATIONS)
    return Decision(rule.name, rule.destinations or DEFAULT_DESTINATIONS, is_fallback=not rule.destinations)


def choose_destinations(submission: Submission) -> tuple[Destination, ...]:
    """Return who is told of a new submission, in one query.

    Whether the account of a receiver is still active is asked when the email is sent: a public process cannot know.
    """
    slug = QuestionnaireVersion.objects.filter(pk=submission.version_id).values("questionnaire__slug")
    rows = list(
        order_rules(RoutingRule.objects.all())
        .values("pk", "name", "tells_mailbox", *CONDITIONS)
        .annotate(
            receiver_id=F("receivers__pk"),
            kind=F("receivers__kind"),
            is_active=F("receivers__is_active"),
            asked=Subquery(slug),
        )
    )
    if not rows:
        return DEFAULT_DESTINATIONS
    facts = RoutedFacts(rows[0]["asked"], submission.outcome, submission.urgency, submission.language)
    return decide_route(group_rows(rows), facts).destinations


def list_rules() -> list[Rule]:
    """Return the saved rules in their order."""
    rules = order_rules(RoutingRule.objects.prefetch_related("receivers__account"))
    return [Rule.from_model(rule) for rule in rules]


def order_rules(rules: QuerySet[RoutingRule]) -> QuerySet[RoutingRule]:
    return rules.order_by(F("sort_order").asc(nulls_last=True), "pk")


def group_rows(rows: Iterable[dict[str, Any]]) -> Iterator[Rule]:
    """Yield the rules whose rows these are, each with a row for every receiver."""
    for _pk, group in groupby(rows, key=itemgetter("pk")):
        parts = list(group)
        rule = parts[0]
        found = [
            Destination(Channel(part["kind"]), part["receiver_id"])
            for part in parts
            if part["receiver_id"] and part["is_active"]
        ]
        mailbox = DEFAULT_DESTINATIONS if rule["tells_mailbox"] else ()
        conditions = RoutedFacts(*(rule[name] for name in CONDITIONS))
        yield Rule(rule["name"], conditions, (*mailbox, *found))
