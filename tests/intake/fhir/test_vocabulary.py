"""Every known extension and element, in every place that it can have: carried over, refused with its path, or left out
and reported.
"""

from typing import Any

import pytest

from intake.fhir.conversion.converter import Conversion, convert_questionnaire
from intake.fhir.extensions import REDUNDANT_EXTENSIONS
from intake.fhir.findings import FindingOutcome, filter_findings
from intake.fhir.vocabulary.elements import ELEMENTS, FLAG_MEMBERS
from intake.fhir.vocabulary.extensions import (
    DECIDING_EXTENSIONS,
    IGNORED_EXTENSIONS,
    explain_refusal,
    get_extension_name,
)
from intake.fhir.vocabulary.handling import Handling
from tests.intake.definitions import HL7
from tests.intake.fhir.conversion.conversions import list_asked, list_paths
from tests.intake.fhir.third_party import group, item, option, questionnaire, when

SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
# For each place, how to put an extension or element there, and the path of the item that then has it.
BEARERS: dict[str, tuple[Any, str]] = {
    "root": (lambda x: questionnaire(item("a"), **x), ""),
    "group": (lambda x: questionnaire(item("a"), group("b", item("c"), **x)), "item[1]."),
    "inner group": (
        lambda x: questionnaire(item("a"), group("g", item("d"), group("b", item("c"), **x))),
        "item[1].item[1].",
    ),
    "display": (lambda x: questionnaire(item("a"), item("b", "display", **x)), "item[1]."),
    "question": (lambda x: questionnaire(item("a"), item("b", **x)), "item[1]."),
    "question in a group": (
        lambda x: questionnaire(item("a"), group("g", item("d"), item("b", **x))),
        "item[1].item[1].",
    ),
    "question in a question": (lambda x: questionnaire(item("a", item=[item("b", **x)])), "item[0].item[0]."),
    "option": (
        lambda x: questionnaire(item("a"), item("b", "choice", answerOption=[{**option("x"), **x}, option("y")])),
        "item[1].answerOption[0].",
    ),
    "coding": (
        lambda x: questionnaire(item("a"), item("b", "choice", answerOption=[option("x", **x), option("y")])),
        "item[1].answerOption[0].valueCoding.",
    ),
    "condition": (
        lambda x: questionnaire(item("a"), item("b", enableWhen=[{**when("a"), **x}])),
        "item[1].enableWhen[0].",
    ),
}
ITEMS = ["group", "inner group", "display", "question", "question in a group", "question in a question"]


def converted(place: str, members: dict[str, Any]) -> Conversion:
    return convert_questionnaire(BEARERS[place][0](members), slug="form")


def assert_refused(place: str, members: dict[str, Any], path: str) -> None:
    conversion = converted(place, members)
    refused = list_paths(conversion, FindingOutcome.REFUSED)
    assert any(each == path or each.startswith(f"{path}[") for each in refused), refused
    assert [link_id for link_id in list_asked(conversion) if link_id != "d"] == ([] if place == "root" else ["a"])


@pytest.mark.parametrize("place", BEARERS)
def test_deciding_extension_is_refused_in_every_place(place: str) -> None:
    # None of them is carried over if its value is an expression.
    expression = {"language": "text/fhirpath", "expression": "%age > 50"}
    path = "extension" if place == "condition" else "extension[0]"
    for name in DECIDING_EXTENSIONS:
        extension = {"url": f"{SDC}{name}", "valueExpression": expression}
        assert_refused(place, {"extension": [extension]}, BEARERS[place][1] + path)


@pytest.mark.parametrize("place", [*ITEMS, "option"])
def test_presentational_extension_is_left_out_and_reported(place: str) -> None:
    where = BEARERS[place][1]
    for name in sorted(IGNORED_EXTENSIONS):
        conversion = converted(place, {"extension": [{"url": f"{SDC}{name}", "valueCode": "other"}]})

        assert list_paths(conversion, FindingOutcome.REFUSED) == [], name
        assert len(list_asked(conversion)) > 1, name
        assert {f"{where}extension[0]", where.rstrip(".")} & {*list_paths(conversion, FindingOutcome.CHANGED)}, name


