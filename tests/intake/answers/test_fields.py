"""Numbers, ratings and countries are parsed as people write them, and refused with a specific error."""

from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from intake.answers import answer_presentation
from intake.answers.forms import StepForm
from intake.engine import routes
from tests.intake.answers.question_forms import (
    COUNTRY,
    DECIMALS,
    PAIN,
    WEIGHT,
    answer,
    extension,
    form,
    item,
    question,
    refusal,
    rendered,
    whole,
)
from tests.intake.definitions import group, one_of, read


@pytest.mark.parametrize("typed", ["72.5 kg", "72.5kg", "72.5 KG", "72.5\u00a0kg.", " 72.5  kg "])
def test_expected_unit_may_follow_the_number(typed: str) -> None:
    assert answer(WEIGHT, q=typed) == "72.5"


@pytest.mark.parametrize("typed", ["160 lb", "72.5 kg kg", "kg", "kg 72", "72.5 k"])
def test_another_unit_is_refused(typed: str) -> None:
    assert refusal(WEIGHT, q=typed) == "How?: enter a number in digits, for example 12"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("7", 7), (" 007 ", 7), ("+7", 7), ("\uff17", 7), ("\u0667", 7), ("\u200f7\u200e", 7), ("7,0", 7), ("", None)],
)
def test_whole_number_is_parsed_as_people_write_it(typed: str, kept: int | None) -> None:
    assert answer(whole(0, 120), q=typed) == kept


@pytest.mark.parametrize(
    "typed", ["1e999", "NaN", "inf", "-1", "121", "7.5", "1 000 000", "0x7", "seven", "7;", "9" * 39, "--7", "½"]
)
def test_number_out_of_bounds_or_unreadable_is_refused(typed: str) -> None:
    assert refusal(whole(0, 120), q=typed) in {
        "How?: enter a whole number in digits, for example 12",
        "How?: enter a number from 0 to 120",
    }


@pytest.mark.parametrize(("typed", "kept"), [("72", "72"), ("72.5", "72.5"), ("72,5", "72.5"), ("72.50", "72.50")])
def test_decimal_may_have_a_point_or_a_comma(typed: str, kept: str) -> None:
    assert answer(WEIGHT, q=typed) == kept


def test_too_many_decimal_places_are_refused() -> None:
    assert refusal(WEIGHT, q="72.55") == "How?: enter no more than 1 digit after the decimal point"


def test_unit_is_shown_and_read_out() -> None:
    assert 'How?<span class="hidden"> (kg)</span>' in rendered(form(WEIGHT))
    assert '<span aria-hidden="true">kg</span>' in rendered(form(WEIGHT))


FINE = item("decimal", extension(DECIMALS, valueInteger=6))
STEPS = item("integer")


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    "typed",
    ["123456.789", "123.4567", "0.000001", "1000000000", "72.50", "0.10", "123457.0", "12345.678900", "-0.5", "0", "7",
     "999999999.999999", "0.00", "100.0", "16777217", "0.1", "-273.15"],
)  # fmt: skip
def test_number_reads_back_as_it_was_typed(typed: str, language: str) -> None:
    with translation.override(language):
        shown = typed.replace(".", "," if language == "de" else ".")
        kept = answer(FINE, q=shown)
        assert kept == typed
        # The check page and the field show the same text, and that text is parsed to the same number again.
        assert answer_presentation.format_answer(question(FINE), kept) == shown
        step = read(group("step", FINE)).steps[0]
        assert f'value="{shown}"' in rendered(StepForm(step=step, answers={"q": kept}))
        assert answer(FINE, q=shown) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("1.", "1"), ("1,", "1"), (".5", "0.5"), ("-0", "0"), ("-0.00", "0.00"), ("+3", "3"), ("007.50", "7.50"),
     ("\u2212 5", "-5"), ("\u20135", "-5"), ("\u0661\u0662\u066b\u0665", "12.5"), ("1\u00b75", "1.5"),
     ("\uff11\uff0e\uff15", "1.5")],
)  # fmt: skip
def test_number_is_stored_as_a_plain_numeral(typed: str, kept: str) -> None:
    assert answer(FINE, q=typed) == kept


