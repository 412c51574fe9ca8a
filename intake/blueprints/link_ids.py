"""Keys: what a question, a step, an option or a rule is called for ever, whatever its words become.

A key is made from the words once. It then stays, because answers that were given and conditions point at it.
"""

import copy
from collections.abc import Iterable, Sequence

from django.utils.text import slugify

from intake.blueprints.blueprint import Blueprint, Stream, Values, iter_entries
from intake.engine.definition import Definition
from intake.engine.questions import NUMBER_KINDS, TEXT_KINDS

MAX_IDENTIFIER_LENGTH = 40  # of a key that is made here


def make_hint_link_id(link_id: str) -> str:
    """Return the linkId of a question's hint, which FHIR shows as an item of its own."""
    return f"{link_id}-hint"


def fill_missing_identifiers(blueprint: Blueprint, retired: Iterable[str] = ()) -> tuple[Stream, Stream]:
    """Its steps and rules, with a key wherever one was missing: none that is used twice or that is `retired`."""
    steps, rules = copy.deepcopy(list(blueprint.steps)), copy.deepcopy(list(blueprint.rules))
    for step in iter_entries(steps):
        for question in step["questions"]:
            fill_option_identifiers(question)
    fill_identifiers(
        collect_identified_values(steps), {taken for key in retired for taken in (key, make_hint_link_id(key))}
    )
    fill_identifiers([rule["value"] for rule in rules], set(), text_field="reason")
    return steps, rules


def collect_identified_values(steps: Sequence[Values]) -> list[Values]:
    """The values of everything in the steps that has a key in the definition: steps, questions, rows."""
    values = [step["value"] for step in steps]
    for step in iter_entries(steps):
        for question in step["questions"]:
            values += iter_entries(question["value"]["rows"]) if question["type"] == "rows" else [question["value"]]
    return values


def fill_option_identifiers(question: Values) -> None:
    if options := question["value"].get("options"):
        fill_identifiers([option["value"] for option in options], set())


def fill_identifiers(values: Sequence[Values], taken: set[str], text_field: str = "text") -> None:
    kept = [value["key"] for value in values if value.get("key")]
    taken = {*taken, *kept, *map(make_hint_link_id, kept)}
    for value in values:
        if not value.get("key"):
            value["key"] = make_identifier(str(value.get(text_field) or ""), taken)
            taken |= {value["key"], make_hint_link_id(value["key"])}


def make_identifier(words: str, taken: set[str]) -> str:
    """`how-old-are-you`, with a number behind it if that is taken."""
    stem = slugify(words.replace("_", "-"))[:MAX_IDENTIFIER_LENGTH].strip("-") or "item"
    key, number = stem, 1
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key


def list_identifiers(blueprint: Blueprint) -> list[str]:
    """The keys of its steps and questions that are filled in."""
    return [value["key"] for value in collect_identified_values(blueprint.steps) if value["key"]]


def get_identifier_meanings(definition: Definition) -> dict[str, str]:
    """What each key of a definition stands for: a step, or a question that is answered in some way."""
    found = {step.link_id: "step" for step in definition.steps}
    for question in definition.questions():
        found[question.link_id] = (
            "text" if question.kind in TEXT_KINDS else "number" if question.kind in NUMBER_KINDS else question.kind
        )
    return found
