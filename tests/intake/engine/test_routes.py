from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.engine import routes
from intake.engine.definition import Definition
from tests.intake.definitions import group, made_of, many_of, one_of, read, starter, text, when, yes_no

DEFINITION = read(
    group("first", one_of("colour", "red", "blue", required=True)),
    group("red-step", one_of("shade", "dark", "light", required=True), enableWhen=[when("colour", "red")]),
    group("dark-step", text("why"), enableWhen=[when("shade", "dark")]),
    group("last", yes_no("done", required=True), text("red-words", enableWhen=[when("colour", "red")])),
)


def seen(answers: dict[str, Any]) -> list[str]:
    return [step.link_id for step in routes.get_asked_steps(DEFINITION, answers)]


def test_step_is_asked_only_while_its_condition_holds() -> None:
    assert seen({}) == ["first", "last"]
    assert seen({"colour": "red"}) == ["first", "red-step", "last"]
    assert seen({"colour": "red", "shade": "dark"}) == ["first", "red-step", "dark-step", "last"]


def test_answer_to_a_hidden_question_does_not_count() -> None:
    answers = {"colour": "blue", "shade": "dark", "why": "because", "red-words": "hm", "done": True}

    assert seen(answers) == ["first", "last"]
    assert routes.get_counted_answers(DEFINITION, answers) == {"colour": "blue", "done": True}


def test_hidden_question_hides_its_dependents_within_a_step() -> None:
    chain = read(
        group(
            "all",
            one_of("colour", "red", "blue"),
            one_of("shade", "dark", "light", enableWhen=[when("colour", "red")]),
            text("why", enableWhen=[when("shade", "dark")]),
        )
    )

    assert routes.get_counted_answers(chain, {"colour": "blue", "shade": "dark", "why": "because"}) == {
        "colour": "blue"
    }


def test_answer_to_an_unknown_question_does_not_count() -> None:
    assert routes.get_counted_answers(DEFINITION, {"colour": "blue", "secret": "x"}) == {"colour": "blue"}


def test_step_contains_only_asked_questions() -> None:
    last = routes.resolve_route(DEFINITION, {"colour": "blue"}).step("last")

    assert last is not None
    assert [question.link_id for question in last.questions] == ["done"]
    assert routes.resolve_route(DEFINITION, {"colour": "blue"}).step("red-step") is None


def test_steps_before_and_after() -> None:
    answers = {"colour": "red"}

    assert routes.resolve_route(DEFINITION, answers).after("first") == "red-step"
    assert routes.resolve_route(DEFINITION, answers).after("last") is None
    assert routes.resolve_route(DEFINITION, answers).before("last") == "red-step"
    assert routes.resolve_route(DEFINITION, answers).before("first") is None
    assert routes.resolve_route(DEFINITION, answers).after("dark-step") is None


@pytest.mark.parametrize(
    ("answers", "unfinished", "resume"),
    [
        ({}, "first", "first"),
        ({"colour": "red"}, "red-step", "red-step"),
        ({"colour": "red", "shade": "dark"}, "last", "dark-step"),
        ({"colour": "red", "shade": "light"}, "last", "last"),
        ({"shade": "light", "done": True}, "first", "first"),
        ({"colour": "red", "done": True}, "red-step", "red-step"),
        ({"colour": "blue", "done": False}, None, None),
        ({"colour": "red", "shade": "dark", "done": True}, None, None),
    ],
)
def test_first_unfinished_step_and_where_to_resume(
    answers: dict[str, Any], unfinished: str | None, resume: str | None
) -> None:
    assert routes.resolve_route(DEFINITION, answers).first_unfinished == unfinished
    assert routes.resolve_route(DEFINITION, answers).resume_at == resume


def test_step_is_reached_only_after_required_answers() -> None:
    assert routes.resolve_route(DEFINITION, {}).reaches("first")
    assert not routes.resolve_route(DEFINITION, {}).reaches("last")
    assert not routes.resolve_route(DEFINITION, {"colour": "blue"}).reaches("red-step")
    assert routes.resolve_route(DEFINITION, {"colour": "blue"}).reaches("last")
    assert routes.resolve_route(DEFINITION, {"colour": "blue", "done": True}).reaches("first")


