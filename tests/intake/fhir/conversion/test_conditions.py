"""Conditions of other programs' questionnaires."""

from typing import Any

import pytest

from intake.engine.conditions import Facts
from tests.intake.fhir.conversion.conversions import convert
from tests.intake.fhir.third_party import group, item, questionnaire, when


def test_any_inside_any_is_refused() -> None:
    either = {"enableWhen": [when("a"), when("b")], "enableBehavior": "any"}
    other = {"enableWhen": [when("a"), when("c")], "enableBehavior": "any"}
    _, told = convert(
        questionnaire(item("a"), item("b"), item("c"), group("g", group("h", item("x"), **other), **either))
    )

    assert told["refused"] == {
        "item[3].item[0].enableWhen": "is a condition inside a condition, which is not supported here",
        "item[3].item[0].item[0]": "is in an item that was left out, item[3].item[0]",
    }


@pytest.mark.parametrize(
    "conditions",
    [
        {},
        {"enableWhen": [when("b", operator="!=", answerBoolean=True)]},
        {"enableWhen": [when("b", operator="exists", answerBoolean=True)]},
        {"enableWhen": [when("a")]},
    ],
)
def test_nested_question_is_asked_only_after_its_parent_is_answered(conditions: dict[str, Any]) -> None:
    definition, _ = convert(questionnaire(item("a"), item("b", item=[item("c", **conditions)])))

    condition = definition.question("c").condition
    assert not condition.holds(Facts({"a": True}))
    assert condition.holds(Facts({"a": True, "b": False}))


def test_any_condition_of_a_nested_question_is_refused() -> None:
    either = {"enableWhen": [when("a"), when("b")], "enableBehavior": "any"}
    _, told = convert(questionnaire(item("a"), item("b", item=[item("c", **either)])))

    assert told["refused"] == {
        "item[1].item[0].enableWhen": "is a condition inside a condition, which is not supported here"
    }


def test_item_that_depends_on_a_refused_item_is_refused() -> None:
    depends = item("b", enableWhen=[{"question": "a", "operator": "exists", "answerBoolean": True}])
    definition, told = convert(questionnaire(item("first"), item("a", "attachment"), depends))

    assert [question.link_id for question in definition.questions()] == ["first"]
    assert told["refused"]["item[2].enableWhen[0]"] == "refers to 'a', which was left out"


def test_condition_on_an_unknown_country_is_refused() -> None:
    where = item("where", "choice", answerValueSet="http://hl7.org/fhir/ValueSet/iso3166-1-2")
    conditions = [[when("where", answerCoding={"code": code})] for code in ("DE", "Germany")]
    definition, told = convert(questionnaire(where, *(item(f"q{n}", enableWhen=w) for n, w in enumerate(conditions))))

    assert [question.link_id for question in definition.questions()] == ["where", "q0"]
    assert told["refused"] == {"item[2].enableWhen[0]": "compares in a way that is not supported here"}


def test_circular_conditions_are_refused() -> None:
    definition, told = convert(
        questionnaire(item("first"), item("a", enableWhen=[when("b")]), item("b", enableWhen=[when("a")]))
    )

    assert [question.link_id for question in definition.questions()] == ["first"]
    assert set(told["refused"]) == {"item[1].enableWhen[0]", "item[2].enableWhen[0]"}
