"""Labels of drawings, broken into lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.blocks.label_lines import wrap_label


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("", [""]),
        ("Brain under stress", ["Brain under", "stress"]),
        ("Catastrophising", ["Catastrophising"]),
        ("Schmerzgedächtnis", ["Schmerzge-", "dächtnis"]),
        ("Das Schmerzgedächtnis", ["Das Schmerzge-", "dächtnis"]),
        ("Serotonin-Wiederaufnahmehemmer", ["Serotonin-", "Wiederaufn-", "ahmehemmer"]),
    ],
)
def test_words_that_are_too_long_get_a_hyphen(label: str, lines: list[str]) -> None:
    assert wrap_label(label, 15) == lines


@given(st.text("abc 12-äß", max_size=80), st.sampled_from([12, 14, 15, 34, 36, 40]))
def test_lines_keep_to_their_length_and_lose_nothing(label: str, letters: int) -> None:
    lines = wrap_label(label, letters)
    assert all(len(line) <= letters for line in lines)
    assert keep_letters("".join(lines)) == keep_letters(label)


def keep_letters(text: str) -> str:
    return text.replace("-", "").replace(" ", "")
