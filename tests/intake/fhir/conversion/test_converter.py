"""Other programs' questionnaires as a whole."""

from typing import Any

import pytest

from intake.engine.questions import Kind
from intake.fhir.paths import get_item_path
from tests.intake.fhir.conversion.conversions import convert, explain_refusals
from tests.intake.fhir.third_party import CONTROL, LOINC, group, item, phq, questionnaire, r5


def test_phq_keeps_texts_codes_and_values_and_loses_its_total() -> None:
    definition, told = convert(phq())

    interest, down = definition.questions()
    assert (interest.link_id, interest.text) == ("44250-9", "Little interest or pleasure in doing things")
    assert (interest.codes[0].system, interest.codes[0].code) == (LOINC, "44250-9")
    assert [(choice.code, choice.ordinal) for choice in down.choices] == [
        ("LA6568-5", 0), ("LA6569-3", 1), ("LA6570-1", 2), ("LA6571-9", 3),
    ]  # fmt: skip
    assert told["refused"] == {"item[2].extension[0]": "is calculated by another program; choose a score here instead"}
    assert told["changed"]["item[0].linkId"] == "is now '44250-9'"
    assert told["changed"]["item[0].extension[0]"] == f"left out: the extension {CONTROL!r}"


def test_r5_is_converted_as_r4() -> None:
    definition, told = convert(r5())

    pain, helps, since = definition.questions()
    assert [question.kind for question in (pain, helps, since)] == [Kind.ONE_OF, Kind.ONE_OF, Kind.DATE]
    assert [choice.ordinal for choice in pain.choices] == [0, 1]
    [comparison] = since.condition.comparisons()
    assert comparison.value == "some"
    assert told["refused"] == {}
    assert set(told["changed"]) >= {"versionAlgorithmString", "item[0].type", "item[1].type", "item[2].disabledDisplay"}


@pytest.mark.parametrize(
    ("resource", "path", "reason"),
    [
        ("text", "", "must be an object"),
        ({"resourceType": "Patient"}, "resourceType", "is 'Patient'; it must be Questionnaire"),
        ({}, "resourceType", "must be Questionnaire"),
        (
            {"resourceType": "Bundle", "entry": [{"resource": questionnaire(item("a"))}]},
            "resourceType",
            "is a Bundle; save each Questionnaire in it as a file of its own",
        ),
        (questionnaire(), "item", "contains no question that can be asked here"),
        (questionnaire(item="x"), "item", "must be a list of objects"),
        (questionnaire(item("a"), title=3), "title", "must be text"),
        (
            questionnaire(item("a"), modifierExtension=[]),
            "modifierExtension",
            "may change the meaning of everything in it, and is not supported here",
        ),
    ],
)
def test_unusable_resource_is_refused_with_a_reason(resource: Any, path: str, reason: str) -> None:
    assert explain_refusals(resource) == {path: reason}


def test_every_item_is_reported() -> None:
    resource = questionnaire(
        group("g", item("a"), item("b", "attachment", item=[item("c")])), item("d", "display"), item("e", initial=[{}])
    )
    _, told = convert(resource)

    told_of = {get_item_path(path) for paths in told.values() for path in paths}
    assert told_of == {"item[0]", "item[0].item[0]", "item[0].item[1]", "item[0].item[1].item[0]", "item[1]", "item[2]"}
