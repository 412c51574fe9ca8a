"""Where submissions go by the routing rules: a row for every combination of what the rules look at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from django.conf import settings
from django.utils.translation import gettext as _

from intake.delivery import routing
from intake.delivery.routing import CONDITIONS, Decision, Destination, RoutedFacts, Rule
from intake.enums import Channel, SuggestedOutcome, Urgency
from intake.models import RoutingRule


@dataclass(frozen=True)
class RoutingRow:
    """One kind of submission, in words, and where it goes."""

    facts: tuple[str, ...]
    decision: Decision
    destinations: tuple[str, ...]


@dataclass(frozen=True)
class RoutingTable:
    headings: tuple[str, ...]
    rows: tuple[RoutingRow, ...]
    # Rules that decide nothing, because others match first.
    silent: tuple[str, ...]


def build_routing_table(tried: RoutingRule | None = None) -> RoutingTable:
    """Return the table of the saved rules, with `tried` in its place, or as the last one if it is new."""
    return tabulate_rules(routing.list_rules() if tried is None else list_rules_with(tried))


def list_rules_with(tried: RoutingRule) -> list[Rule]:
    saved = list(routing.order_rules(RoutingRule.objects.prefetch_related("receivers__account")))
    replaced = [tried if rule.pk == tried.pk else rule for rule in saved]
    return [Rule.from_model(rule) for rule in (replaced if tried.pk else [*saved, tried])]


def tabulate_rules(rules: Sequence[Rule]) -> RoutingTable:
    asked = [name for name in CONDITIONS if any(getattr(rule.conditions, name) for rule in rules)]
    values = [list_values(name, rules) for name in asked]
    rows, used = [], set()
    for combination in product(*values):
        facts = dict(zip(asked, (value for value, _words in combination), strict=True))
        decision = routing.decide_route(rules, RoutedFacts(**dict.fromkeys(CONDITIONS, OTHER) | facts))
        used.add(decision.rule_name)
        words = tuple(words for _value, words in combination)
        rows.append(RoutingRow(words, decision, tuple(map(describe_destination, decision.destinations))))
    headings = {
        "questionnaire": _("Questionnaire"),
        "outcome": _("Suggested outcome"),
        "urgency": _("Urgency"),
        "language": _("Language"),
    }
    return RoutingTable(
        headings=tuple(headings[name] for name in asked),
        rows=tuple(rows),
        silent=tuple(rule.name for rule in rules if rule.name not in used),
    )


# A value that no rule names.
OTHER = "-"


def list_values(name: str, rules: Iterable[Rule]) -> list[tuple[str, str]]:
    """Return each value that a submission can have there, with its words."""
    if name == "questionnaire":
        named = sorted({rule.conditions.questionnaire for rule in rules} - {""})
        return [*((slug, slug) for slug in named), (OTHER, _("any other"))]
    choices = {
        "outcome": SuggestedOutcome.choices,
        "urgency": Urgency.choices,
        "language": settings.LANGUAGES,
    }
    return [(str(value), str(label)) for value, label in choices[name]]


def describe_destination(destination: Destination) -> str:
    if destination.receiver_id is None:
        return _("the clinic’s mailbox")
    words = Channel(destination.channel).label
    return f"{destination.name} ({words})"
