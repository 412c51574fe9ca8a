"""The truth table shows every combination of rules that one or two facts make fire."""

from itertools import product

from intake.engine.conditions import Facts
from intake.engine.definition import Definition
from intake.engine.eligibility import apply_rules
from intake.questionnaires.truth_table import build_truth_table
from tests.intake.definitions import group, made_of, many_of, one_of, rule, starter, yes_no

AGE = {"question": "age", "operator": "=", "answer": "young"}
ILL = {"question": "ill", "operator": "=", "answer": True}
PAIN = {"question": "pain", "operator": "=", "answer": "back"}
QUESTIONS = group("a", one_of("age", "young", "old"), yes_no("ill"), many_of("pain", "back", "neck"))


def table_rows(*rules: dict) -> dict[tuple[int, ...], tuple[tuple[str, ...], str]]:
    table = build_truth_table(Definition.from_json(made_of(QUESTIONS, rules=list(rules))))
    return {tuple(number for number, _rule in row.rules): (row.facts, row.outcome) for row in table.combinations}


def test_each_combination_of_rules_has_one_row_with_the_fewest_facts() -> None:
    urgent = rule("ill", ILL, "likely-suitable", urgent=True)

    assert table_rows(rule("young", AGE), urgent) == {
        (): ((), "Needs a human"),
        (1,): (("“age?” is “Young”",), "Needs a human"),
        (2,): (("“ill?” is yes",), "Likely suitable, urgent"),
        (1, 2): (("“age?” is “Young”", "“ill?” is yes"), "Needs a human, urgent"),
    }


def test_numbers_are_tried_on_both_sides_of_a_comparison() -> None:
    definition = starter() | {"rules": [starter()["rules"][3]], "cases": []}
    [quiet, low] = build_truth_table(Definition.from_json(definition)).combinations

    assert (quiet.facts, low.facts) == ((), ("PHQ-2 (low mood), total, is 3",))


def test_rule_that_never_fires_is_listed() -> None:
    never = {"all": [AGE, {"not": AGE}]}
    table = build_truth_table(
        Definition.from_json(made_of(QUESTIONS, rules=[rule("young", AGE), rule("never", never)]))
    )

    assert [(number, each.id) for number, each in table.silent] == [(2, "never")]


def test_table_finds_every_combination_that_trying_all_answers_finds() -> None:
    rules = [rule("a", {"all": [AGE, ILL]}), rule("b", {"any": [ILL, PAIN]})]
    definition = Definition.from_json(made_of(QUESTIONS, rules=rules))
    everything = product([None, "young", "old"], [None, True, False], [None, ["back"], ["neck"], ["back", "neck"]])
    fired = {
        tuple(each.id for each in apply_rules(definition.rules, Facts({"age": age, "ill": ill, "pain": pain})).fired)
        for age, ill, pain in everything
    }

    shown = {tuple(each.id for _number, each in row.rules) for row in build_truth_table(definition).combinations}
    assert shown == fired


def test_test_cases_of_the_starter_pass_and_every_rule_fires() -> None:
    table = build_truth_table(Definition.from_json(starter()))

    assert [row.name for row in table.cases if not row.passes] == []
    assert len(table.cases) == len(starter()["cases"])
    assert table.silent == ()


def test_failing_test_case_is_marked() -> None:
    definition = starter()
    definition["rules"] = definition["rules"][1:]
    table = build_truth_table(Definition.from_json(definition))

    assert [row.name for row in table.cases if not row.passes] == [
        "Under 18",
        "Under 18 with a sign that cannot wait",
    ]
