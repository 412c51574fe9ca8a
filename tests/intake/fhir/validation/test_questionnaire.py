"""Each rule of FHIR is broken by an example, whose fault has the path; valid items have no fault."""

from typing import Any

import pytest

from intake.fhir.validation.faults import Fault
from intake.fhir.validation.questionnaire import find_faults
from tests.intake.definitions import starter
from tests.intake.fhir.third_party import group, item, option, phq, questionnaire, when

# The types that the standard's own expressions of que-5 and que-10 name.
OFFERING = ("choice", "open-choice", "decimal", "integer", "date", "dateTime", "time", "string", "quantity")
LONG = ("boolean", "decimal", "integer", "string", "text", "url", "open-choice")
CHOICE = item("colour", "choice", answerOption=[option("red"), option("blue")])


def faults(*items: Any, **members: Any) -> list[tuple[str, str]]:
    return [(fault.path, fault.rule) for fault in find_faults(questionnaire(*items, **members))]


def test_starter_is_valid() -> None:
    assert find_faults(starter()["questionnaire"]) == []


def test_third_party_questionnaire_is_valid() -> None:
    assert find_faults(phq()) == []


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        (item("g", "group"), [("item[0].item", "que-1")]),
        (item("d", "display", item=[item("x")]), [("item[0].item", "que-1")]),
        (item("d", "display", code=[{"system": "s", "code": "c"}]), [("item[0].code", "que-3")]),
        ({**CHOICE, "answerValueSet": "#v"}, [("item[0].answerValueSet", "que-4")]),
        (item("b", answerOption=[option("a")]), [("item[0].answerOption", "que-5")]),
        (item("b", answerValueSet="#v"), [("item[0].answerValueSet", "que-5")]),
        (item("d", "display", required=False), [("item[0].required", "que-6")]),
        (item("d", "display", repeats=True), [("item[0].repeats", "que-6")]),
        (item("d", "display", initial=[{"valueString": "x"}]), [("item[0].initial", "que-8")]),
        (group("g", item("x"), initial=[{"valueString": "x"}]), [("item[0].initial", "que-8")]),
        (item("d", "display", readOnly=True), [("item[0].readOnly", "que-9")]),
        (item("d", "date", maxLength=3), [("item[0].maxLength", "que-10")]),
        ({**CHOICE, "initial": [{"valueString": "x"}]}, [("item[0].initial", "que-11")]),
        (item("b", initial=[{"valueBoolean": True}] * 2), [("item[0].initial", "que-13")]),
        (item("b", "bogus"), [("item[0].type", "type")]),
        ({"linkId": "b", "text": "B?"}, [("item[0].type", "type")]),
        (item(""), [("item[0].linkId", "structure")]),
        (item("b", maxLength=True), [("item[0].maxLength", "structure")]),
        (item("b", colour="red"), [("item[0].colour", "structure")]),
        (item("b", code=["c"]), [("item[0].code[0]", "structure")]),
        ("text", [("item[0]", "structure")]),
        (item("b", text="\0"), [("item[0].text", "text")]),
        (item("b", text="\ud800"), [("item[0].text", "text")]),
        ({**CHOICE, "answerOption": [option("a"), option("a")]}, [("item[0].answerOption[1].valueCoding", "option")]),
        ({**CHOICE, "answerOption": [{"valueBoolean": True}]}, [("item[0].answerOption[0]", "option")]),
        (
            {**CHOICE, "answerOption": [option("a") | {"valueString": "b"}]},
            [("item[0].answerOption[0]", "option")],
        ),
    ],
)
def test_fault_of_an_item_is_found(broken: Any, expected: list[tuple[str, str]]) -> None:
    assert faults(broken) == expected


@pytest.mark.parametrize(
    ("rule", "items"),
    [
        ("que-1", [group("g", item("x")), item("d", "display"), item("b", item=[item("inside")])]),
        ("que-2", [item("a"), item("A"), group("g", item("a.1"))]),
        ("que-3", [group("g", item("x"), code=[{"code": "c"}]), item("b", code=[{"code": "c"}])]),
        ("que-4", [CHOICE, item("v", "choice", answerValueSet="#v")]),
        ("que-5", [item(kind, kind, answerValueSet="#v") for kind in OFFERING]),
        ("que-5", [item("n", "integer", answerOption=[{"valueInteger": 1}, {"valueInteger": 2}])]),
        ("que-6", [group("g", item("x"), required=True, repeats=True), item("b", required=True, repeats=True)]),
        ("que-7", [item("a"), item("b", enableWhen=[{"question": "a", "operator": "exists", "answerBoolean": False}])]),
        ("que-8", [item("b", initial=[{"valueBoolean": True}])]),
        ("que-9", [item("b", readOnly=True), group("g", item("x"), readOnly=True)]),
        ("que-10", [item(kind, kind, maxLength=9) for kind in LONG]),
        ("que-11", [{**CHOICE, "answerOption": [option("a") | {"initialSelected": True}, option("b")]}]),
        ("que-12", [item("a"), item("b", enableWhen=[when("a")])]),
        ("que-12", [item("a"), item("b"), item("c", enableWhen=[when("a"), when("b")], enableBehavior="any")]),
        ("que-13", [item("b", repeats=True, initial=[{"valueBoolean": True}] * 2)]),
    ],
)  # fmt: skip
def test_valid_items_have_no_fault(rule: str, items: list[Any]) -> None:
    assert faults(*items) == []


