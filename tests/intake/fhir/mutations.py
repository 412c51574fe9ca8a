"""Realistic questionnaires with one or a few parts changed at random."""

import copy
import json
import random
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from intake.fhir.vocabulary.extensions import DECIDING_EXTENSIONS, IGNORED_EXTENSIONS
from tests.intake.definitions import HL7
from tests.intake.fhir import third_party
from tests.intake.fhir.third_party import CASES

MOST_LEVELS = 60
STARTER = Path(__file__).resolve().parents[3] / "intake/starter/questionnaire.json"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
JUNK: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2.5, 1e308, -0.0, 10**400, -(10**19), float("nan"), float("inf"), -float("inf")),
    *("", " ", "\0", "\ud800", "a\udfffb", "a" * 600, "/" * 9_000, "\u202e", "1e400"),
    *([], {}, [[]], [{}], {"": {}}, [None], {"item": []}, "http://x.example", "2020-02-30", "item", {"url": []}),
    *({"": ""}, {"\ud800": 1}, {"a" * 9_000: [{}]}, {"_": {"extension": 1}}, {"extension": {"extension": []}}),
)
# Contained resources that refer to themselves and to each other.
CIRCLES: tuple[Any, ...] = tuple(
    [
        {"resourceType": "ValueSet", "id": name, "compose": {"include": [{"valueSet": [f"#{other}"], **more}]}}
        for name, other in (("v", "w"), ("w", "v"), ("often", "often"))
    ]
    for more in ({}, {"concept": [{"code": "a"}, {"code": "b"}]}, {"concept": []})
)
NAMES = (
    *("linkId", "type", "text", "item", "enableWhen", "enableBehavior", "answerOption", "answerValueSet", "extension"),
    *("modifierExtension", "required", "repeats", "readOnly", "maxLength", "code", "initial", "url", "valueCoding"),
    *("valueString", "valueInteger", "valueDecimal", "valueBoolean", "valueExpression", "question", "operator"),
    "system",
    *("answerCoding", "answerString", "answerBoolean", "answerInteger", "display", "language", "title", "contained"),
    *("", "\ud800", "subjectType", "derivedFrom", "_title", "option", "answerConstraint", "disabledDisplay", "concept"),
    *("compose", "include", "expansion", "contains", "filter", "exclude", "total", "_valueInteger", "_derivedFrom"),
    *("_text", "_required", "prefix", "resourceType", "status", "name", "valueCodeableConcept", "coding", "valueCode"),
)
URLS = (
    *(f"{HL7}{name}" for name in ("questionnaire-hidden", "ordinalValue", "itemWeight", "minValue", "maxValue")),
    *(f"{SDC}sdc-questionnaire-{name}" for name in (*DECIDING_EXTENSIONS, *sorted(IGNORED_EXTENSIONS))),
)


@cache
def load_originals() -> tuple[Any, ...]:
    """Return what is mutated: resources as other programs write them, the small cases, and parts of our own starter."""
    starter = json.loads(STARTER.read_text(encoding="utf-8"))["questionnaire"]
    parts = [{**starter, "item": starter["item"][start : start + 2]} for start in range(0, len(starter["item"]), 2)]
    cases = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(CASES.glob("*.json"))]
    return (third_party.phq(), third_party.r5(), third_party.nested(), *cases, *parts)


def mutate(seed: int) -> Any:
    """Return a mutated resource, always the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 -- the same again for the same seed
    resource = {"": copy.deepcopy(chance.choice(load_originals()))}
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5))):
        if there := list(iter_parts(resource)):
            chance.choice(MUTATIONS)(chance, *chance.choice(there))
    if chance.random() < 0.02 and (there := list(iter_parts(resource))):
        nest(chance, *chance.choice(there))  # last, because so deep a resource cannot be copied
    return resource.get("")


def iter_parts(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every part as its holder and its key or number there, down to MOST_LEVELS."""
    ahead = [(value, 0)]
    while ahead:
        holder, level = ahead.pop()
        entries = holder.items() if isinstance(holder, dict) else enumerate(holder) if isinstance(holder, list) else ()
        for key, inner in list(entries):
            yield holder, key
            if level < MOST_LEVELS:
                ahead.append((inner, level + 1))


def replace(chance: random.Random, holder: Any, key: Any) -> None:
    holder[key] = copy.deepcopy(chance.choice(JUNK))


def wrap(chance: random.Random, holder: Any, key: Any) -> None:
    holder[key] = [holder[key]] if chance.random() < 0.5 else {chance.choice(NAMES): holder[key]}


def remove(chance: random.Random, holder: Any, key: Any) -> None:
    del holder[key]


def move(chance: random.Random, holder: Any, key: Any) -> None:
    """Rename a member, or move an entry to the end of its list."""
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


def nest(chance: random.Random, holder: Any, key: Any) -> None:
    """Nest a part ten thousand levels deep."""
    name = chance.choice(("item", "extension", "", "contains", "valueCoding"))
    for _ in range(10_000):
        holder[key] = {name: [holder[key]]} if chance.random() < 0.5 else [holder[key]]


def encircle(chance: random.Random, holder: Any, key: Any) -> None:
    if isinstance(holder[key], dict):
        holder[key]["contained"] = copy.deepcopy(chance.choice(CIRCLES))
        holder[key]["answerValueSet"] = chance.choice(("#v", "#w", "#often"))


def swap_truth(chance: random.Random, holder: Any, key: Any) -> None:
    """Replace true or false by a number, and a number by true or false."""
    value = holder[key]
    if isinstance(value, bool):
        holder[key] = int(value)
    elif isinstance(value, int):
        holder[key] = bool(value)


Mutation = Callable[[random.Random, Any, Any], None]
MUTATIONS: tuple[Mutation, ...] = (replace, replace, wrap, remove, move, repeat, extend, encircle, swap_truth)