@pytest.mark.parametrize(
    "said",
    [
        {"url": f"{SDC}entryMode", "valueCode": "sequential"},
        {"url": f"{SDC}entryMode", "valueCode": "prior-edit"},
        {"url": f"{SDC}preferredTerminologyServer", "valueUrl": "https://terms.example/fhir"},
        {
            "url": "http://hl7.org/fhir/StructureDefinition/questionnaire-supportLink",
            "valueUri": "https://help.example",
        },
        {
            "url": "http://hl7.org/fhir/StructureDefinition/questionnaire-supportHyperlink",
            "valueUrl": "https://x.example",
        },
    ],
)
def test_harmless_extension_of_the_resource_is_left_out(said: dict[str, Any]) -> None:
    conversion = converted("root", {"extension": [said]})

    assert (list_asked(conversion), list_paths(conversion, FindingOutcome.REFUSED)) == (["a"], [])
    assert "extension" in list_paths(conversion, FindingOutcome.CHANGED)


def test_extensions_are_in_one_table_and_found_by_url() -> None:
    assert not {*DECIDING_EXTENSIONS} & IGNORED_EXTENSIONS
    for known in (DECIDING_EXTENSIONS, IGNORED_EXTENSIONS):
        assert {get_extension_name({"url": f"https://forms.example/{name.upper()}|3.0.0"}) for name in known} == {
            *known
        }
    assert all(explain_refusal({"url": f"https://forms.example/{name}"}) for name in REDUNDANT_EXTENSIONS)


@pytest.mark.parametrize("place", [*ITEMS, "root"])
@pytest.mark.parametrize(
    "said",
    [
        {"url": f"{SDC}hidden", "valueBoolean": False},
        {"url": f"{SDC}usageMode", "valueCode": "capture"},
        {"url": f"{SDC}performerType", "valueCode": "Patient"},
        {"url": f"{SDC}minOccurs", "valueInteger": 0},
        {"url": f"{SDC}assemble-expectation", "valueCode": "independent-questionnaire"},
    ],
)
def test_redundant_extension_is_accepted(said: dict[str, Any], place: str) -> None:
    conversion = converted(place, {"extension": [said]})

    assert list_paths(conversion, FindingOutcome.REFUSED) == []
    assert list_asked(conversion)[0] == "a"


