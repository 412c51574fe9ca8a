"""Questions that a change on their own page hides are not required, and those that it shows are asked."""

from typing import Any

import pytest

from intake.models import Draft
from intake.questionnaires import publishing
from tests.intake import cases
from tests.intake.case_questionnaires import (
    begin_questionnaire,
    read_draft_answers,
)
from tests.intake.definitions import group, made_of, many_of, one_of, text, when, yes_no

pytestmark = pytest.mark.django_db


def test_question_hidden_by_a_change_is_not_required() -> None:
    browser = begin_questionnaire(cases.load("def-cond"), "cond").send(a="maybe")
    assert browser.path == "/eligibility/cond/questions/s4/"
    browser.send(m=["two"])
    assert browser.path == "/eligibility/cond/questions/s4/"
    browser.send()
    assert "follow two: enter an answer" in browser.text

    browser.send(m=[], m2="")
    assert browser.path == "/eligibility/cond/questions/s5/"
    # Once the box is checked again, the question is asked again.
    browser.open("/eligibility/cond/questions/s4/").send(m=["two"])
    assert browser.path == "/eligibility/cond/questions/s4/"
    browser.send(m2="because")
    assert browser.path == "/eligibility/cond/questions/s5/"
    assert read_draft_answers(browser, "cond")["m2"] == "because"


def nested() -> dict[str, Any]:
    """On one page: a chain of three dependent questions, one that depends on either of two, and a page after them."""
    is_yes = [{"question": "one", "operator": "=", "answerBoolean": True}]
    return made_of(
        group(
            "page",
            yes_no("one", required=True),
            one_of("two", "a", "b", required=True, enableWhen=is_yes),
            text("three", required=True, maxLength=5, enableWhen=[when("two", "a")]),
            many_of("four", "x", "y", required=True, enableWhen=[{"question": "three", "operator": "exists",
                                                                    "answerBoolean": True}]),
            text("either", required=True, enableBehavior="any", enableWhen=[when("two", "b"), when("four", "y")]),
        ),
        group("then", text("five", required=True, enableWhen=[when("four", "x")])),
        group("last", text("end", required=True)),
    )  # fmt: skip


NESTED = "/eligibility/nested/questions/page/"


def test_nested_conditions_follow_the_answers_on_the_page() -> None:
    browser = begin_questionnaire(nested(), "nested")
    for filled in ({"one": "yes"}, {"two": "a"}, {"three": "so"}, {"four": ["x", "y"]}):
        assert browser.send(**filled).path == NESTED
    assert browser.send(either="or").path == "/eligibility/nested/questions/then/"

    # Each change hides the dependent questions, and these give no errors.
    browser.open(NESTED).send(four=["x"], either="")
    assert browser.path == "/eligibility/nested/questions/then/"
    browser.open(NESTED).send(two="b", three="much too long", four=[])
    assert browser.path == NESTED  # `either` is asked again, because of `two`
    assert "three" not in browser.page.forms[-1].data({})
    browser.send(either="yes")
    assert browser.path == "/eligibility/nested/questions/last/"
    browser.open(NESTED).send(one="no", two="b", either="")
    assert browser.path == "/eligibility/nested/questions/last/"


def test_error_beside_a_hidden_question_is_still_shown() -> None:
    browser = begin_questionnaire(nested(), "nested").send(one="yes").send(two="a")
    browser.send(two="a", three="much too long")
    assert "three?: shorten the text to 5 characters or fewer" in browser.text
    browser.send(two="b")
    assert browser.path == NESTED
    assert "There is a problem" not in browser.text


def test_draft_finishes_with_the_version_it_began_with() -> None:
    browser = begin_questionnaire(cases.load("def-cond"), "cond").send(a="maybe")
    publishing.publish_definition(slug="cond", title="cond", definition=cases.load("def-cond-v2"))
    for _ in range(4):
        browser.send()

    assert browser.path == "/eligibility/cond/check/"
    assert "New required" not in browser.text
    assert Draft.objects.get().version.number == 1
