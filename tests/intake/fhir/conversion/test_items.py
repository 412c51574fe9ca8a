"""Texts, hints and refused items."""

from typing import Any

import pytest

from intake.fhir.conversion.converter import convert_questionnaire
from tests.intake.definitions import HL7
from tests.intake.fhir.conversion.conversions import convert
from tests.intake.fhir.third_party import LOINC, control, group, item, option, questionnaire


def test_help_item_becomes_the_hint() -> None:
    help_item = item("a-help", "display", text="Take your time.", extension=[control("help")])
    definition, told = convert(questionnaire(group("g", item("a", item=[help_item]))))

    assert definition.question("a").hint == "Take your time."
    assert set(told["kept"]) == {"item[0]", "item[0].item[0]", "item[0].item[0].item[0]"}


@pytest.mark.parametrize(
    ("question", "place", "reason"),
    [
        (item("a", "attachment"), "type", "`attachment` cannot be asked here"),
        (item("a", "reference"), "type", "`reference` cannot be asked here"),
        (item("a", "bogus"), "type", "'bogus' is not an item type of FHIR R4"),
        (item("a", text=" "), "text", "is missing, so there is nothing to show"),
        (item("a", text="w" * 501), "text", "is longer than 500 characters"),
        (item("a", "display", text="w" * 4001), "text", "is longer than 4000 characters"),
        (
            item("a", "choice", answerOption=[option("x"), option("y", display="w" * 501)]),
            "answerOption[1]",
            "is longer than 500 characters",
        ),
        (
            item("a", "choice", answerOption=[{"valueCoding": {"system": LOINC}}, option("x")]),
            "answerOption[0].valueCoding",
            "has neither a code nor a text",
        ),
        (item("a", readOnly=True), "readOnly", "cannot be answered: it is read-only"),
        (item("a", "choice"), "answerOption", "is missing: a choice question must have options"),
        (item("a", "choice", answerOption=[option("x")]), "answerOption", "must have at least two options"),
        (
            item("a", "choice", answerValueSet="http://loinc.org/vs/LL1"),
            "answerValueSet",
            "the options of 'http://loinc.org/vs/LL1' are not in the file",
        ),
        (
            item("a", extension=[{"url": f"{HL7}questionnaire-hidden", "valueBoolean": True}]),
            "extension[0]",
            "is hidden from the person who answers",
        ),
        (
            item("a", modifierExtension=[]),
            "modifierExtension",
            "may change the meaning of the item, and is not supported here",
        ),
    ],
)
def test_unsupported_item_is_refused_and_the_rest_imported(question: Any, place: str, reason: str) -> None:
    definition, told = convert(questionnaire(item("first"), question))

    assert [question.link_id for question in definition.questions()] == ["first"]
    assert told["refused"] == {f"item[1].{place}": reason}


def test_question_without_text_takes_the_display_of_its_code() -> None:
    coded = item(
        "a", text="", code=[{"system": LOINC, "code": "1-8"}, {"system": LOINC, "code": "2-6", "display": "Mood"}]
    )
    definition, told = convert(questionnaire(group("g", coded)))

    assert definition.question("a").text == "Mood"
    assert told["changed"]["item[0].item[0].text"] == "is missing; the name of its code was used"


def test_texts_are_put_on_one_line() -> None:
    unit = {"url": f"{HL7}questionnaire-unit", "valueCoding": {"display": " kg "}}
    definition, told = convert(
        questionnaire(
            group(
                "g",
                item("a", text="How are\nyou? "),
                item("b", "choice", answerOption=[option("x", display="Red "), option("y", display="A\nblue")]),
                item("c", "integer", extension=[unit]),
                text="T" * 600,
            )
        )
    )

    a, b, c = definition.questions()
    assert (a.text, [choice.text for choice in b.choices], c.unit) == ("How are you?", ["Red", "A blue"], "kg")
    assert told["changed"]["item[0].item[0].text"] == "was put on one line"
    assert definition.steps[0].title == "T" * 500
    assert told["changed"]["item[0].text"] == "was cut to 500 characters"


def test_items_inside_refused_items_are_reported_in_order() -> None:
    hidden = {"extension": [{"url": f"{HL7}questionnaire-hidden", "valueBoolean": True}]}
    inner = group("inner", item("c"), **hidden)
    resource = questionnaire(item("first"), group("outer", item("a"), inner, **hidden))
    findings = [f for f in convert_questionnaire(resource, slug="form").findings if f.outcome == "refused"]

    hides, outside = "is hidden from the person who answers", "is in an item that was left out, item[1]"
    assert [(finding.path, finding.reason) for finding in findings] == [
        ("item[1].extension[0]", hides),
        ("item[1].item[1].extension[0]", hides),
        ("item[1].item[0]", outside),
        ("item[1].item[1].item[0]", outside),
    ]