@pytest.mark.parametrize("kind", ["group", "display", "boolean", "text", "url", "attachment", "reference"])
def test_options_are_allowed_only_for_the_types_of_que_5(kind: str) -> None:
    inside = [item("x")] if kind == "group" else []
    given = item("a", kind, answerOption=[{"valueString": "x"}]) | ({"item": inside} if inside else {})

    assert faults(given) == [("item[0].answerOption", "que-5")]


@pytest.mark.parametrize(
    "kind", ["display", "date", "dateTime", "time", "choice", "attachment", "reference", "quantity"]
)
def test_max_length_is_allowed_only_for_the_types_of_que_10(kind: str) -> None:
    assert ("item[0].maxLength", "que-10") in faults(item("a", kind, maxLength=9))


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([item("a"), group("g", item("a"))], [("item[1].item[0].linkId", "que-2")]),
        (
            [item("a"), item("b"), item("c", enableWhen=[when("a"), when("b")])],
            [("item[2].enableBehavior", "que-12")],
        ),
        (
            [item("a"), item("b", enableWhen=[{"question": "a", "operator": "exists", "answerInteger": 1}])],
            [("item[1].enableWhen[0].answerInteger", "que-7")],
        ),
        ([item("a"), item("b", enableWhen=[{"question": "a", "operator": "~", "answerBoolean": True}])], [
            ("item[1].enableWhen[0].operator", "structure")
        ]),
        ([item("a"), item("b", enableWhen=[{"question": "a", "operator": "="}])], [
            ("item[1].enableWhen[0]", "structure")
        ]),
        ([item("a"), item("b", enableWhen=[when("a", answerBoolean="yes")])], [
            ("item[1].enableWhen[0].answerBoolean", "structure")
        ]),
        ([item("a"), item("b", enableWhen=[when("a", answerInteger=1)])], [
            ("item[1].enableWhen[0].answerInteger", "enableWhen")
        ]),
        ([CHOICE, item("b", enableWhen=[when("colour", answerCoding={"code": "green"})])], [
            ("item[1].enableWhen[0].answerCoding", "enableWhen")
        ]),
        ([item("a"), item("b", enableWhen=[{"question": "a", "operator": ">", "answerBoolean": True}])], [
            ("item[1].enableWhen[0].operator", "enableWhen")
        ]),
    ],
)  # fmt: skip
def test_fault_between_items_is_found(items: list[Any], expected: list[tuple[str, str]]) -> None:
    assert faults(*items) == expected


@pytest.mark.parametrize(
    ("items", "reason"),
    [
        ([item("a", enableWhen=[when("nobody")])], "refers to 'nobody', which is not an item of this questionnaire"),
        ([item("a", enableWhen=[when("a")])], "refers to its own item"),
        ([item("a", enableWhen=[when("b")]), item("b")], "refers to 'b', which is asked later"),
        ([group("g", item("x"), enableWhen=[when("x")])], "forms a circle: 'x' depends on this item"),
        (
            [item("d", "display"), item("a", enableWhen=[when("d")])],
            "refers to 'd', a display item, which has no answer",
        ),
    ],
)
def test_invalid_condition_has_a_reason(items: list[Any], reason: str) -> None:
    [fault] = find_faults(questionnaire(*items))

    assert (fault.path.rpartition(".")[2], fault.rule, fault.reason) == ("enableWhen[0]", "enableWhen", reason)


def test_item_that_leads_into_a_circle_is_not_part_of_it() -> None:
    circle = [item(link_id, enableWhen=[when(other)]) for link_id, other in ("ab", "bc", "ca")]
    reasons = {f.path: f.reason for f in find_faults(questionnaire(*circle, item("in", enableWhen=[when("a")])))}

    assert reasons == {
        "item[0].enableWhen[0]": "forms a circle: 'b' depends on this item",
        "item[1].enableWhen[0]": "forms a circle: 'c' depends on this item",
        "item[2].enableWhen[0]": "forms a circle: 'a' depends on this item",
    }


def test_condition_on_a_duplicate_link_id_is_a_fault() -> None:
    assert faults(item("a"), item("a"), item("b", enableWhen=[when("a")])) == [
        ("item[1].linkId", "que-2"),
        ("item[2].enableWhen[0]", "enableWhen"),
    ]


def test_all_faults_are_found() -> None:
    assert faults(item("a", "bogus"), item("a"), item("b", "display", required=True), status="asleep") == [
        ("status", "structure"),
        ("item[0].type", "type"),
        ("item[2].required", "que-6"),
        ("item[1].linkId", "que-2"),
    ]


def test_too_deep_nesting_is_one_fault() -> None:
    deep = item("bottom")
    for level in range(10_000):
        deep = group(f"g{level}", deep)
    [fault] = find_faults(questionnaire(deep))

    assert (fault.path, fault.rule) == (".".join(["item[0]"] * 17), "size")


def test_long_chain_of_items_is_checked_quickly() -> None:
    chain = [item(f"q{number}", enableWhen=[when(f"q{number + 1}")]) for number in range(10_000)]

    assert [fault.path for fault in find_faults(questionnaire(*chain)) if fault.rule == "size"] == ["item"]


@pytest.mark.parametrize("resource", [None, [], "x", 3, True])
def test_resource_must_be_an_object(resource: Any) -> None:
    assert find_faults(resource) == [Fault("", "structure", "must be an object")]
