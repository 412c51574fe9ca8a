"""Questionnaires of real shapes with one to a few places changed at random."""

import copy
import json
import random
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.intake.exchange import third_party

CASES = Path(__file__).parent / "cases"
STARTER = Path(__file__).resolve().parents[3] / "intake/starter/questionnaire.json"
HL7 = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
JUNK: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2.5, 1e308, 10**400, float("nan"), float("inf"), "", " ", "\0", "\ud800", "a" * 600),
    *([], {}, [[]], [{}], {"": {}}, [None], {"item": []}, "http://x.example", "2020-02-30", "item", {"url": []}),
)
NAMES = (
    *("linkId", "type", "text", "item", "enableWhen", "enableBehavior", "answerOption", "answerValueSet", "extension"),
    *("modifierExtension", "required", "repeats", "readOnly", "maxLength", "code", "initial", "url", "valueCoding"),
    *("valueString", "valueInteger", "valueDecimal", "valueBoolean", "valueExpression", "question", "operator"),
    "system",
    *("answerCoding", "answerString", "answerBoolean", "answerInteger", "display", "language", "title", "contained"),
    *("_text", "_required", "prefix", "resourceType", "status", "name", "valueCodeableConcept", "coding", "valueCode"),
)
URLS = (
    *(f"{HL7}{name}" for name in ("questionnaire-hidden", "ordinalValue", "itemWeight", "minValue", "maxValue")),
    *(f"{SDC}sdc-questionnaire-{name}" for name in ("enableWhenExpression", "calculatedExpression")),
)


@cache
def originals() -> tuple[Any, ...]:
    """What is mutated: as other programs write it, the small cases, and some of our own starter's steps."""
    starter = json.loads(STARTER.read_text(encoding="utf-8"))["questionnaire"]
    parts = [{**starter, "item": starter["item"][start : start + 2]} for start in range(0, len(starter["item"]), 2)]
    cases = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(CASES.glob("*.json"))]
    return (third_party.phq(), third_party.r5(), third_party.nested(), *cases, *parts)


def mutated(seed: int) -> Any:
    """The same seed always gives the same resource."""
    chance = random.Random(seed)  # noqa: S311 -- the same again for the same seed
    resource = {"": copy.deepcopy(chance.choice(originals()))}
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5))):
        if there := list(places(resource)):
            chance.choice(MUTATIONS)(chance, *chance.choice(there))
    return resource.get("")


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in it, as its holder and the key or number there."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(entries):
        yield value, key
        yield from places(inner)


def replace(chance: random.Random, holder: Any, key: Any) -> None:
    holder[key] = copy.deepcopy(chance.choice(JUNK))


def wrap(chance: random.Random, holder: Any, key: Any) -> None:
    holder[key] = [holder[key]] if chance.random() < 0.5 else {chance.choice(NAMES): holder[key]}


def remove(chance: random.Random, holder: Any, key: Any) -> None:
    del holder[key]


def move(chance: random.Random, holder: Any, key: Any) -> None:
    """Give it another name, or put it in another's place."""
    if isinstance(holder, dict):
        holder[chance.choice(NAMES)] = holder.pop(key)
    else:
        holder.append(holder.pop(key))


def repeat(chance: random.Random, holder: Any, key: Any) -> None:
    if isinstance(holder, list):
        holder.append(copy.deepcopy(holder[key]))
    elif isinstance(holder[key], list):
        holder[key] = holder[key] + copy.deepcopy(holder[key])


def extend(chance: random.Random, holder: Any, key: Any) -> None:
    if isinstance(holder[key], dict):
        value = chance.choice(("valueBoolean", "valueInteger", "valueDecimal", "valueCoding", "valueExpression"))
        extension = {"url": chance.choice((*URLS, *JUNK)), value: copy.deepcopy(chance.choice(JUNK))}
        holder[key].setdefault(chance.choice(("extension", "modifierExtension", "_text")), [extension])


Mutation = Callable[[random.Random, Any, Any], None]
MUTATIONS: tuple[Mutation, ...] = (replace, replace, wrap, remove, move, repeat, extend)
