"""How page ranges and editions are printed."""

import pytest

from references.styles import (
    numbers,
)


@pytest.mark.parametrize(
    ("text", "whole", "shortest"),
    [
        ("1547-55", "1547-1555", "1547-55"),
        ("1547–1555", "1547-1555", "1547-55"),
        ("99-101", "99-101", "99-101"),
        ("S2-S15", "S2-S15", "S2-15"),
        ("S118-26", "S118-26", "S118-26"),
        ("12-4, 33-35", "12-14, 33-35", "12-4, 33-5"),
        ("12-12", "12-12", "12-12"),
        ("20-10", "20-10", "20-10"),
        ("iii-x", "iii-x", "iii-x"),
        ("e144201", "e144201", "e144201"),
        ("104-9-1", "104-9-1", "104-9-1"),
        ("104-9", "104-109", "104-9"),
        ("12 - 5, 18", "12-15, 18", "12-5, 18"),
        ("1547-55; discussion 1556", "1547-1555; discussion 1556", "1547-55; discussion 1556"),
        ("", "", ""),
    ],
)
def test_page_ranges_are_formatted(text: str, whole: str, shortest: str) -> None:
    assert numbers.format_page_ranges(text, "-") == whole
    assert numbers.format_page_ranges(text, "-", shortest=True) == shortest


def test_very_long_page_numbers_are_printed() -> None:
    assert numbers.format_page_ranges(f"{'1' * 9000}-{'2' * 9000}", "–") == f"{'1' * 9000}–{'2' * 9000}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1", "1st ed."), ("2", "2nd ed."), ("3", "3rd ed."), ("11", "11th ed."), ("22", "22nd ed."), ("113", "113th ed."),
     ("5th", "5th ed."), ("Rev. ed.", "Rev. ed."), ("", "")],
)  # fmt: skip
def test_edition_numbers_are_formatted(text: str, expected: str) -> None:
    assert numbers.format_edition_number(text) == expected
