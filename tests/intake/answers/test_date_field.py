"""Dates are parsed as people write them, stored as ISO, and refused with a specific error."""

import re
from typing import Any

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from intake.answers.forms import StepForm
from tests.intake.answers.question_forms import (
    FULL_DATE,
    PART_DATE,
    answer,
    date_parts,
    form,
    refusal,
    rendered,
)
from tests.intake.definitions import group, read


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("12 5 2019", "2019-05-12"),
        ("\uff11\uff12 05 2019", "2019-05-12"),
        ("1. Mai 2026", "2026-05-01"),
        ("1 May 2019", "2019-05-01"),
        ("1. 5. 2026", "2026-05-01"),
        ("3rd september 2019", "2019-09-03"),
        ("24 Dez. 2019", "2019-12-24"),
        ("24 DEC 2019", "2019-12-24"),
        ("7 März 2019", "2019-03-07"),
        ("7 Jänner 2019", "2019-01-07"),
        ("30 Sept 2019", "2019-09-30"),
        ("\u0661 \u0665 \u0662\u0660\u0662\u0666", "2026-05-01"),
        ("29 2 2024", "2024-02-29"),
        ("- - -", None),
    ],
)
def test_full_date_is_stored_as_iso(typed: str, kept: str | None) -> None:
    assert answer(FULL_DATE, **date_parts(typed)) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("- - 2019", "2019"), ("- 5 2019", "2019-05"), ("1 5 2019", "2019-05-01"), ("- 5 2000", "2000-05")],
)
def test_partial_date_is_accepted_where_allowed(typed: str, kept: str) -> None:
    assert answer(PART_DATE, **date_parts(typed)) == kept


@pytest.mark.parametrize(
    ("defined", "typed", "sentence"),
    [
        (FULL_DATE, "- 5 2019", "enter the day, month and year"),
        (PART_DATE, "12 - 2019", "enter the year, and the month and day if you know them"),
        (PART_DATE, "- 5 -", "enter the year, and the month and day if you know them"),
        (FULL_DATE, "30 2 2019", "check the day; this month does not have that many days"),
        (FULL_DATE, "31 April 2019", "check the day; this month does not have that many days"),
        (FULL_DATE, "1 1 19", "enter the year with four digits, for example 1980"),
        (FULL_DATE, "1 1 0000", "enter the year with four digits, for example 1980"),
        (FULL_DATE, "1 Ju 2019", "enter the month as a number from 1 to 12, or by its name"),
        (FULL_DATE, "1 13 2019", "enter the month as a number from 1 to 12, or by its name"),
        (FULL_DATE, "1 Smarch 2019", "enter the month as a number from 1 to 12, or by its name"),
        (FULL_DATE, "32 1 2019", "enter the day as a number from 1 to 31"),
        (FULL_DATE, "1² 1 2019", "enter the day as a number from 1 to 31"),
        (FULL_DATE, "x y 2019", "enter a real date with a four-digit year, for example 27 3 1980"),
        (FULL_DATE, f"{'1' * 41} 1 2019", "enter a real date with a four-digit year, for example 27 3 1980"),
        (FULL_DATE, "1 1 9999", "enter a date from 10 May 2000 to 31 December 2100"),
        (FULL_DATE, "9 5 2000", "enter a date from 10 May 2000 to 31 December 2100"),
        (PART_DATE, "- 4 2000", "enter a date from 10 May 2000 to 31 December 2100"),
        (PART_DATE, "- - 2099", "enter today’s date or a date in the past"),
    ],
)
def test_impossible_or_incomplete_date_is_refused(defined: dict[str, Any], typed: str, sentence: str) -> None:
    assert refusal(defined, **date_parts(typed)) == f"How?: {sentence}"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1. Mai 2026", "2026-05-01"),
        ("1 May 2026", "2026-05-01"),
        ("1st May 2026", "2026-05-01"),
        ("May 1, 2026", "2026-05-01"),
        ("2026-05-01", "2026-05-01"),
        ("1.5.2026", "2026-05-01"),
        ("01. 05. 2026", "2026-05-01"),
    ],
)
@pytest.mark.parametrize("box", ["day", "month", "year"])
def test_full_date_in_one_box_is_parsed(typed: str, kept: str, box: str) -> None:
    boxes = {f"q__{name}": typed if name == box else "" for name in ("day", "month", "year")}
    assert answer(FULL_DATE, **boxes) == kept


def test_date_with_slashes_is_not_guessed() -> None:
    assert refusal(FULL_DATE, q__day="01/02/2026", q__month="", q__year="") == "How?: enter the day, month and year"


@pytest.mark.parametrize(
    ("defined", "typed", "parts"),
    [
        (FULL_DATE, "32 5 2019", ["day"]),
        (FULL_DATE, "1 13 2019", ["month"]),
        (FULL_DATE, "1 5 19", ["year"]),
        (FULL_DATE, "x 13 2019", ["day", "month"]),
        (FULL_DATE, "30 2 2019", ["day"]),
        (FULL_DATE, "1 5 -", ["year"]),
        (FULL_DATE, "- 5 2019", ["day"]),
        (PART_DATE, "12 - 2019", ["month"]),
        (PART_DATE, "- 5 -", ["year"]),
        (FULL_DATE, "1 1 9999", ["year"]),
        (FULL_DATE, "9 5 2000", ["day"]),
        (PART_DATE, "- 4 2000", ["month"]),
        (PART_DATE, "- - 2099", ["year"]),
    ],
)
def test_only_the_wrong_part_of_a_date_is_marked(defined: dict[str, Any], typed: str, parts: list[str]) -> None:
    wrong = form(defined, **date_parts(typed))
    page = rendered(wrong)
    marked = [tag for tag in re.findall("<input[^>]*>", page) if 'aria-invalid="true"' in tag]
    first = ("day", "month", "year").index(parts[0])

    assert [re.findall('name="q:([a-z]+)"', tag)[0] for tag in marked] == parts
    summary = Template('{% include "forms/error_summary.html" %}').render(Context({"form": wrong}))
    assert f'href="#id_q_{first}"' in summary


@given(st.lists(st.text(max_size=30), min_size=3, max_size=3))
def test_random_text_never_breaks_a_date_field(typed: list[str]) -> None:
    typed_date = form(PART_DATE, q__day=typed[0], q__month=typed[1], q__year=typed[2])
    assert typed_date.is_valid() or list(typed_date.errors) == ["q"]


def test_stored_date_is_shown_in_its_parts() -> None:
    step = read(group("step", PART_DATE)).steps[0]
    page = rendered(StepForm(step=step, answers={"q": "2019-05"}))
    assert 'name="q:day"' in page
    assert 'name="q:month" value="5"' in page
    assert 'name="q:year" value="2019"' in page
    assert page.count("<label") == 3
