"""Questions for the tests of the publication checks, and the error that a definition gives."""

from typing import Any

import pytest

from intake.engine import publication_checks
from intake.engine.definition import Definition
from intake.engine.json_object import DefinitionError
from tests.intake.definitions import HL7, OURS, one_of

AREAS = ("neck", "chest", "abdomen")


def feeds(*targets: str) -> dict[str, Any]:
    return {"extension": [{"url": f"{OURS}score-input", "valueString": target} for target in targets]}


def item(link_id: str, *targets: str, values: tuple[Any, ...] = (0, 1, 2, 3), **members: Any) -> dict[str, Any]:
    """Return a choice whose options have these values; None is an option without one."""
    question = one_of(link_id, *(f"c{number}" for number, _ in enumerate(values)), **feeds(*targets), **members)
    for option, value in zip(question["answerOption"], values, strict=True):
        if value is not None:
            option["valueCoding"]["extension"] = [{"url": f"{HL7}ordinalValue", "valueDecimal": value}]
    return question


def number(link_id: str, kind: str, lowest: Any, highest: Any, **members: Any) -> dict[str, Any]:
    key = "valueInteger" if kind == "integer" else "valueDecimal"
    ends = [{"url": f"{HL7}{name}Value", key: end} for name, end in (("min", lowest), ("max", highest))]
    if kind == "decimal":
        ends.append({"url": f"{HL7}maxDecimalPlaces", "valueInteger": 1})
    return {"linkId": link_id, "type": kind, "text": f"{link_id}?", "extension": ends, **members}


MOOD = item("mood", "phq2.mood")
INTEREST = item("interest", "phq2.interest")
WHO = one_of("who", "me", "other")
AGE, WEIGHT = number("age", "integer", 0, 120), number("weight", "decimal", 20, 300)
EXISTS, MISSING = ({"question": "who", "operator": "exists", "answerBoolean": truth} for truth in (True, False))


def fault(definition: Definition) -> tuple[str, str]:
    with pytest.raises(DefinitionError) as caught:
        publication_checks.check_publishable(definition)
    return caught.value.path, caught.value.reason


def over(link_id: str, operator: str, value: int) -> dict[str, Any]:
    return {"question": link_id, "operator": operator, "answerInteger": value}
