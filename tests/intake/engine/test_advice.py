"""Advice of the rules that fire."""

from dataclasses import replace

import pytest

import intake.starter
from intake.engine import advice
from intake.engine.definition import Definition
from intake.engine.eligibility import RuleAdvice


@pytest.mark.parametrize(
    ("paragraph", "first", "rest"),
    [
        ("Call now. Then wait.", "Call now.", ("Then wait.",)),
        ("Das gilt z. B. Kindern mit Fieber. Rufen Sie an.", "Das gilt z. B. Kindern mit Fieber.", ("Rufen Sie an.",)),
        ("One sentence alone", "One sentence alone", ()),
    ],
)
def test_first_sentence_does_not_end_at_an_abbreviation(paragraph: str, first: str, rest: tuple[str, ...]) -> None:
    rule = Definition.from_json(intake.starter.build_starter_definition()).rules[1]
    changed = replace(rule, advice=RuleAdvice("T", (paragraph, "And.")))
    [found] = advice.collect_advice([changed])
    assert (found.first, found.rest) == (first, (*rest, "And."))
