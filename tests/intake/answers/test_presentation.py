"""A submission in words: every kind of answer, and every score, also one whose rule is gone."""

from typing import Any

import pytest

from intake.answers import presentation
from intake.answers.presentation import AnsweredQuestion, AnswerGroup, ScorePresentation
from intake.engine.assessment import assess_answers
from intake.engine.definition import Definition
from intake.engine.scoring import RULES
from tests.intake import definitions


def words(question: dict[str, Any], answer: Any) -> tuple[AnswerGroup, ...]:
    definition = definitions.read(definitions.group("only", question))
    return presentation.present_answer(definition.question(question["linkId"]), answer)


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        (definitions.yes_no("q"), True, "Yes"),
        (definitions.yes_no("q"), False, "No"),
        (definitions.one_of("q", "day", "night"), "night", "Night"),
        (definitions.text("q"), "0", "0"),
        (definitions.text("q"), " two\nlines ", " two\nlines "),
    ],
)
def test_one_answer_is_one_line(question: dict[str, Any], answer: Any, expected: str) -> None:
    assert words(question, answer) == (AnswerGroup("", (expected,)),)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (definitions.yes_no("q"), None),
        (definitions.one_of("q", "day", "night"), None),
        (definitions.many_of("q", "day", "night"), []),
        (definitions.text("q"), ""),
    ],
)
def test_no_answer_is_nothing(question: dict[str, Any], answer: Any) -> None:
    assert words(question, answer) == ()


def test_many_choices_stand_in_the_order_in_which_they_were_offered() -> None:
    assert words(definitions.many_of("q", "a", "b", "c"), ["c", "a"]) == (AnswerGroup("", ("A", "C")),)


def starter() -> Definition:
    return Definition.from_json(definitions.starter())


def test_areas_are_grouped_by_region() -> None:
    groups = presentation.present_answer(
        starter().question("painful-areas"), ["neck", "upper arm left", "jaw left", "abdomen"]
    )
    assert [len(group.lines) for group in groups] == [2, 2]
    assert all(group.heading for group in groups)


def test_steps_are_those_that_were_asked() -> None:
    definition = definitions.read(
        definitions.group("one", definitions.one_of("when", "day", "night")),
        definitions.group("two", definitions.text("why"), enableWhen=[definitions.when("when", "night")]),
        definitions.group("three", {"linkId": "info", "type": "display", "text": "Only words"}),
    )
    asked = presentation.present_steps(definition, {"when": "night"})
    assert [(step.title, [answer.question.link_id for answer in step.answers]) for step in asked] == [
        ("one", ["when"]),
        ("two", ["why"]),
    ]
    assert asked[1].answers == (AnsweredQuestion(definition.question("why"), ()),)
    assert [step.title for step in presentation.present_steps(definition, {"when": "day", "why": "left over"})] == [
        "one"
    ]


def test_the_bands_cover_the_scale_without_gap_or_overlap() -> None:
    points = [point for band in presentation.severity_bands() for point in range(band.start, band.end + 1)]
    assert points == list(range(32))
    assert [(band.name, band.start, band.end) for band in presentation.severity_bands()] == [
        ("none", 0, 3),
        ("mild", 4, 7),
        ("moderate", 8, 11),
        ("severe", 12, 19),
        ("very severe", 20, 31),
    ]


def test_a_score_names_its_rule_and_each_of_its_inputs() -> None:
    stored = assess_answers(starter(), {"painful-areas": ["neck", "jaw left"], "headaches": True}).to_json()
    acr, phq = presentation.present_scores(stored)
    assert acr.title == RULES["acr2016"].title
    assert acr.is_acr2016
    assert not phq.is_acr2016
    inputs = dict(acr.inputs)
    assert (inputs["areas"], inputs["headache"], inputs["fatigue"]) == ("jaw left, neck", "1", "")
    assert [name for name, _ in phq.inputs] == ["interest", "mood"]


def test_no_area_chosen_is_not_the_same_as_not_answered() -> None:
    answered = assess_answers(starter(), {"painful-areas": ["none"]}).to_json()
    skipped = assess_answers(starter(), {}).to_json()
    assert [dict(presentation.present_scores(stored)[0].inputs)["areas"] for stored in (answered, skipped)] == [
        "none",
        "",
    ]


def test_a_score_outlives_its_rule() -> None:
    gone = ScorePresentation({"rule": "old-rule", "version": "3", "inputs": {"one_thing": True, "other": False}})
    assert (gone.rule, gone.title, gone.is_acr2016) == (None, "old-rule", False)
    assert gone.inputs == [("one thing", "yes"), ("other", "no")]
