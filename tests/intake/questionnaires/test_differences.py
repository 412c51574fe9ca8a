"""Every difference that a visitor or a rule can notice is described in words."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from intake.engine.conditions import AnswerTo, Comparison
from intake.engine.definition import Definition
from intake.engine.eligibility import Case, Rule, RuleAdvice
from intake.engine.questions import Bounds, Choice, Code, Consent, Kind, Question, Region, Step
from intake.questionnaires.differences import describe_differences
from intake.questionnaires.differences.order import find_moved
from tests.intake.definitions import starter

Change = Callable[[dict[str, Any]], object]


def changed(change: Change) -> list[str]:
    new = starter()
    change(new)
    return describe_differences(Definition.from_json(starter()), Definition.from_json(new))


def item(definition: dict[str, Any], link_id: str) -> dict[str, Any]:
    groups = definition["questionnaire"]["item"]
    return next(each for group in groups for each in [group, *group["item"]] if each["linkId"] == link_id)


SIX_MONTHS_TEXT = "The text “Three questions about the past 6 months. Say yes even if it was only at times.”"
EFFECT = "“Effect on daily life”"
EFFECT_RULE = "Rule 7, “The pain does not get in the way of daily life.”,"


def test_equal_definitions_have_no_differences() -> None:
    assert changed(dict) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: item(d, "age-band").pop("required"), ["Question “Age” is now optional."]),
        (lambda d: item(d, "own-words").update(required=True), ["Question “In your own words” must now be answered."]),
        (
            lambda d: item(d, "respondent")["answerOption"].append(
                {"valueCoding": {"code": "x", "display": "A child"}}
            ),
            ["Option “A child” was added to “Who the form is about”."],
        ),
        (
            lambda d: item(d, "age-band")["answerOption"].pop(2),
            ["Option “25 to 34” was removed from “Age”."],
        ),
        (
            lambda d: item(d, "six-months")["item"].reverse(),
            [
                "Question “Lower belly pain or cramps, past 6 months” has moved within its step.",
                "Question “Headaches, past 6 months” has moved within its step.",
                f"{SIX_MONTHS_TEXT} has moved within its step.",
            ],
        ),
        (
            lambda d: d["questionnaire"]["item"].insert(0, d["questionnaire"]["item"].pop(4)),
            ["Step “Where it hurts” has moved."],
        ),
        (
            lambda d: d["rules"][2].update(urgent=False),
            ["Rule 3, “New visual or neurological disturbance.”, is no longer urgent."],
        ),
        (
            lambda d: d["rules"][6]["if"].update(answer="little"),
            [
                f"{EFFECT_RULE} now fires when {EFFECT} is “A little” (was: when {EFFECT} is “Not at all”).",
            ],
        ),
        (
            lambda d: item(d, "helper-name").pop("enableWhen"),
            ["Question “Name of the person filling this in” is now always asked."],
        ),
        (
            lambda d: d["questionnaire"].update(title="Help?"),
            ["The title is now “Help?” (was “Can the clinic help me?”)."],
        ),
    ],
)
def test_change_is_described_in_a_sentence(change: Change, said: list[str]) -> None:
    assert changed(change) == said


# --- Every field is described ----------------------------------------------------------------------------------------

CONDITION = Comparison(AnswerTo("first"), "=", True)
FIRST = Question("first", Kind.YES_NO, "First?", CONDITION)
QUESTION = Question("second", Kind.ONE_OF, "Second?", CONDITION, choices=(Choice("a", "A"), Choice("b", "B")))
CONSENT = Consent("use", "second", required=True, wording="I agree", controller="We", data="All", use="To help")
RULE = Rule("rule", CONDITION, "needs-a-human", urgent=False, reason="R", source="S")
CASE = Case("Case", {"first": True}, "needs-a-human", urgent=False)

OTHER: dict[str, Any] = {
    "text": "Other",
    "title": "Other",
    "hint": "Other",
    "short_text": "Other",
    "wording": "Other",
    "url": "u",
    "controller": "Other",
    "data": "Other",
    "use": "Other",
    "reason": "Other",
    "source": "Other",
    "unit": "kg",
    "kind": Kind.MANY_OF,
    "condition": Comparison(AnswerTo("first"), "=", False),
    "required": True,
    "max_length": 20,
    "choices": (Choice("a", "A"),),
    "bounds": Bounds(1, 2),
    "decimals": 2,
    "end_labels": ("low", "high"),
    "accepts_partial_date": True,
    "is_past": True,
    "is_body_map": True,
    "codes": (Code("s", "c"),),
    "score_inputs": ("phq2.mood",),
    "is_scope_fact": True,
    "language": "de",
    "code": "z",
    "ordinal": 0,
    "region": Region("r", "R"),
    "exclusive": True,
    "outcome": "likely-suitable",
    "urgent": True,
    "advice": RuleAdvice("Title", ("Text",)),
    "answers": {"first": False},
    "name": "Other",
    "questions": (FIRST,),
    "link_id": "third",
    "id": "other",
    "purpose": "other",
    "scores": ("phq2",),
    "steps": (),
    "rules": (),
    "consents": (),
    "cases": (),
}
# The path is not part of the content, and consents are compared separately.
UNSAID = {"path", "consent", "_questions"}
SAID_OF_THE_QUESTION = {("consent", "required"), ("consent", "link_id")}


def definition_with(**parts: Any) -> Definition:
    """Return the definition with another question, choice, step, consent, rule or case, or with other fields."""
    question = parts.pop("question", QUESTION)
    if choice := parts.pop("choice", None):
        question = dataclasses.replace(question, choices=(choice, QUESTION.choices[1]))
    step = parts.pop("step", Step("step", "Step", (FIRST, question), CONDITION))
    given: dict[str, Any] = {
        "url": "url",
        "title": "Title",
        "language": "en",
        "steps": (step,),
        "scores": ("acr2016",),
        "rules": (parts.pop("rule", RULE),),
        "consents": (parts.pop("consent", CONSENT),),
        "cases": (parts.pop("case", CASE),),
    }
    return Definition(**given | parts)


WHOLE = {
    "question": QUESTION,
    "choice": QUESTION.choices[0],
    "step": Step("step", "Step", (FIRST, QUESTION), CONDITION),
    "consent": CONSENT,
    "rule": RULE,
    "case": CASE,
}
FIELDS = [
    (part, field.name)
    for part, whole in WHOLE.items()
    for field in dataclasses.fields(whole)
    if field.name not in UNSAID and (part, field.name) not in SAID_OF_THE_QUESTION
]


@pytest.mark.parametrize(("part", "field"), FIELDS)
def test_change_of_any_field_is_described(part: str, field: str) -> None:
    new = dataclasses.replace(WHOLE[part], **{field: OTHER[field]})

    assert describe_differences(definition_with(), definition_with(**{part: new})) != []


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Definition) if field.init])
def test_change_of_any_field_of_the_definition_is_described(field: str) -> None:
    assert describe_differences(definition_with(), definition_with(**{field: OTHER[field]})) != []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("abc", "abc", ""),
        ("abc", "cab", "c"),
        ("abcd", "bcda", "a"),
        ("abc", "xayc", ""),
        ("ab", "ba", "a"),
        ("", "a", ""),
    ],
)
def test_fewest_possible_items_are_reported_as_moved(old: str, new: str, said: str) -> None:
    assert len(find_moved(list(old), list(new))) == len(said)