def test_change_opens_steps() -> None:
    blue = routes.resolve_route(DEFINITION, {"colour": "blue", "done": True})
    red = routes.resolve_route(DEFINITION, {"colour": "red", "shade": "dark", "done": True})

    assert routes.find_opened_steps(blue, red) == ("red-step", "dark-step", "last")
    assert routes.find_opened_steps(red, blue) == ()


def test_required_consent_is_finished_only_by_yes() -> None:
    definition = Definition.from_json(starter())
    step = routes.resolve_route(definition, {}).step("consent")

    assert step is not None
    assert not routes.is_finished(step, {"consent-assessment": False})
    assert routes.is_finished(step, {"consent-assessment": True})


# --- Random questionnaires and answers -------------------------------------------------------------------------------

CODES = ["a", "b", "c"]


@st.composite
def definitions(draw: st.DrawFn) -> dict[str, Any]:
    """Return steps of choices, with conditions that point back at any earlier question."""
    asked: list[str] = []

    def conditions() -> dict[str, Any]:
        if not asked or draw(st.integers(0, 2)) == 0:
            return {}
        wanted = draw(st.lists(st.tuples(st.sampled_from(asked), st.sampled_from(CODES)), min_size=1, max_size=3))
        operator = draw(st.sampled_from(["=", "!="]))
        return {
            "enableWhen": [when(question, code, operator) for question, code in wanted],
            "enableBehavior": draw(st.sampled_from(["all", "any"])),
        }

    groups = []
    for step in range(draw(st.integers(1, 5))):
        step_conditions, items = conditions(), []
        for position in range(draw(st.integers(1, 3))):
            make = draw(st.sampled_from([one_of, many_of]))
            items.append(make(f"q{step}.{position}", *CODES, required=draw(st.booleans()), **conditions()))
            asked.append(items[-1]["linkId"])
        groups.append(group(f"s{step}", *items, **step_conditions))
    return made_of(*groups)


ANSWERS = st.dictionaries(
    st.builds("q{}.{}".format, st.integers(0, 4), st.integers(0, 2)),
    st.sampled_from(CODES) | st.lists(st.sampled_from(CODES), min_size=1, unique=True),
    min_size=6,
)


def interpret(raw: dict[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
    """Return the counted answers from the FHIR items themselves."""
    counted: dict[str, Any] = {}

    def is_enabled(item: dict[str, Any]) -> bool:
        results = []
        for condition in item.get("enableWhen", []):
            value = counted.get(condition["question"], [])
            has = condition["answerCoding"]["code"] in ([value] if isinstance(value, str) else value)
            results.append(has if condition["operator"] == "=" else not has)
        return not results or (any(results) if item["enableBehavior"] == "any" else all(results))

    for step in raw["questionnaire"]["item"]:
        if is_enabled(step):
            for item in step["item"]:
                if is_enabled(item) and item["linkId"] in answers:
                    counted[item["linkId"]] = answers[item["linkId"]]
    return counted


@given(raw=definitions(), answers=ANSWERS)
def test_counted_answers_match_a_plain_interpreter(raw: dict[str, Any], answers: dict[str, Any]) -> None:
    definition = Definition.from_json(raw)

    assert routes.get_counted_answers(definition, answers) == interpret(raw, answers)


@given(raw=definitions(), answers=ANSWERS)
def test_answering_each_step_reaches_the_end(raw: dict[str, Any], answers: dict[str, Any]) -> None:
    definition = Definition.from_json(raw)
    given: dict[str, Any] = {}
    way = routes.resolve_route(definition, given)
    at = way.resume_at
    shown = 0
    while at is not None:
        shown += 1
        step = way.step(at)
        assert step is not None
        assert way.reaches(at)
        before = way
        for question in step.answerable:
            if question.required or question.link_id in answers:
                given[question.link_id] = answers.get(question.link_id, CODES[0])
        way = routes.resolve_route(definition, given)
        if at not in routes.find_opened_steps(before, way):
            at = way.after(at)

    assert shown <= len(list(definition.questions()))
    assert way.first_unfinished is None
    assert way.answers == interpret(raw, given)