@pytest.mark.parametrize(
    ("kind", "members"),
    [
        ("boolean", {"required": True, "extension": [{"url": f"{SDC}minOccurs", "valueInteger": 1}]}),
        ("boolean", {"extension": [{"url": f"{SDC}maxOccurs", "valueInteger": 1}]}),
        ("integer", {"extension": [{"url": f"{SDC}sliderStepValue", "valueInteger": 1}]}),
        ("string", {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/minLength", "valueInteger": 1}]}),
        (
            "choice",
            {
                "repeats": True,
                "answerOption": [option("x"), option("y")],
                "extension": [{"url": f"{SDC}maxOccurs", "valueInteger": 2}],
            },
        ),
    ],
)
def test_redundant_limit_is_accepted(kind: str, members: dict[str, Any]) -> None:
    conversion = convert_questionnaire(questionnaire(group("g", item("a", kind, **members))), slug="form")

    assert (list_asked(conversion), list_paths(conversion, FindingOutcome.REFUSED)) == (["a"], [])


@pytest.mark.parametrize(
    ("kind", "members", "path"),
    [
        ("boolean", {"extension": [{"url": f"{SDC}minOccurs", "valueInteger": 1}]}, "extension[0]"),
        ("boolean", {"extension": [{"url": f"{SDC}maxOccurs", "valueInteger": 2}]}, "extension[0]"),
        (
            "choice",
            {
                "repeats": True,
                "answerOption": [option("x"), option("y"), option("z")],
                "extension": [{"url": f"{SDC}maxOccurs", "valueInteger": 2}],
            },
            "extension[0]",
        ),
        ("integer", {"extension": [{"url": f"{SDC}sliderStepValue", "valueInteger": 5}]}, "extension[0]"),
        ("decimal", {"extension": [{"url": f"{SDC}sliderStepValue", "valueInteger": 1}]}, "extension[0]"),
        ("string", {"extension": [{"url": f"{SDC}minValue", "valueInteger": 1}]}, "extension[0]"),
        ("string", {"repeats": True}, "repeats"),
        ("integer", {"repeats": True}, "repeats"),
        ("choice", {"repeats": True, "answerValueSet": "http://hl7.org/fhir/ValueSet/iso3166-1-2"}, "repeats"),
        (
            "quantity",
            {
                "extension": [
                    {
                        "url": "http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption",
                        "valueCoding": {"code": unit},
                    }
                    for unit in ("kg", "lb")
                ]
            },
            "extension[1]",
        ),
        ("string", {"option": [{"valueString": "x"}]}, "option"),
        (
            "integer",
            {"answerConstraint": "optionsOrType", "answerOption": [{"valueInteger": 1}] * 2},
            "answerConstraint",
        ),
        ("boolean", {"disabledDisplay": "protected"}, "disabledDisplay"),
        ("boolean", {"enableBehavior": "some", "enableWhen": [when("first")]}, "enableBehavior"),
    ],
)
def test_unsupported_feature_of_a_question_is_refused(kind: str, members: dict[str, Any], path: str) -> None:
    conversion = convert_questionnaire(questionnaire(item("first"), item("a", kind, **members)), slug="form")

    assert f"item[1].{path}" in list_paths(conversion, FindingOutcome.REFUSED)
    assert list_asked(conversion) == ["first"]


# --- Elements --------------------------------------------------------------------------------------------------------


LEVELS = {
    "root": ["root"],
    "group": ["group", "inner group"],
    "display": ["display"],
    "question": ["question", "question in a group", "question in a question"],
    "answerOption": ["option"],
    "enableWhen": ["condition"],
}


@pytest.mark.parametrize(("level", "place"), [(level, place) for level, places in LEVELS.items() for place in places])
def test_element_is_handled_as_the_table_says(level: str, place: str) -> None:
    where = BEARERS[place][1]
    for name, handling in ELEMENTS[level].items():
        if handling is Handling.REFUSED:
            assert_refused(place, {name: [{"url": "x"}]}, f"{where}{name}" if name != "valueReference" else where[:-1])
        elif handling is Handling.LEFT_OUT:
            conversion = converted(place, {name: SAMPLES.get(name, "some words")})
            assert f"{where}{name}" in list_paths(conversion, FindingOutcome.CHANGED), name
            assert list_asked(conversion)[0] == "a", name


SAMPLES: dict[str, Any] = {
    **{name: [{}] for name in ("contained", "identifier", "contact", "useContext", "jurisdiction", "code", "initial")},
    **{name: {} for name in ("meta", "text", "effectivePeriod", "versionAlgorithmCoding")},
    **dict.fromkeys(("experimental", "initialSelected"), True),
    "extension": [{"url": "https://forms.example/x"}],
    "maxLength": 5,
}


@pytest.mark.parametrize("place", ["group", "inner group", "display"])
@pytest.mark.parametrize("flag", FLAG_MEMBERS)
def test_flag_of_a_text_or_group_must_be_false(flag: str, place: str) -> None:
    assert_refused(place, {flag: True}, f"{BEARERS[place][1]}{flag}")
    conversion = converted(place, {flag: False})
    assert "a" in list_asked(conversion)
    assert len(list_asked(conversion)) > 1


def test_required_group_is_accepted_if_it_has_a_required_question() -> None:
    conversion = convert_questionnaire(
        questionnaire(group("g", item("a", required=True), item("b"), required=True)), slug="form"
    )

    assert (list_asked(conversion), list_paths(conversion, FindingOutcome.REFUSED)) == (["a", "b"], [])


@pytest.mark.parametrize(
    ("members", "path"),
    [
        ({"subjectType": ["Practitioner"]}, "subjectType"),
        ({"subjectType": "Practitioner"}, "subjectType"),
        ({"subjectType": ["RelatedPerson", "Group"]}, "subjectType"),
        ({"derivedFrom": ["https://forms.example/base"]}, "derivedFrom"),
        (
            {"_title": {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/cqf-expression"}]}},
            "_title.extension[0]",
        ),
        (
            {
                "derivedFrom": ["https://forms.example/base"],
                "_derivedFrom": [{"extension": [{"url": f"{SDC}derivationType", "valueCode": "extends"}]}],
            },
            "derivedFrom",
        ),
    ],
)
def test_other_subject_or_derivation_is_refused(members: dict[str, Any], path: str) -> None:
    assert_refused("root", members, path)


@pytest.mark.parametrize(
    "members",
    [
        {"subjectType": []},
        {"subjectType": ["Patient", "RelatedPerson"]},
        {"derivedFrom": []},
        {
            "derivedFrom": ["https://forms.example/base"],
            "_derivedFrom": [{"extension": [{"url": f"{SDC}derivationType", "valueCode": "inspiredBy"}]}],
        },
    ],
)
def test_questionnaire_about_the_patient_is_imported(members: dict[str, Any]) -> None:
    assert list_asked(converted("root", members)) == ["a"]


CODES = {"concept": [{"code": "x"}, {"code": "y"}]}


@pytest.mark.parametrize(
    ("value_set", "reason"),
    [
        ({"compose": {"include": [{"filter": [{}], "concept": [{"code": "x"}]}]}}, "`compose` has a `filter`"),
        ({"compose": {"include": [{"valueSet": ["#w"], "concept": [{"code": "x"}]}]}}, "`compose` has a `valueSet`"),
        ({"compose": {"include": [{"system": "s"}]}}, "includes a whole code system"),
        (
            {"compose": {"include": [{"concept": [{"code": "x"}, {"code": "y"}]}], "exclude": [{"system": "s"}]}},
            "`compose` has an `exclude`",
        ),
        ({"expansion": {"total": 9, "contains": [{"code": "x"}, {"code": "y"}]}}, "is only a part of the list"),
        *(
            ({"extension": [{"url": f"{HL7}{name}"}], "compose": {"include": [CODES]}}, "besides those that it lists")
            for name in ("valueset-expression", "valueset-rules-text", "valueset-unclosed", "valueset-toocostly")
        ),
        ({"compose": {"include": [{**CODES, "extension": [{"url": f"{HL7}valueset-expression"}]}]}}, "besides those"),
        ({"implicitRules": "x:y", "compose": {"include": [{"concept": [{"code": "x"}]}]}}, "implicit rules"),
        ({"compose": {"include": [{"concept": [{"code": "x"}, "y"]}]}}, "has no list of objects in `concept`"),
        ({}, "it lists none"),
    ],
)
def test_value_set_that_is_no_plain_list_is_refused_with_a_reason(value_set: dict[str, Any], reason: str) -> None:
    contained = [{"resourceType": "ValueSet", "id": "v", **value_set}]
    conversion = convert_questionnaire(
        questionnaire(item("a"), item("b", "choice", answerValueSet="#v"), contained=contained), slug="form"
    )

    [refused] = filter_findings(conversion.findings, FindingOutcome.REFUSED)
    assert (refused.path, list_asked(conversion)) == ("item[1].answerValueSet", ["a"])
    assert reason in refused.reason
