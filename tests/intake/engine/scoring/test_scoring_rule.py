"""Scoring rules refuse unknown inputs, and each names its source, licence and caution."""

from typing import Any

import pytest

from intake.engine.scoring import RULES, InputError


@pytest.mark.parametrize(
    ("rule", "given", "place"),
    [
        ("acr2016", {"areas": ["neck", "nose"]}, "areas[1]"),
        ("acr2016", {"areas": ["Neck"]}, "areas[0]"),
        ("acr2016", {"areas": [["neck"]]}, "areas[0]"),
        ("acr2016", {"areas": "neck"}, "areas"),
        ("acr2016", {"fatigue": 4}, "fatigue"),
        ("acr2016", {"fatigue": -1}, "fatigue"),
        ("acr2016", {"fatigue": 1.0}, "fatigue"),
        ("acr2016", {"fatigue": "2"}, "fatigue"),
        ("acr2016", {"fatigue": True}, "fatigue"),
        ("acr2016", {"headache": 2}, "headache"),
        ("acr2016", {"headache": True}, "headache"),
        ("acr2016", {"three_months": 1}, "three_months"),
        ("acr2016", {"fatige": 1}, "fatige"),
        ("acr2016", {"\x1b[2J": 1}, '"\\u001b[2J"'),
        ("acr2016", [], ""),
        ("phq2", {"mood": 4}, "mood"),
        ("phq2", {"total": 3}, "total"),
    ],
)
def test_unknown_or_invalid_input_is_refused_with_its_path(rule: str, given: Any, place: str) -> None:
    with pytest.raises(InputError) as caught:
        RULES[rule].score(given)

    assert caught.value.place == place


def test_every_rule_has_a_source_a_licence_and_a_caution() -> None:
    for name, rule in RULES.items():
        assert rule.id == name
        assert all([rule.version, rule.source, rule.licence.statement, rule.licence.source, rule.caution])
