"""Small definitions and their parts, for tests of the engine."""

import copy
import json
from pathlib import Path
from typing import Any

from intake.engine.definition import Definition

HL7 = "http://hl7.org/fhir/StructureDefinition/"
OURS = "https://fibro.example/fhir/"
STARTER: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "intake/starter/questionnaire.json").read_text(encoding="utf-8")
)


def starter() -> dict[str, Any]:
    """Return a copy of the starter definition that a test may change."""
    return copy.deepcopy(STARTER)


def one_of(link_id: str, *codes: str, **members: Any) -> dict[str, Any]:
    options = [{"valueCoding": {"code": code, "display": code.title()}} for code in codes]
    return {"linkId": link_id, "type": "choice", "text": f"{link_id}?", "answerOption": options, **members}


def many_of(link_id: str, *codes: str, **members: Any) -> dict[str, Any]:
    return one_of(link_id, *codes, repeats=True, **members)


def yes_no(link_id: str, **members: Any) -> dict[str, Any]:
    return {"linkId": link_id, "type": "boolean", "text": f"{link_id}?", **members}


def text(link_id: str, **members: Any) -> dict[str, Any]:
    return {"linkId": link_id, "type": "string", "text": f"{link_id}?", **members}


def group(link_id: str, *items: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {"linkId": link_id, "type": "group", "text": link_id, "item": list(items), **members}


def when(question: str, code: str, operator: str = "=") -> dict[str, Any]:
    return {"question": question, "operator": operator, "answerCoding": {"code": code}}


def made_of(*groups: dict[str, Any], **members: Any) -> dict[str, Any]:
    questionnaire = {"resourceType": "Questionnaire", "url": "https://fibro.example/q", "title": "T", "status": "draft"}
    base: dict[str, Any] = {"scores": [], "rules": [], "consents": []}
    return {"questionnaire": {**questionnaire, "item": list(groups)}, **base, **members}


def read(*groups: dict[str, Any], **members: Any) -> Definition:
    return Definition.from_json(made_of(*groups, **members))


def rule(rule_id: str, condition: dict[str, Any], outcome: str = "needs-a-human", **members: Any) -> dict[str, Any]:
    return {"id": rule_id, "if": condition, "outcome": outcome, "reason": rule_id, "source": "a test", **members}


RED_OR_BLUE = made_of(group("a", one_of("colour", "red", "blue")))