@pytest.mark.parametrize(
    ("language", "typed", "kept"),
    [
        ("en", "10,000", 10_000),
        ("de", "10.000", 10_000),
        ("en", "1,000", 1_000),
        ("de", "1.000", 1_000),
        ("en", "1,000,000", 1_000_000),
        ("en", "1.000.000", 1_000_000),
        ("de", "1,000,000", 1_000_000),
        ("en", "1,00,000", 100_000),
        ("en", "1'000", 1_000),
        ("de", "1\u2019000\u2019000", 1_000_000),
        ("en", "10 000", 10_000),
        ("de", "10\u202f000", 10_000),
        ("en", "10\u2009000", 10_000),
        ("en", "10\u00a0000", 10_000),
        ("en", "\u0661\u0660\u066c\u0660\u0660\u0660", 10_000),
        ("en", "10,000.00", 10_000),
        ("de", "10.000,00", 10_000),
        ("en", "10.000,00", 10_000),
        ("en", "-1,000", -1_000),
        ("de", "10,00", 10),
        ("en", "10000", 10_000),
    ],
)
def test_thousands_separator_follows_the_language(language: str, typed: str, kept: int) -> None:
    with translation.override(language):
        assert answer(STEPS, q=typed) == kept


@pytest.mark.parametrize(
    ("defined", "language", "typed", "asked"),
    [
        (STEPS, "en", "10.000", "10000 or 10"),
        (STEPS, "de", "10,000", "10000 oder 10"),
        (STEPS, "en", "1.234", "1234"),
        (STEPS, "en", "10,00", "1000 or 10"),
        (STEPS, "en", "1,0000", "10000 or 1"),
        (STEPS, "de", "10.00", "1000 oder 10"),
        (WEIGHT, "en", "72.500", "72500 or 72.5"),
        (WEIGHT, "de", "72,500", "72500 oder 72,5"),
    ],
)
def test_number_that_may_be_thousands_or_decimals_is_refused(
    defined: dict[str, Any], language: str, typed: str, asked: str
) -> None:
    with translation.override(language):
        assert asked in refusal(defined, q=typed)
        # The text stays as it was typed, however the language would write the number.
        assert f'value="{typed}"' in rendered(form(defined, q=typed))


@pytest.mark.parametrize(
    "typed",
    ["12 34", "1,2,3", "1.2.3", "10,0000,000", "1'00", "1 000,000.5.1", "10\u00b2", "\u00bd", "\u2460", "1e3", "5-6",
     "10k", "~5", ".", ",", "-", "1,,000", "10'000 000", "0,000,001", "5-", "\u4e94"],
)  # fmt: skip
def test_text_is_never_cut_to_a_number(typed: str) -> None:
    assert "in digits" in refusal(STEPS, q=typed)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [(72.5, "72.5"), (123457.0, "123457"), (1e-06, "0.000001"), (1e9, "1000000000"), (-0.0, "0"),
     (123456.789, "123456.789"), (0.1, "0.1"), (3, "3")],
)  # fmt: skip
def test_numbers_stored_by_older_versions_are_still_read(stored: float, shown: str) -> None:
    assert answer_presentation.format_answer(question(FINE), stored) == shown
    step = read(group("step", FINE)).steps[0]
    assert f'value="{shown}"' in rendered(StepForm(step=step, answers={"q": stored}))


@pytest.mark.parametrize(("operator", "holds"), [("=", True), ("!=", False), (">", False), (">=", True), ("<", False)])
@pytest.mark.parametrize("kept", ["0.1", "0.10", "0.100000", 0.1])
def test_numbers_are_compared_by_value(kept: Any, operator: str, holds: bool) -> None:
    more = {"question": "q", "operator": operator, "answerDecimal": 0.1}
    definition = read(group("n", FINE), group("then", one_of("x", "a", "b"), enableWhen=[more]))
    assert (routes.resolve_route(definition, {"q": kept}).step("then") is not None) is holds


@given(st.text(max_size=50))
def test_random_text_never_breaks_a_number_field(typed: str) -> None:
    filled = form(whole(0, 120), q=typed)
    assert not filled.is_valid() or filled.collect_answers().get("q") in {None, *range(121)}


def test_rating_accepts_only_its_points() -> None:
    assert answer(PAIN, q="0") == 0
    assert answer(PAIN, q="10") == 10
    for typed in ("11", "-1", "1.0", "NaN", "x"):
        assert refusal(PAIN, q=typed) == "How?: choose one of the numbers shown"
    page = rendered(form(PAIN))
    assert page.count('type="radio"') == 11
    assert "0 means “no pain”, 10 means “the worst pain”." in page


def test_country_is_stored_by_code_and_named_in_the_language() -> None:
    assert answer(COUNTRY, q="AT") == "AT"
    assert refusal(COUNTRY, q="Austria") == "How?: choose a country from the list"
    with translation.override("de"):
        assert answer_presentation.format_answer(question(COUNTRY), "AT") == "Österreich"
