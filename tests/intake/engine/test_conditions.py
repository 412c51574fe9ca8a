from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.engine.conditions import (
    ALWAYS,
    AllOf,
    AnswerTo,
    AnyOf,
    Comparison,
    Facts,
    Not,
    ScoreValue,
    read_rule_condition,
)
from intake.engine.json_object import DefinitionError, JsonObject


@pytest.mark.parametrize(
    ("answer", "operator", "value", "holds"),
    [
        ("red", "=", "red", True),
        ("red", "=", "blue", False),
        (["red", "blue"], "=", "blue", True),
        (["red", "blue"], "!=", "blue", False),
        ("red", "!=", "blue", True),
        (None, "=", "red", False),
        (None, "!=", "red", True),
        (None, "exists", True, False),
        (None, "exists", False, True),
        ([], "exists", True, False),
        (False, "exists", True, True),
        (False, "=", False, True),
        (True, "=", True, True),
        (True, "=", 1, False),
        (1, "=", True, False),
        (3, ">=", 3, True),
        (2, ">=", 3, False),
        (None, ">=", 0, False),
        (None, "<", 5, False),
        ("9", ">", 5, False),
        (True, ">=", 1, False),
    ],
)
def test_comparison_follows_fhir(answer: Any, operator: str, value: Any, holds: bool) -> None:
    answers = {} if answer is None else {"q": answer}

    assert Comparison(AnswerTo("q"), operator, value).holds(Facts(answers)) is holds


def test_incomplete_score_has_no_value() -> None:
    at_least_three = Comparison(ScoreValue("phq2", "total"), ">=", 3)

    assert not at_least_three.holds(Facts({}, {"phq2": {"total": None}}))
    assert not at_least_three.holds(Facts({}))
    assert at_least_three.holds(Facts({}, {"phq2": {"total": 3}}))


def test_empty_condition_always_holds() -> None:
    assert ALWAYS.holds(Facts({}))


COMPARISONS = st.builds(
    Comparison,
    st.builds(AnswerTo, st.sampled_from("abc")),
    st.sampled_from(["=", "!="]),
    st.sampled_from(["red", "blue"]),
)
ANSWERS = st.dictionaries(
    st.sampled_from("abc"), st.sampled_from(["red", "blue"]) | st.lists(st.sampled_from(["red", "blue"]), max_size=2)
)


@given(parts=st.lists(COMPARISONS, max_size=4).map(tuple), answers=ANSWERS)
def test_all_any_and_not_obey_de_morgan(parts: tuple[Comparison, ...], answers: dict[str, Any]) -> None:
    facts = Facts(answers)

    assert Not(AllOf(parts)).holds(facts) == AnyOf(tuple(Not(part) for part in parts)).holds(facts)
    assert all(Not(part).holds(facts) != part.holds(facts) for part in parts)


@given(answers=ANSWERS, value=st.sampled_from(["red", "blue"]))
def test_not_equal_is_the_opposite_of_equal(answers: dict[str, Any], value: str) -> None:
    equal, not_equal = (Comparison(AnswerTo("a"), operator, value) for operator in ("=", "!="))

    assert equal.holds(Facts(answers)) != not_equal.holds(Facts(answers))


@pytest.mark.parametrize(
    ("node", "place"),
    [
        ({"question": "q", "operator": "~", "answer": 1}, "if.operator"),
        ({"question": "q", "operator": "=", "answer": None}, "if.answer"),
        ({"question": "q", "operator": "exists", "answer": "yes"}, "if.answer"),
        ({"question": "q", "operator": ">", "answer": "3"}, "if.answer"),
        ({"operator": "=", "answer": 1}, "if.question"),
        ({"score": "s", "operator": "=", "answer": 1}, "if.value"),
        ({"all": [{"any": [{"not": []}]}]}, "if.all[0].any[0].not"),
    ],
)
def test_invalid_condition_is_refused(node: dict[str, Any], place: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        read_rule_condition(JsonObject(node, "if"))

    assert caught.value.path == place
