import itertools

from intake.engine import eligibility
from intake.engine.conditions import Facts
from intake.engine.eligibility import apply_rules
from intake.engine.json_object import JsonObject
from intake.enums import SuggestedOutcome, Urgency
from tests.intake.definitions import rule

IS_RED = {"question": "colour", "operator": "=", "answer": "red"}
IS_ROUND = {"question": "shape", "operator": "=", "answer": "round"}


def rules(*rows: dict[str, object]) -> tuple[eligibility.Rule, ...]:
    return eligibility.read_rules(tuple(JsonObject(row, "rules") for row in rows))


def test_outcomes_and_urgencies_match_the_models() -> None:
    assert set(eligibility.OUTCOMES) == set(SuggestedOutcome.values)
    assert set(eligibility.URGENCIES) == set(Urgency.values)


def test_first_firing_rule_gives_the_outcome_and_all_are_recorded() -> None:
    table = rules(rule("red", IS_RED, "likely-suitable"), rule("round", IS_ROUND, "needs-a-human"))

    outcomes = {}
    for colour, shape in itertools.product(["red", "blue"], ["round", "square"]):
        decision = apply_rules(table, Facts({"colour": colour, "shape": shape}))
        outcomes[colour, shape] = (decision.outcome, [fired.id for fired in decision.fired])

    assert outcomes == {
        ("red", "round"): ("likely-suitable", ["red", "round"]),
        ("red", "square"): ("likely-suitable", ["red"]),
        ("blue", "round"): ("needs-a-human", ["round"]),
        ("blue", "square"): ("needs-a-human", []),
    }


def test_any_firing_rule_can_make_it_urgent() -> None:
    table = rules(rule("red", IS_RED, "likely-suitable"), rule("round", IS_ROUND, urgent=True))

    assert apply_rules(table, Facts({"colour": "red"})).urgency == "routine"
    assert apply_rules(table, Facts({"colour": "red", "shape": "round"})).urgency == "urgent"


def test_without_firing_rule_a_human_decides() -> None:
    assert apply_rules((), Facts({})).outcome == "needs-a-human"
