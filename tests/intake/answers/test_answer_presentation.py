"""Answers of every kind are presented in words, grouped and in order."""

from typing import Any

import pytest

from intake.answers import answer_presentation
from intake.answers.answer_presentation import AnsweredQuestion, AnswerGroup
from intake.engine.definition import Definition
from tests.intake import definitions
from tests.intake.answers.question_forms import (
    COUNTRY,
    FULL_DATE,
    PAIN,
    PART_DATE,
    WEIGHT,
    question,
    whole,
)


def words(question: dict[str, Any], answer: Any) -> tuple[AnswerGroup, ...]:
    definition = definitions.read(definitions.group("only", question))
    return answer_presentation.present_answer(definition.question(question["linkId"]), answer)


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
def test_single_answer_is_one_line(question: dict[str, Any], answer: Any, expected: str) -> None:
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
def test_missing_answer_is_presented_as_nothing(question: dict[str, Any], answer: Any) -> None:
    assert words(question, answer) == ()


def test_choices_are_presented_in_the_order_of_the_question() -> None:
    assert words(definitions.many_of("q", "a", "b", "c"), ["c", "a"]) == (AnswerGroup("", ("A", "C")),)


def starter() -> Definition:
    return Definition.from_json(definitions.starter())


def test_areas_are_grouped_by_region() -> None:
    groups = answer_presentation.present_answer(
        starter().question("painful-areas"), ["neck", "upper arm left", "jaw left", "abdomen"]
    )
    assert [len(group.lines) for group in groups] == [2, 2]
    assert all(group.heading for group in groups)


def test_only_steps_that_were_asked_are_presented() -> None:
    definition = definitions.read(
        definitions.group("one", definitions.one_of("when", "day", "night")),
        definitions.group("two", definitions.text("why"), enableWhen=[definitions.when("when", "night")]),
        definitions.group("three", {"linkId": "info", "type": "display", "text": "Only words"}),
    )
    asked = answer_presentation.present_steps(definition, {"when": "night"})
    assert [(step.title, [answer.question.link_id for answer in step.answers]) for step in asked] == [
        ("one", ["when"]),
        ("two", ["why"]),
    ]
    assert asked[1].answers == (AnsweredQuestion(definition.question("why"), ()),)
    assert [
        step.title for step in answer_presentation.present_steps(definition, {"when": "day", "why": "left over"})
    ] == ["one"]


@pytest.mark.parametrize(
    ("defined", "given", "line"),
    [
        (whole(0, 99), 7, "7"),
        (WEIGHT, 72.5, "72.5 kg"),
        (PAIN, 0, "0 out of 10"),
        (FULL_DATE, "2019-05-12", "12 May 2019"),
        (PART_DATE, "2019-05", "May 2019"),
        (PART_DATE, "2019", "2019"),
        (COUNTRY, "AT", "Austria"),
    ],
)
def test_answer_of_each_kind_is_formatted(defined: dict[str, Any], given: Any, line: str) -> None:
    assert answer_presentation.format_answer(question(defined), given) == line
    assert answer_presentation.present_answer(question(defined), given) != ()
