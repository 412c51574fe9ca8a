"""Questions about numbers, ratings, dates and countries, and the form that asks one of them."""

from typing import Any

from django.http import QueryDict
from django.template import Context, Template

from intake.answers.forms import StepForm
from intake.engine.questions import Question
from tests.intake.definitions import OURS, group, read

MIN, MAX = (f"http://hl7.org/fhir/StructureDefinition/{name}Value" for name in ("min", "max"))
UNIT = "http://hl7.org/fhir/StructureDefinition/questionnaire-unit"
DECIMALS = "http://hl7.org/fhir/StructureDefinition/maxDecimalPlaces"
CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"


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
