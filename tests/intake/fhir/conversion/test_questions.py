"""Types, options, extensions and codes of questions."""

from typing import Any

import pytest

from intake.engine.questions import Kind
from tests.intake.definitions import HL7
from tests.intake.fhir.conversion.conversions import convert
from tests.intake.fhir.third_party import LOINC, control, group, item, option, questionnaire


@pytest.mark.parametrize(
    ("question", "kind", "reason"),
    [
        (item("a", "dateTime"), Kind.DATE, "`dateTime` was changed to `date`: only the date is asked, not the time"),
        (item("a", "time"), Kind.SHORT_TEXT, "`time` was changed to `string`: the time is asked as text"),
        (item("a", "url"), Kind.SHORT_TEXT, "`url` was changed to `string`: the URL is asked as text"),
        (item("a", "quantity"), Kind.NUMBER, "`quantity` was changed to `decimal`: the number is asked in one unit"),
        (
            item("a", "open-choice", answerOption=[option("x"), option("y")]),
            Kind.ONE_OF,
            "`open-choice` was changed to `choice`: only the options can be chosen, and no free text entered",
        ),
        (
            item("a", "string", answerOption=[{"valueString": "x"}, {"valueString": "y"}]),
            Kind.ONE_OF,
            "`string` was changed to `choice`: its possible answers were made options",
        ),
    ],
)
def test_type_becomes_the_nearest_kind(question: Any, kind: Kind, reason: str) -> None:
    definition, told = convert(questionnaire(group("g", question)))

    assert definition.question("a").kind is kind
    assert told["changed"]["item[0].item[0].type"] == reason


def test_codes_of_a_contained_value_set_become_options() -> None:
    value_set = {
        "resourceType": "ValueSet",
        "id": "colours",
        "compose": {"include": [{"system": LOINC, "concept": [{"code": "r", "display": "Red"}, {"code": "b"}]}]},
    }
    definition, told = convert(
        questionnaire(item("colour", "choice", answerValueSet="#colours"), contained=[value_set])
    )

    assert [(choice.code, choice.text) for choice in definition.question("colour").choices] == [
        ("r", "Red"),
        ("b", "b"),
    ]
    assert told["changed"]["item[0].answerValueSet"] == "its codes were made options"


def test_bounds_unit_and_rating_are_kept() -> None:
    bounds = [{"url": f"{HL7}minValue", "valueInteger": 0}, {"url": f"{HL7}maxValue", "valueInteger": 10}]
    unit = {"url": f"{HL7}questionnaire-unit", "valueCoding": {"code": "kg"}}
    definition, told = convert(
        questionnaire(
            group(
                "g",
                item("pain", "integer", extension=[control("slider"), *bounds]),
                item("weight", "quantity", extension=[unit, bounds[0]]),
                item("long", "integer", extension=[control("slider"), bounds[0]]),
            )
        )
    )

    pain, weight, long = definition.questions()
    assert (pain.kind, pain.bounds.lowest, pain.bounds.highest) == (Kind.RATING, 0, 10)
    assert (weight.kind, weight.unit, weight.bounds.lowest) == (Kind.NUMBER, "kg", 0)
    assert long.kind is Kind.WHOLE_NUMBER
    assert (
        told["changed"]["item[0].item[2]"]
        == "was changed to a number to type in, because a rating must have from 2 to 11 points"
    )


@pytest.mark.parametrize(
    "coding",
    [
        {"system": LOINC, "code": "1  8"},
        {"system": LOINC, "code": "c" * 101},
        {"system": "no address", "code": "1-8"},
        {"system": LOINC, "code": "1-8", "display": "w" * 501},
    ],
)
def test_invalid_code_is_left_out(coding: Any) -> None:
    definition, told = convert(questionnaire(group("g", item("a", code=[coding]))))

    assert definition.question("a").codes == ()
    assert told["changed"]["item[0].item[0].code[0]"] == "left out: not a valid FHIR code"


def test_display_of_a_code_is_put_on_one_line() -> None:
    coding = {"system": LOINC, "code": "1-8", "display": " Pain\n severity "}
    definition, _told = convert(questionnaire(group("g", item("a", code=[coding]))))
    assert definition.question("a").codes[0].text == "Pain severity"
