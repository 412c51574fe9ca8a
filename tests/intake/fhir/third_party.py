"""Questionnaires as other programs write them. The texts are ours or, of PHQ-9, in the public domain."""

import copy
from pathlib import Path
from typing import Any

from intake.engine.json_object import Json

CASES = Path(__file__).parent / "cases"  # files that revealed a bug, each of another kind
LOINC = "http://loinc.org"
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
WEIGHT = "http://hl7.org/fhir/StructureDefinition/itemWeight"
CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
CALCULATED = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression"
HOW_OFTEN = (
    ("LA6568-5", "Not at all"),
    ("LA6569-3", "Several days"),
    ("LA6570-1", "More than half the days"),
    ("LA6571-9", "Nearly every day"),
)


def questionnaire(*items: Any, **members: Any) -> Json:
    head = {"resourceType": "Questionnaire", "url": "https://forms.example/q", "title": "Form", "status": "active"}
    return {**head, "language": "en", "item": list(items), **members}


def item(link_id: str, kind: str = "boolean", **members: Any) -> Json:
    return {"linkId": link_id, "text": f"{link_id}?", "type": kind, **members}


def group(link_id: str, *items: Any, **members: Any) -> Json:
    return item(link_id, "group", item=list(items), **members)


def option(code: str, display: str = "", **members: Any) -> Json:
    return {"valueCoding": {"system": LOINC, "code": code, "display": display or code.title(), **members}}


def when(question: str, **members: Any) -> Json:
    return {"question": question, "operator": "=", **(members or {"answerBoolean": True})}


def control(code: str) -> Json:
    return {"url": CONTROL, "valueCodeableConcept": {"coding": [{"code": code}]}}


def phq_question(code: str, text: str) -> Json:
    options = []
    for value, (answer, display) in enumerate(HOW_OFTEN):
        extension = {"url": ORDINAL, "valueDecimal": value}
        options.append({**option(answer, display), "extension": [extension]})
    codes = [{"system": LOINC, "code": code, "display": text}]
    return item(f"/{code}", "choice", text=text, code=codes, extension=[control("drop-down")], answerOption=options)


PHQ: Json = questionnaire(
    phq_question("44250-9", "Little interest or pleasure in doing things"),
    phq_question("44255-8", "Feeling down, depressed, or hopeless"),
    item(
        "/44261-6",
        "decimal",
        text="Patient health questionnaire 9 item total score",
        extension=[{"url": CALCULATED, "valueExpression": {"language": "text/fhirpath", "expression": "%a+%b"}}],
    ),
    id="44249-1",
    meta={"profile": ["http://hl7.org/fhir/4.0/StructureDefinition/Questionnaire"]},
    name="PHQ9",
    title="PHQ-9 quick depression assessment panel",
    code=[{"system": LOINC, "code": "44249-1"}],
)


def phq() -> Json:
    return copy.deepcopy(PHQ)


def r5() -> Json:
    """Return a questionnaire in R5: with `coding`, `answerConstraint` and item weights."""
    weighted = [
        {**option(code), "extension": [{"url": WEIGHT, "valueDecimal": value}]}
        for value, code in enumerate(["none", "some"])
    ]
    return questionnaire(
        item("pain", "coding", answerOption=weighted, answerConstraint="optionsOnly"),
        item("helps", "coding", answerOption=[option("rest"), option("heat")], answerConstraint="optionsOrString"),
        item(
            "since",
            "date",
            enableWhen=[when("pain", answerCoding={"system": LOINC, "code": "some"})],
            disabledDisplay="hidden",
        ),
        versionAlgorithmString="semver",
    )


def nested() -> Json:
    """Return groups in groups, questions in questions, conditions, a contained value set, help, units and bounds."""
    bounds = [{"url": f"{ORDINAL.rpartition('/')[0]}/{name}Value", "valueInteger": number} for name, number in BOUNDS]
    return questionnaire(
        item("intro", "display"),
        item("d", "open-choice", repeats=True, answerOption=[option("often"), {"valueString": "other"}]),
        group(
            "g",
            item("a", "choice", answerValueSet="#often", item=[item("b", "string", required=True, maxLength=40)]),
            group("h", item("c", "integer", extension=[*bounds, control("slider")]), enableWhen=[when("d", **OFTEN)]),
            item("e", "quantity", item=[item("e-help", "display", extension=[control("help")])]),
        ),
        item("f", "date", enableWhen=[when("d", **OFTEN), when("c", answerInteger=2)], enableBehavior="any"),
        contained=[
            {
                "resourceType": "ValueSet",
                "id": "often",
                "compose": {"include": [{"system": LOINC, "concept": [{"code": "no"}, {"code": "yes"}]}]},
            }
        ],
    )


BOUNDS = (("min", 0), ("max", 4))
OFTEN: Json = {"answerCoding": {"system": LOINC, "code": "often"}}
