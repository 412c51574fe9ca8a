"""A definition that is opened in the builder compiles to the same definition; the same blocks give the same bytes."""

from dataclasses import replace
from typing import Any

import pytest
from wagtail.blocks import StreamBlock

from intake.blueprints import blocks, decompiler
from intake.blueprints.blueprint import Blueprint
from intake.blueprints.compiler import compile_blueprint
from intake.engine.definition import Definition
from intake.engine.json_object import DefinitionError, to_canonical_json
from tests.intake.definitions import group, made_of, one_of, rule, starter, yes_no

STREAMS: dict[str, StreamBlock] = {
    "steps": blocks.StepsBlock(),
    "scores": blocks.ScoresBlock(),
    "rules": blocks.RulesBlock(),
    "cases": blocks.CasesBlock(),
}


def through_the_form(blueprint: Blueprint) -> Blueprint:
    """Return what the admin makes of a blueprint: blocks that are read, validated for publishing, and written again."""
    streams: dict[str, Any] = {}
    for name, block in STREAMS.items():
        value = block.clean(block.to_python(getattr(blueprint, name)))
        streams[name] = list(block.get_prep_value(value))
    return replace(blueprint, **streams)


def test_starter_survives_decompiling_and_compiling() -> None:
    blueprint = decompiler.decompile_definition(starter(), slug="eligibility")

    assert compile_blueprint(blueprint).definition == starter()
    assert to_canonical_json(compile_blueprint(through_the_form(blueprint)).definition) == to_canonical_json(starter())


def test_starter_decompiles_to_the_same_blocks_each_time() -> None:
    assert decompiler.decompile_definition(starter(), slug="a") == decompiler.decompile_definition(starter(), slug="a")


def test_similar_questions_become_rows() -> None:
    blueprint = decompiler.decompile_definition(starter(), slug="eligibility")
    [mood] = [step["value"] for step in blueprint.steps if step["value"]["key"] == "mood"]

    assert [question["type"] for question in mood["questions"]] == ["information", "rows"]
    rows = mood["questions"][1]["value"]
    assert [row["value"]["key"] for row in rows["rows"]] == ["phq-interest", "phq-mood"]
    assert [option["value"]["value"] for option in rows["options"]] == [0, 1, 2, 3]


def test_choice_of_yes_no_and_unknown_becomes_a_yes_no_block() -> None:
    blueprint = decompiler.decompile_definition(starter(), slug="eligibility")
    [duration] = [step["value"] for step in blueprint.steps if step["value"]["key"] == "duration"]

    assert [(question["type"], question["value"]["unknown"]) for question in duration["questions"]] == [
        ("yes_no", "I do not know")
    ]


@pytest.mark.parametrize(
    "condition",
    [
        {
            "all": [
                {"question": "a", "operator": "=", "answer": True},
                {"question": "b", "operator": "=", "answer": "x"},
            ]
        },
        {"not": {"any": [{"question": "b", "operator": "=", "answer": code} for code in ("x", "y")]}},
        {"not": {"question": "a", "operator": "exists", "answer": True}},
        {
            "any": [
                {"question": "a", "operator": "exists", "answer": False},
                {"all": [{"question": "b", "operator": "!=", "answer": code} for code in ("x", "y")]},
                {"not": {"question": "a", "operator": "=", "answer": False}},
            ]
        },
    ],
)
def test_condition_of_a_rule_survives_decompiling_and_compiling(condition: dict[str, Any]) -> None:
    definition = made_of(group("step", yes_no("a"), one_of("b", "x", "y")), rules=[rule("r", condition, urgent=False)])

    assert (
        compile_blueprint(decompiler.decompile_definition(definition, slug="s")).definition["rules"]
        == definition["rules"]
    )


def test_too_deeply_nested_condition_is_refused_with_its_path() -> None:
    deepest = {"any": [{"question": "a", "operator": "=", "answer": True}] * 2}
    condition = {"all": [{"any": [{"all": [deepest, deepest]}, deepest]}, deepest]}
    definition = made_of(group("step", yes_no("a")), rules=[rule("r", condition)])
    Definition.from_json(definition)

    with pytest.raises(DefinitionError) as caught:
        decompiler.decompile_definition(definition, slug="s")
    assert str(caught.value) == "rules[0].if: is nested more deeply than the builder can show"
