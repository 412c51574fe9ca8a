"""A submission is exported as a QuestionnaireResponse of FHIR R4, each answer as a value of its kind."""

from datetime import UTC, datetime
from typing import Any

from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from intake.engine import questionnaire_response
from intake.engine.definition import Definition
from tests.intake import definitions
from tests.intake.definitions import group, many_of, one_of, text, when, yes_no
from tests.intake.visitor_client import ADA

AUTHORED = datetime(2026, 11, 22, 9, 30, 5, 999, tzinfo=UTC)


def respond(stored: dict[str, Any], answers: dict[str, Any], **options: Any) -> dict[str, Any]:
    resource = questionnaire_response.build_questionnaire_response(
        Definition.from_json(stored),
        answers,
        questionnaire=stored["questionnaire"],
        version=3,
        reference="K7NM-2XWD",
        authored=AUTHORED,
        language="en",
        **options,
    )
    QuestionnaireResponse.model_validate(resource)
    return resource


def answers_of(resource: dict[str, Any]) -> dict[str, Any]:
    return {item["linkId"]: item.get("answer") for step in resource["item"] for item in step["item"]}


def test_response_names_questionnaire_version_and_time() -> None:
    resource = respond(definitions.starter(), ADA)
    assert {key: value for key, value in resource.items() if key != "item"} == {
        "resourceType": "QuestionnaireResponse",
        "language": "en",
        "identifier": {"system": questionnaire_response.REFERENCE_SYSTEM, "value": "K7NM-2XWD"},
        "questionnaire": f"{definitions.STARTER['questionnaire']['url']}|3",
        "status": "completed",
        "authored": "2026-11-22T09:30:05+00:00",
    }


def test_corrected_response_is_amended() -> None:
    assert respond(definitions.starter(), ADA, is_amended=True)["status"] == "amended"


def test_each_kind_of_answer_has_its_fhir_value() -> None:
    extension = {"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"}
    radio = [{**extension, "valueCodeableConcept": {"coding": [{"code": "radio-button"}]}}]
    ends = [
        {"url": "http://hl7.org/fhir/StructureDefinition/minValue", "valueInteger": 0},
        {"url": "http://hl7.org/fhir/StructureDefinition/maxValue", "valueInteger": 10},
    ]
    stored = definitions.made_of(
        group(
            "all",
            yes_no("yes-no"),
            one_of("one", "a", "b"),
            many_of("many", "a", "b", "c"),
            text("text"),
            {"linkId": "whole", "type": "integer", "text": "Whole"},
            {"linkId": "number", "type": "decimal", "text": "Number"},
            {"linkId": "rating", "type": "integer", "text": "Rating", "extension": radio + ends},
            {"linkId": "date", "type": "date", "text": "Date"},
            {
                "linkId": "country",
                "type": "choice",
                "text": "Country",
                "answerValueSet": "http://hl7.org/fhir/ValueSet/iso3166-1-2",
            },
            text("open"),
            {"linkId": "words", "type": "display", "text": "Words"},
        )
    )
    given = {
        "yes-no": False,
        "one": "b",
        "many": ["a", "c"],
        "text": "Words",
        "whole": 0,
        "number": 1.5,
        "rating": 0,
        "date": "2019-05",
        "country": "DE",
    }
    assert answers_of(respond(stored, given)) == {
        "yes-no": [{"valueBoolean": False}],
        "one": [{"valueCoding": {"code": "b", "display": "B"}}],
        "many": [{"valueCoding": {"code": "a", "display": "A"}}, {"valueCoding": {"code": "c", "display": "C"}}],
        "text": [{"valueString": "Words"}],
        "whole": [{"valueInteger": 0}],
        "number": [{"valueDecimal": 1.5}],
        "rating": [{"valueInteger": 0}],
        "date": [{"valueDate": "2019-05"}],
        "country": [{"valueCoding": {"system": "urn:iso:std:iso:3166", "code": "DE"}}],
        "open": None,
    }


def test_unasked_question_is_left_out() -> None:
    stored = definitions.made_of(
        group("first", one_of("hurts", "day", "night")),
        group("second", text("nights"), enableWhen=[when("hurts", "night")]),
    )
    assert answers_of(respond(stored, {"hurts": "day", "nights": "left over"})) == {
        "hurts": [{"valueCoding": {"code": "day", "display": "Day"}}]
    }


def test_codings_are_those_of_the_questionnaire() -> None:
    asked = answers_of(respond(definitions.starter(), ADA))
    assert asked["phq-mood"] == [
        {"valueCoding": {"system": "http://loinc.org", "code": "LA6568-5", "display": "Not at all"}}
    ]
    assert asked["email"] == [{"valueString": "ada@example.org"}]
    assert asked["consent-improvement"] == [{"valueBoolean": False}]
