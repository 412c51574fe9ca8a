"""Unknown parts that decide who is asked what are refused, never ignored."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from intake.fhir import definition_export
from intake.fhir.conversion.converter import convert_questionnaire
from intake.fhir.findings import FindingOutcome
from tests.intake.definitions import HL7, starter
from tests.intake.fhir.conversion.conversions import list_asked, list_paths
from tests.intake.fhir.third_party import CASES, control, group, item, option, questionnaire, when

SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
HIDDEN = {"url": f"{HL7}questionnaire-hidden", "valueBoolean": True}
ONLY_SOME = {"url": f"{SDC}enableWhenExpression", "valueExpression": {"expression": "%age > 50"}}


def case(name: str) -> Any:
    return json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "still_asked", "refused"),
    [
        ("fhir-ewx-question", ["sex"], ["item[1].extension[0]"]),
        ("fhir-hidden-group", ["sex"], ["item[1].extension[0]", "item[2].extension[0]", "item[1].item[0]"]),
        ("fhir-hidden-parent-nested", ["sex"], ["item[0].extension[0]", "item[0].item[0]"]),
        ("fhir-modifier-group", ["sex"], ["item[1].modifierExtension", "item[1].item[0]"]),
        ("fhir-open-choice-string", ["o"], ["item[1].enableWhen[0]"]),
        ("fhir-crash-ext-url-dict", [], ["item[0].extension[0].url", "item"]),
        ("fhir-crash-ext-url-list", [], ["item[0].extension[0].url", "item"]),
    ],
)
def test_case_is_refused_with_its_path(name: str, still_asked: list[str], refused: list[str]) -> None:
    conversion = convert_questionnaire(case(name), slug="form")

    assert list_asked(conversion) == still_asked
    assert list_paths(conversion, FindingOutcome.REFUSED) == refused
    assert not {"item[1].item[0]", "item[0].item[0]"} & {*list_paths(conversion, FindingOutcome.KEPT)}


OTHER_VERSION = "http://hl7.org/fhir/5.0/StructureDefinition/extension-Questionnaire."


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("item.disabledDisplay", "protected"),
        ("item.answerConstraint", "optionsOrType"),
        ("item.enableWhen", "x"),
        ("item.enableWhen.answer[x]", "x"),
        ("item.answerOption.value[x]", "x"),
        ("item.required", True),
    ],
)
@pytest.mark.parametrize("bears", ["question", "group", "display"])
def test_cross_version_extension_that_decides_is_refused(name: str, value: Any, bears: str) -> None:
    extension = {"url": f"{OTHER_VERSION}{name}", "valueCode": value}
    bearer = {
        "question": item("q", extension=[extension]),
        "group": group("q", item("in"), extension=[extension]),
        "display": item("q", "display", extension=[extension]),
    }[bears]
    conversion = convert_questionnaire(questionnaire(item("first"), bearer), slug="form")

    assert list_asked(conversion) == ["first"]
    assert list_paths(conversion, FindingOutcome.REFUSED)[0] == "item[1].extension[0]"


@pytest.mark.parametrize(("name", "value"), [("disabledDisplay", "hidden"), ("answerConstraint", "optionsOnly")])
def test_cross_version_extension_with_the_default_value_is_accepted(name: str, value: str) -> None:
    extension = {"url": f"{OTHER_VERSION}item.{name}", "valueCode": value}

    assert list_asked(convert_questionnaire(questionnaire(item("q", extension=[extension])), slug="form")) == ["q"]


WEIGHT = {"url": f"{HL7}questionnaire-unit", "valueCoding": {"code": "kg", "display": "kg"}}


@pytest.mark.parametrize(
    ("quantity", "unit", "is_carried"),
    [
        ({"value": 5, "unit": "kg"}, [WEIGHT], True),
        ({"value": 5, "code": "kg", "system": "http://unitsofmeasure.org"}, [WEIGHT], True),
        ({"value": 5}, [WEIGHT], True),
        ({"value": 5}, [], True),
        ({"value": 5, "unit": "g"}, [WEIGHT], False),
        ({"value": 5, "unit": "kg"}, [], False),
        ({"value": 5, "comparator": "<"}, [WEIGHT], False),
        ({"unit": "kg"}, [WEIGHT], False),
    ],
)
def test_quantity_is_compared_only_in_the_unit_of_the_question(
    quantity: dict[str, Any], unit: list[dict[str, Any]], is_carried: bool
) -> None:
    over = {"question": "weight", "operator": ">", "answerQuantity": quantity}
    form = questionnaire(item("weight", "quantity", extension=unit), item("q", enableWhen=[over]))
    conversion = convert_questionnaire(form, slug="form")

    assert list_asked(conversion) == (["weight", "q"] if is_carried else ["weight"])
    assert list_paths(conversion, FindingOutcome.REFUSED) == ([] if is_carried else ["item[1].enableWhen[0]"])


def with_values(*urls: str, values: tuple[int, ...] = (1, 1)) -> Any:
    options = [option("a"), option("b")]
    told = [{"url": f"{HL7}{url}", "valueDecimal": value} for url, value in zip(urls, values, strict=False)]
    options[0]["extension"], options[0]["valueCoding"]["extension"] = told[:1], told[1:]
    return questionnaire(item("first"), item("q", "choice", answerOption=options))


@pytest.mark.parametrize(
    "name", ["ordinalValue", "itemWeight", "questionnaire-ordinalValue", "valueset-ordinalValue", "iso21090-CO-value"]
)
def test_option_value_is_read_from_each_known_extension(name: str) -> None:
    definition = convert_questionnaire(with_values(name), slug="form").definition
    assert definition is not None
    coding = definition["questionnaire"]["item"][1]["item"][0]["answerOption"][0]["valueCoding"]

    assert coding["extension"] == [{"url": f"{HL7}ordinalValue", "valueDecimal": 1}]


def test_option_with_two_different_values_is_refused() -> None:
    assert list_asked(convert_questionnaire(with_values("ordinalValue", "itemWeight"), slug="form")) == ["first", "q"]
    conversion = convert_questionnaire(with_values("ordinalValue", "itemWeight", values=(1, 2)), slug="form")

    assert list_asked(conversion) == ["first"]
    assert list_paths(conversion, FindingOutcome.REFUSED) == ["item[1].answerOption[0]"]


def test_two_value_sets_with_one_id_are_refused() -> None:
    sets = [
        {"resourceType": "ValueSet", "id": "v", "compose": {"include": [{"concept": [{"code": c} for c in codes]}]}}
        for codes in ("ab", "xy")
    ]
    form = questionnaire(item("first"), item("q", "choice", answerValueSet="#v"), contained=sets)

    assert list_asked(convert_questionnaire(form, slug="form")) == ["first"]


def test_retired_questionnaire_is_reported() -> None:
    assert "status" in list_paths(
        convert_questionnaire({**questionnaire(item("q")), "status": "retired"}, slug="form"), FindingOutcome.CHANGED
    )


def test_nested_question_waits_for_the_answer_of_its_parent() -> None:
    conversion = convert_questionnaire(case("fhir-nested-under-answer"), slug="form")

    assert conversion.definition is not None
    step = conversion.definition["questionnaire"]["item"][0]
    assert step["item"][1]["enableWhen"] == [{"question": "p", "operator": "exists", "answerBoolean": True}]


@pytest.mark.parametrize(
    "extension",
    [
        HIDDEN,
        {**HIDDEN, "url": f"{HL7}questionnaire-hidden|4.0.1"},
        {**HIDDEN, "url": f" {HL7}questionnaire-hidden/"},
        {"url": HIDDEN["url"]},
        {"url": HIDDEN["url"], "valueBoolean": "false"},
        {
            "url": HIDDEN["url"],
            "valueBoolean": False,
            "_valueBoolean": {"extension": [{"url": f"{HL7}cqf-expression"}]},
        },
        ONLY_SOME,
        {**ONLY_SOME, "url": f"{HL7}questionnaire-enableWhenExpression"},
        {**ONLY_SOME, "url": f"{HL7}questionnaire-enableWhen"},
        {**ONLY_SOME, "url": f"{SDC}calculatedExpression"},
        {**ONLY_SOME, "url": f"{HL7}cqf-calculatedValue"},
        {**ONLY_SOME, "url": f"{SDC}answerExpression"},
        {**ONLY_SOME, "url": f"{SDC}answerOptionsToggleExpression"},
        {"url": f"{SDC}subQuestionnaire", "valueCanonical": "https://forms.example/other"},
        {"url": f"{HL7}questionnaire-usageMode", "valueCode": "display"},
        {"url": f"{SDC}performerType", "valueCode": "Practitioner"},
    ],
)
@pytest.mark.parametrize("kind", ["boolean", "group", "display"])
def test_extension_that_decides_who_is_asked_is_refused(extension: dict[str, Any], kind: str) -> None:
    inside = {"item": [item("inside")]} if kind == "group" else {}
    conversion = convert_questionnaire(
        questionnaire(item("a"), item("b", kind, extension=[extension], **inside)), slug="form"
    )

    assert list_asked(conversion) == ["a"]
    assert list_paths(conversion, FindingOutcome.REFUSED)[0] == "item[1].extension[0]"
    assert "item[1].item[0]" not in list_paths(conversion, FindingOutcome.KEPT)


@pytest.mark.parametrize("mode", ["capture", "capture-display"])
def test_usage_mode_that_captures_is_accepted(mode: str) -> None:
    shown = [
        {"url": HIDDEN["url"], "valueBoolean": False},
        {"url": f"{HL7}questionnaire-usageMode", "valueCode": mode},
    ]
    conversion = convert_questionnaire(
        questionnaire(item("a", extension=shown), group("g", item("b"), extension=shown)), slug="form"
    )

    assert list_asked(conversion) == ["a", "b"]
    assert list_paths(conversion, FindingOutcome.REFUSED) == []


@pytest.mark.parametrize(
    ("member", "value", "path"),
    [
        ("enableWhen", [{**when("a"), "modifierExtension": [{"url": "x"}]}], "enableWhen[0].modifierExtension"),
        ("enableWhen", [{**when("a"), "extension": [{"url": "x"}]}], "enableWhen[0].extension"),
        ("enableWhen", [{**when("a"), "_operator": {"id": "x"}}], "enableWhen[0]._operator"),
        (
            "answerOption",
            [{**option("yes"), "modifierExtension": [{"url": "x"}]}, option("no")],
            "answerOption[0].modifierExtension",
        ),
        ("answerOption", [option("yes"), {**option("no"), "extension": [HIDDEN]}], "answerOption[1].extension[0]"),
        ("_text", {"extension": [{"url": f"{HL7}cqf-expression"}]}, "_text.extension[0]"),
        ("_required", {"extension": [{"url": f"{HL7}cqf-calculatedValue"}]}, "_required.extension[0]"),
    ],
)
def test_extensions_of_conditions_options_and_values_are_checked(member: str, value: Any, path: str) -> None:
    kind = "choice" if member == "answerOption" else "boolean"
    conversion = convert_questionnaire(questionnaire(item("a"), item("b", kind, **{member: value})), slug="form")

    assert list_asked(conversion) == ["a"]
    assert list_paths(conversion, FindingOutcome.REFUSED)[0] == f"item[1].{path}"


@pytest.mark.parametrize(
    ("members", "path"),
    [
        ({"modifierExtension": [{"url": "x"}]}, "modifierExtension"),
        ({"implicitRules": "https://forms.example/rules"}, "implicitRules"),
        ({"extension": [ONLY_SOME]}, "extension[0]"),
    ],
)
def test_questionnaire_with_unknown_modifiers_is_refused(members: dict[str, Any], path: str) -> None:
    conversion = convert_questionnaire(questionnaire(item("a"), **members), slug="form")

    assert conversion.definition is None
    assert list_paths(conversion, FindingOutcome.REFUSED) == [path]


def test_hidden_help_is_not_imported() -> None:
    hidden = item("help", "display", text="Staff only.", extension=[control("help"), HIDDEN])
    conversion = convert_questionnaire(questionnaire(group("g", item("a", item=[hidden]))), slug="form")

    assert "Staff only." not in json.dumps(conversion.definition)
    assert list_paths(conversion, FindingOutcome.REFUSED) == ["item[0].item[0].item[0].extension[1]"]


def test_condition_on_an_offered_text_is_kept() -> None:
    offered = [{"valueString": "yes"}, {"valueString": "no"}]
    either = item("b", "string", enableWhen=[when("a", answerString="yes")])
    conversion = convert_questionnaire(
        questionnaire(item("a", "open-choice", answerOption=offered), either), slug="form"
    )

    assert list_asked(conversion) == ["a", "b"]
    assert list_paths(conversion, FindingOutcome.REFUSED) == []


@pytest.mark.parametrize("place", ["item", "head"])
def test_edited_export_is_not_restored(place: str) -> None:
    exported = definition_export.export_definition(
        starter(), version=1, published=datetime(2026, 11, 1, tzinfo=UTC), is_live=True, language="en"
    )
    bearer = exported if place == "head" else exported["item"][2]
    bearer["extension"] = [*bearer.get("extension", []), HIDDEN]
    conversion = convert_questionnaire(exported, slug="form")

    number = len(bearer["extension"]) - 1
    path = f"extension[{number}]" if place == "head" else f"item[2].extension[{number}]"
    assert path in list_paths(conversion, FindingOutcome.REFUSED)
    assert (conversion.definition is None) == (place == "head")


@pytest.mark.parametrize(
    "value_set",
    [
        {"modifierExtension": [{"url": "x"}], "expansion": {"contains": [{"code": "x"}, {"code": "y"}]}},
        {"expansion": {"contains": [{"code": "x", "modifierExtension": [{"url": "x"}]}, {"code": "y"}]}},
        {
            "expansion": {
                "contains": [{"code": "heading", "abstract": True, "contains": [{"code": "x"}]}, {"code": "y"}]
            }
        },
    ],
)
def test_value_set_that_is_more_than_a_list_is_refused(value_set: dict[str, Any]) -> None:
    contained = {"resourceType": "ValueSet", "id": "v", **value_set}
    conversion = convert_questionnaire(
        questionnaire(item("a"), item("b", "choice", answerValueSet="#v"), contained=[contained]), slug="form"
    )

    assert list_asked(conversion) == ["a"]
    assert list_paths(conversion, FindingOutcome.REFUSED) == ["item[1].answerValueSet"]
