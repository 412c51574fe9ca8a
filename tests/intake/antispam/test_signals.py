"""Spam signals are stored as a few codes, and described to staff in words."""

import pytest

from intake.antispam import signals
from intake.models import Submission


@pytest.mark.parametrize(
    ("found", "line", "words"),
    [
        ({}, "", []),
        ({signals.TOO_FAST: 4}, "too-fast:4", ["Sent in 4 seconds"]),
        ({signals.TOO_FAST: 1}, "too-fast:1", ["Sent in 1 second"]),
        (
            {signals.TOO_MANY: None, signals.TOO_FAST: 0, signals.HIDDEN_FIELD: None},
            "hidden-field too-fast:0 too-many",
            ["A hidden field was filled in", "Sent in 0 seconds", "One of many from the same network address"],
        ),
    ],
)
def test_signals_are_stored_as_codes_and_described_in_words(
    found: dict[str, int | None], line: str, words: list[str]
) -> None:
    assert signals.format_signals(found) == line
    assert signals.describe_signals(line) == words


def test_all_signals_fit_into_the_field() -> None:
    everything = {signals.HIDDEN_FIELD: None, signals.TOO_FAST: 10**9, signals.TOO_MANY: None}
    assert len(signals.format_signals(everything)) <= Submission._meta.get_field("doubts").max_length


def test_unknown_code_is_shown_as_it_stands() -> None:
    assert signals.describe_signals("from-the-moon:3 too-many") == [
        "from-the-moon",
        "One of many from the same network address",
    ]
