"""Questions about numbers, ratings, dates and countries are read from FHIR items, or refused."""

from typing import Any

import pytest

from intake.engine.json_object import DefinitionError
from intake.engine.questions import Code, Kind
from tests.intake.answers.question_forms import (
    COUNTRY,
    DECIMALS,
    FULL_DATE,
    MIN,
    PAIN,
    WEIGHT,
    extension,
    item,
    question,
    whole,
)
from tests.intake.definitions import group, one_of, read, when


def test_kind_follows_from_type_and_control() -> None:
    kinds = [question(defined).kind for defined in (whole(0, 9), WEIGHT, PAIN, FULL_DATE, COUNTRY)]
    assert kinds == [Kind.WHOLE_NUMBER, Kind.NUMBER, Kind.RATING, Kind.DATE, Kind.COUNTRY]


def test_codes_of_a_question_are_read() -> None:
    defined = item("integer", code=[{"system": "http://loinc.org", "code": "29463-7", "display": "Body weight"}])
    assert question(defined).codes == (Code("http://loinc.org", "29463-7", "Body weight"),)


@pytest.mark.parametrize(
    ("defined", "reason"),
    [
        (whole(5, 4), "the lowest value, 5, is above the highest, 4"),
        (item("integer", extension(MIN, valueInteger="0")), "must be a number"),
        (item("integer", extension(MIN, valueInteger=0.5)), "must be a number"),
        (
            item("string", extension(MIN, valueInteger=0)),
            "only a number or a date can have a lowest and a highest value",
        ),
        (item("decimal", extension(DECIMALS, valueInteger=7)), "a number must have from 0 to 6 decimal places"),
        (item("date", extension(MIN, valueDate="2019-02-30")), "'2019-02-30' is not a date"),
        ({**PAIN, "extension": [*PAIN["extension"][2:]]}, "a rating must have from 2 to 11 points"),
        ({**PAIN, "extension": [*PAIN["extension"][:-1]]}, "a rating must have a label at both ends or at neither"),
        (item("choice", answerValueSet="http://example.org/colours"), "only the value set of countries"),
    ],
)
def test_contradictory_item_is_refused(defined: dict[str, Any], reason: str) -> None:
    with pytest.raises(DefinitionError, match=reason):
        question(defined)


def test_number_is_compared_only_with_numbers() -> None:
    more = {"question": "q", "operator": ">=", "answerInteger": 18}
    definition = read(group("age", whole(0, 120)), group("adult", one_of("x", "a", "b"), enableWhen=[more]))
    assert definition.step("adult") is not None
    wrong = [{"question": "q", "operator": "=", "answerBoolean": True}, when("q", "a")]
    for condition in wrong:
        with pytest.raises(DefinitionError, match="compare 'q' with a number"):
            read(group("age", whole(0, 120)), group("adult", one_of("x", "a", "b"), enableWhen=[condition]))
