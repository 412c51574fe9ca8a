"""Numbers, ratings, dates and countries: how they are defined, answered, refused and presented."""

import re
from typing import Any

import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from intake.answers import answer_presentation
from intake.answers.forms import StepForm
from intake.engine import routes
from intake.engine.json_object import DefinitionError
from intake.engine.questions import Code, Kind, Question
from tests.intake.definitions import group, one_of, read, when

MIN, MAX = (f"http://hl7.org/fhir/StructureDefinition/{name}Value" for name in ("min", "max"))
UNIT = "http://hl7.org/fhir/StructureDefinition/questionnaire-unit"
DECIMALS = "http://hl7.org/fhir/StructureDefinition/maxDecimalPlaces"
CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
OURS = "https://fibro.example/fhir/"


def extension(url: str, **value: Any) -> dict[str, Any]:
    return {"url": url, **value}


def item(kind: str, *extensions: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {"linkId": "q", "type": kind, "text": "How?", "extension": list(extensions), **members}


def whole(lowest: int, highest: int) -> dict[str, Any]:
    return item("integer", extension(MIN, valueInteger=lowest), extension(MAX, valueInteger=highest))


WEIGHT = item(
    "decimal",
    extension(MIN, valueDecimal=20),
    extension(MAX, valueDecimal=300),
    extension(DECIMALS, valueInteger=1),
    extension(UNIT, valueCoding={"system": "http://unitsofmeasure.org", "code": "kg", "display": "kg"}),
)
PAIN = item(
    "integer",
    extension(MIN, valueInteger=0),
    extension(MAX, valueInteger=10),
    extension(CONTROL, valueCodeableConcept={"coding": [{"code": "radio-button"}]}),
    extension(f"{OURS}end-label", valueString="no pain"),
    extension(f"{OURS}end-label", valueString="the worst pain"),
)
FULL_DATE = item("date", extension(MIN, valueDate="2000-05-10"))
PART_DATE = item(
    "date",
    extension(MIN, valueDate="2000-05-10"),
    extension(f"{OURS}partial-date", valueBoolean=True),
    extension(f"{OURS}past-date", valueBoolean=True),
)
COUNTRY = item("choice", answerValueSet="http://hl7.org/fhir/ValueSet/iso3166-1-2")


def question(defined: dict[str, Any]) -> Question:
    return read(group("step", defined)).question("q")


def form(defined: dict[str, Any], **posted: str) -> StepForm:
    data = QueryDict(mutable=True)
    data.update({name.replace("__", ":"): value for name, value in posted.items()})
    return StepForm(step=read(group("step", defined)).steps[0], answers={}, data=data)


def answer(defined: dict[str, Any], **posted: str) -> Any:
    filled = form(defined, **posted)
    assert filled.is_valid(), filled.errors
    return filled.collect_answers().get("q")


def refusal(defined: dict[str, Any], **posted: str) -> str:
    filled = form(defined, **posted)
    assert not filled.is_valid()
    (sentence,) = filled.errors["q"]
    return str(sentence)


def date_parts(text: str) -> dict[str, str]:
    """Split `12 5 2019` into three fields, of which `-` is left empty."""
    names = ("q__day", "q__month", "q__year")
    return {name: "" if part == "-" else part for name, part in zip(names, text.split(), strict=True)}


def rendered(form: StepForm) -> str:
    return Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": form}))


def test_kinds_are_told_by_type_and_control() -> None:
    kinds = [question(defined).kind for defined in (whole(0, 9), WEIGHT, PAIN, FULL_DATE, COUNTRY)]
    assert kinds == [Kind.WHOLE_NUMBER, Kind.NUMBER, Kind.RATING, Kind.DATE, Kind.COUNTRY]


@pytest.mark.parametrize("typed", ["72.5 kg", "72.5kg", "72.5 KG", "72.5\u00a0kg.", " 72.5  kg "])
def test_the_unit_that_is_asked_for_may_stand_behind_the_number(typed: str) -> None:
    assert answer(WEIGHT, q=typed) == "72.5"


@pytest.mark.parametrize("typed", ["160 lb", "72.5 kg kg", "kg", "kg 72", "72.5 k"])
def test_another_unit_is_asked_about(typed: str) -> None:
    assert refusal(WEIGHT, q=typed) == "How?: enter a number in digits, for example 12"


def test_codes_of_a_question_are_read() -> None:
    defined = item("integer", code=[{"system": "http://loinc.org", "code": "29463-7", "display": "Body weight"}])
    assert question(defined).codes == (Code("http://loinc.org", "29463-7", "Body weight"),)


@pytest.mark.parametrize(
    ("defined", "reason"),
    [
        (whole(5, 4), "the lowest value, 5, is above the highest, 4"),
        (item("integer", extension(MIN, valueInteger="0")), "must be a number"),
        (item("integer", extension(MIN, valueInteger=0.5)), "must be a number"),
        (
            item("string", extension(MIN, valueInteger=0)),
            "only a number or a date can have a lowest and a highest value",
        ),
        (item("decimal", extension(DECIMALS, valueInteger=7)), "a number must have from 0 to 6 decimal places"),
        (item("date", extension(MIN, valueDate="2019-02-30")), "'2019-02-30' is not a date"),
        ({**PAIN, "extension": [*PAIN["extension"][2:]]}, "a rating must have from 2 to 11 points"),
        ({**PAIN, "extension": [*PAIN["extension"][:-1]]}, "a rating must have a label at both ends or at neither"),
        (item("choice", answerValueSet="http://example.org/colours"), "only the value set of countries"),
    ],
)
def test_a_definition_that_means_nothing_is_refused(defined: dict[str, Any], reason: str) -> None:
    with pytest.raises(DefinitionError, match=reason):
        question(defined)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("7", 7), (" 007 ", 7), ("+7", 7), ("\uff17", 7), ("\u0667", 7), ("\u200f7\u200e", 7), ("7,0", 7), ("", None)],
)
def test_whole_numbers_are_read_as_people_write_them(typed: str, kept: int | None) -> None:
    assert answer(whole(0, 120), q=typed) == kept


