"""Numbers, ratings, dates and countries: as they are defined, answered, refused and said in words."""

from typing import Any

import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from intake import sheet
from intake.engine.definition import DefinitionError
from intake.engine.questions import Code, Kind, Question
from intake.forms import StepForm
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
    return filled.answers().get("q")


def refusal(defined: dict[str, Any], **posted: str) -> str:
    filled = form(defined, **posted)
    assert not filled.is_valid()
    (sentence,) = filled.errors["q"]
    return str(sentence)


def date_parts(text: str) -> dict[str, str]:
    """`12 5 2019` as three fields; `-` is left empty."""
    names = ("q__day", "q__month", "q__year")
    return {name: "" if part == "-" else part for name, part in zip(names, text.split(), strict=True)}


def rendered(form: StepForm) -> str:
    return Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": form}))


def test_kinds_are_told_by_type_and_control() -> None:
    kinds = [question(defined).kind for defined in (whole(0, 9), WEIGHT, PAIN, FULL_DATE, COUNTRY)]
    assert kinds == [Kind.WHOLE_NUMBER, Kind.NUMBER, Kind.RATING, Kind.DATE, Kind.COUNTRY]


def test_codes_of_a_question_are_read() -> None:
    defined = item("integer", code=[{"system": "http://loinc.org", "code": "29463-7", "display": "Body weight"}])
    assert question(defined).codes == (Code("http://loinc.org", "29463-7", "Body weight"),)


@pytest.mark.parametrize(
    ("defined", "reason"),
    [
        (whole(5, 4), "nothing lies between 5 and 4"),
        (item("integer", extension(MIN, valueInteger="0")), "must be a number"),
        (item("integer", extension(MIN, valueInteger=0.5)), "must be a number"),
        (item("string", extension(MIN, valueInteger=0)), "only a number or a date has bounds"),
        (item("decimal", extension(DECIMALS, valueInteger=7)), "a number has from 0 to 6 decimal places"),
        (item("date", extension(MIN, valueDate="2019-02-30")), "'2019-02-30' is no date"),
        ({**PAIN, "extension": [*PAIN["extension"][2:]]}, "a rating has from 2 to 11 points"),
        ({**PAIN, "extension": [*PAIN["extension"][:-1]]}, "a rating has a label at each end, or none"),
        (item("choice", answerValueSet="http://example.org/colours"), "only one of the countries"),
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
        "How?: write a whole number, in digits",
        "How?: write a number from 0 to 120",
    }


@pytest.mark.parametrize(("typed", "kept"), [("72", 72.0), ("72.5", 72.5), ("72,5", 72.5), ("72.50", 72.5)])
def test_decimals_come_with_a_point_or_a_comma(typed: str, kept: float) -> None:
    assert answer(WEIGHT, q=typed) == kept


def test_more_decimals_than_asked_for_are_refused() -> None:
    assert refusal(WEIGHT, q="72.55") == "How?: write fewer digits behind the point"


def test_a_unit_is_shown_and_read_out() -> None:
    assert 'How?<span class="hidden"> (kg)</span>' in rendered(form(WEIGHT))
    assert '<span aria-hidden="true">kg</span>' in rendered(form(WEIGHT))


@given(st.text(max_size=50))
def test_no_text_breaks_a_number(typed: str) -> None:
    filled = form(whole(0, 120), q=typed)
    assert not filled.is_valid() or filled.answers().get("q") in {None, *range(121)}


def test_a_rating_is_one_of_its_points() -> None:
    assert answer(PAIN, q="0") == 0
    assert answer(PAIN, q="10") == 10
    for typed in ("11", "-1", "1.0", "NaN", "x"):
        assert refusal(PAIN, q=typed) == "How?: choose one of the numbers shown"
    page = rendered(form(PAIN))
    assert page.count('type="radio"') == 11
    assert "0 means “no pain”, 10 means “the worst pain”." in page


@pytest.mark.parametrize(
    ("typed", "kept"), [("12 5 2019", "2019-05-12"), ("\uff11\uff12 05 2019", "2019-05-12"), ("- - -", None)]
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
        (FULL_DATE, "- 5 2019", "write day, month and year"),
        (PART_DATE, "12 - 2019", "write the year, with the month and the day if you know them"),
        (PART_DATE, "- 5 -", "write the year, with the month and the day if you know them"),
        (FULL_DATE, "30 2 2019", "this is no date; write it in digits, the year with all four"),
        (FULL_DATE, "1 1 19", "this is no date; write it in digits, the year with all four"),
        (FULL_DATE, "1 1 0000", "this is no date; write it in digits, the year with all four"),
        (FULL_DATE, "1 May 2019", "this is no date; write it in digits, the year with all four"),
        (FULL_DATE, f"{'1' * 21} 1 2019", "this is no date; write it in digits, the year with all four"),
        (FULL_DATE, "1 1 9999", "write a date from 10 May 2000 to 31 December 2100"),
        (FULL_DATE, "9 5 2000", "write a date from 10 May 2000 to 31 December 2100"),
        (PART_DATE, "- 4 2000", "write a date from 10 May 2000 to 31 December 2100"),
        (PART_DATE, "- - 2099", "write a date that is not in the future"),
    ],
)
def test_what_is_no_date_is_refused_in_a_sentence(defined: dict[str, Any], typed: str, sentence: str) -> None:
    assert refusal(defined, **date_parts(typed)) == f"How?: {sentence}"


@given(st.lists(st.text(max_size=30), min_size=3, max_size=3))
def test_no_text_breaks_a_date(typed: list[str]) -> None:
    form(PART_DATE, q__day=typed[0], q__month=typed[1], q__year=typed[2]).is_valid()


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
        assert sheet.one_line(question(COUNTRY), "AT") == "Österreich"


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
    assert sheet.one_line(question(defined), given) == line
    assert sheet.in_words(question(defined), given) != ()


def test_a_number_can_be_compared() -> None:
    more = {"question": "q", "operator": ">=", "answerInteger": 18}
    definition = read(group("age", whole(0, 120)), group("adult", one_of("x", "a", "b"), enableWhen=[more]))
    assert definition.step("adult") is not None
    wrong = [{"question": "q", "operator": "=", "answerBoolean": True}, when("q", "a")]
    for condition in wrong:
        with pytest.raises(DefinitionError, match="'q' is answered with a number"):
            read(group("age", whole(0, 120)), group("adult", one_of("x", "a", "b"), enableWhen=[condition]))
