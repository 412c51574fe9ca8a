"""PHQ-2, PHQ-8 and GAD-7."""

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.engine.scoring import RULES
from tests.intake.engine.scoring.worked_cases import passed


@pytest.mark.parametrize(("interest", "mood"), list(itertools.product(range(4), range(4))))
def test_phq2_is_positive_from_3(interest: int, mood: int) -> None:
    score = RULES["phq2"].score({"interest": interest, "mood": mood})

    assert score.values == {"total": interest + mood}
    assert score.result == ("positive" if interest + mood >= 3 else "negative")
    assert passed(score) == [interest + mood >= 3]


@pytest.mark.parametrize("given", [{}, {"interest": 3}, {"mood": 0}, {"interest": 3, "mood": None}])
def test_phq2_with_one_answer_is_incomplete(given: dict[str, Any]) -> None:
    score = RULES["phq2"].score(given)

    assert (score.result, score.values["total"], passed(score)) == ("incomplete", None, [None])


# The band of every total, from Kroenke 2009 and Spitzer 2006.
BANDS = {
    "phq8": ["none"] * 5 + ["mild"] * 5 + ["moderate"] * 5 + ["moderately severe"] * 5 + ["severe"] * 5,
    "gad7": ["minimal"] * 5 + ["mild"] * 5 + ["moderate"] * 5 + ["severe"] * 7,
}


@pytest.mark.parametrize("rule", BANDS)
@given(data=st.data())
def test_sum_is_positive_from_10_and_has_its_band(rule: str, data: st.DataObject) -> None:
    items = data.draw(st.fixed_dictionaries({name: st.integers(0, 3) for name in RULES[rule].inputs}))
    score = RULES[rule].score(items)

    total = sum(items.values())
    assert score.values == {"total": total, "band": BANDS[rule][total]}
    assert score.result == ("positive" if total >= 10 else "negative")
    assert passed(score) == [total >= 10]


@pytest.mark.parametrize("rule", BANDS)
def test_sum_with_a_missing_item_is_incomplete(rule: str) -> None:
    *answered, missing = RULES[rule].inputs
    score = RULES[rule].score(dict.fromkeys(answered, 3))

    assert (score.result, score.values, passed(score)) == ("incomplete", {"total": None, "band": None}, [None])
    assert score.criteria[0].why == f"Not answered: {missing.replace('_', ' ')}."


@pytest.mark.parametrize("rule", ["phq2", "phq8", "gad7"])
def test_possible_values_of_a_sum_are_listed(rule: str) -> None:
    possible = RULES[rule].possible

    assert [values["total"] for values in possible] == [None, *range(RULES[rule].outputs["total"].highest + 1)]
    assert all({*values} == {*RULES[rule].outputs} for values in possible)
    assert [values["result"] for values in possible].count("incomplete") == 1


def test_bands_cover_zero_to_the_highest_total() -> None:
    assert {rule: len(bands) - 1 for rule, bands in BANDS.items()} == {"phq8": 8 * 3, "gad7": 7 * 3}
    assert {rule: len(RULES[rule].inputs) for rule in BANDS} == {"phq8": 8, "gad7": 7}