@pytest.mark.parametrize(
    "typed", ["1e999", "NaN", "inf", "-1", "121", "7.5", "1 000 000", "0x7", "seven", "7;", "9" * 39, "--7", "½"]
)
def test_what_is_no_number_between_the_bounds_is_refused_in_a_sentence(typed: str) -> None:
    assert refusal(whole(0, 120), q=typed) in {
        "How?: enter a whole number in digits, for example 12",
        "How?: enter a number from 0 to 120",
    }


@pytest.mark.parametrize(("typed", "kept"), [("72", "72"), ("72.5", "72.5"), ("72,5", "72.5"), ("72.50", "72.50")])
def test_decimals_come_with_a_point_or_a_comma(typed: str, kept: str) -> None:
    assert answer(WEIGHT, q=typed) == kept


def test_more_decimals_than_asked_for_are_refused() -> None:
    assert refusal(WEIGHT, q="72.55") == "How?: enter no more than 1 digit after the decimal point"


def test_a_unit_is_shown_and_read_out() -> None:
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
def test_a_number_reads_back_as_it_was_typed(typed: str, language: str) -> None:
    with translation.override(language):
        shown = typed.replace(".", "," if language == "de" else ".")
        kept = answer(FINE, q=shown)
        assert kept == typed
        # On the check page and in the field for a change; and what the field shows is parsed to the same number again.
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
def test_a_number_is_kept_as_a_plain_numeral(typed: str, kept: str) -> None:
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
def test_thousands_are_understood_by_the_language(language: str, typed: str, kept: int) -> None:
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
def test_what_may_be_thousands_or_decimals_is_asked_about(
    defined: dict[str, Any], language: str, typed: str, asked: str
) -> None:
    with translation.override(language):
        assert asked in refusal(defined, q=typed)
        # What was typed stays, however the language would write such a number.
        assert f'value="{typed}"' in rendered(form(defined, q=typed))


@pytest.mark.parametrize(
    "typed",
    ["12 34", "1,2,3", "1.2.3", "10,0000,000", "1'00", "1 000,000.5.1", "10\u00b2", "\u00bd", "\u2460", "1e3", "5-6",
     "10k", "~5", ".", ",", "-", "1,,000", "10'000 000", "0,000,001", "5-", "\u4e94"],
)  # fmt: skip
def test_what_is_no_number_is_never_cut_to_one(typed: str) -> None:
    assert "in digits" in refusal(STEPS, q=typed)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [(72.5, "72.5"), (123457.0, "123457"), (1e-06, "0.000001"), (1e9, "1000000000"), (-0.0, "0"),
     (123456.789, "123456.789"), (0.1, "0.1"), (3, "3")],
)  # fmt: skip
def test_numbers_of_older_versions_keep_reading(stored: float, shown: str) -> None:
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
def test_no_text_breaks_a_number(typed: str) -> None:
    filled = form(whole(0, 120), q=typed)
    assert not filled.is_valid() or filled.collect_answers().get("q") in {None, *range(121)}


def test_a_rating_is_one_of_its_points() -> None:
    assert answer(PAIN, q="0") == 0
    assert answer(PAIN, q="10") == 10
    for typed in ("11", "-1", "1.0", "NaN", "x"):
        assert refusal(PAIN, q=typed) == "How?: choose one of the numbers shown"
    page = rendered(form(PAIN))
    assert page.count('type="radio"') == 11
    assert "0 means “no pain”, 10 means “the worst pain”." in page


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
def test_a_whole_date_is_kept_as_iso(typed: str, kept: str | None) -> None:
    assert answer(FULL_DATE, **date_parts(typed)) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("- - 2019", "2019"), ("- 5 2019", "2019-05"), ("1 5 2019", "2019-05-01"), ("- 5 2000", "2000-05")],
)
def test_part_of_a_date_will_do_where_it_may(typed: str, kept: str) -> None:
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
def test_what_is_no_date_is_refused_in_a_sentence(defined: dict[str, Any], typed: str, sentence: str) -> None:
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
def test_a_whole_date_in_one_box_is_read(typed: str, kept: str, box: str) -> None:
    boxes = {f"q__{name}": typed if name == box else "" for name in ("day", "month", "year")}
    assert answer(FULL_DATE, **boxes) == kept


def test_which_number_is_the_month_between_slashes_is_not_guessed() -> None:
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
def test_only_the_part_of_a_date_that_is_wrong_is_marked(defined: dict[str, Any], typed: str, parts: list[str]) -> None:
    wrong = form(defined, **date_parts(typed))
    page = rendered(wrong)
    marked = [tag for tag in re.findall("<input[^>]*>", page) if 'aria-invalid="true"' in tag]
    first = ("day", "month", "year").index(parts[0])

    assert [re.findall('name="q:([a-z]+)"', tag)[0] for tag in marked] == parts
    summary = Template('{% include "forms/error_summary.html" %}').render(Context({"form": wrong}))
    assert f'href="#id_q_{first}"' in summary


@given(st.lists(st.text(max_size=30), min_size=3, max_size=3))
def test_no_text_breaks_a_date(typed: list[str]) -> None:
    typed_date = form(PART_DATE, q__day=typed[0], q__month=typed[1], q__year=typed[2])
    assert typed_date.is_valid() or list(typed_date.errors) == ["q"]


def test_a_kept_date_is_shown_again_in_its_parts() -> None:
    step = read(group("step", PART_DATE)).steps[0]
    page = rendered(StepForm(step=step, answers={"q": "2019-05"}))
    assert 'name="q:day"' in page
    assert 'name="q:month" value="5"' in page
    assert 'name="q:year" value="2019"' in page
    assert page.count("<label") == 3


def test_a_country_is_kept_by_its_code_and_named_in_the_language() -> None:
    assert answer(COUNTRY, q="AT") == "AT"
    assert refusal(COUNTRY, q="Austria") == "How?: choose a country from the list"
    with translation.override("de"):
        assert answer_presentation.format_answer(question(COUNTRY), "AT") == "Österreich"


@pytest.mark.parametrize(
    ("defined", "given", "line"),
    [
        (whole(0, 99), 7, "7"),
        (WEIGHT, 72.5, "72.5 kg"),
        (PAIN, 0, "0 out of 10"),
        (FULL_DATE, "2019-05-12", "12 May 2019"),
        (PART_DATE, "2019-05", "May 2019"),
        (PART_DATE, "2019", "2019"),
        (COUNTRY, "AT", "Austria"),
    ],
)
def test_an_answer_in_words(defined: dict[str, Any], given: Any, line: str) -> None:
    assert answer_presentation.format_answer(question(defined), given) == line
    assert answer_presentation.present_answer(question(defined), given) != ()


def test_a_number_can_be_compared() -> None:
    more = {"question": "q", "operator": ">=", "answerInteger": 18}
    definition = read(group("age", whole(0, 120)), group("adult", one_of("x", "a", "b"), enableWhen=[more]))
    assert definition.step("adult") is not None
    wrong = [{"question": "q", "operator": "=", "answerBoolean": True}, when("q", "a")]
    for condition in wrong:
        with pytest.raises(DefinitionError, match="compare 'q' with a number"):
            read(group("age", whole(0, 120)), group("adult", one_of("x", "a", "b"), enableWhen=[condition]))
