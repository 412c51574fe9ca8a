"""Keys: the names of questions, steps, options and rules, which stay whatever becomes of their wording.

A key is made from the wording once. It then stays, because given answers and conditions point at it.
"""

import copy
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.utils.text import slugify

from intake.blueprints.block_values import Block, OptionValues, QuestionValues, RowValues, RuleValues, StepValues
from intake.blueprints.blueprint import Blueprint, iter_entries
from intake.engine.definition import Definition
from intake.engine.numbered_names import iter_numbered_names
from intake.engine.questions import NUMBER_KINDS, TEXT_KINDS

MAX_IDENTIFIER_LENGTH = 40  # of a key that is made here, in characters

Identified = StepValues | QuestionValues | RowValues | OptionValues | RuleValues


def make_hint_link_id(link_id: str) -> str:
    """Return the linkId of a question's hint, which FHIR has as an item of its own."""
    return f"{link_id}-hint"


def fill_missing_identifiers(blueprint: Blueprint, retired: Iterable[str] = ()) -> Blueprint:
    """Return the blueprint with a key for each step, question, option and rule that had none.

    No new key is in use already, or among the `retired`.
    """
    steps, rules = copy.deepcopy(list(blueprint.steps)), copy.deepcopy(list(blueprint.rules))
    for step in iter_entries(steps):
        for question in iter_entries(step["questions"]):
            options = iter_entries(question.get("options"))
            fill_identifiers([(option, option["text"]) for option in options], set())
    taken = {identifier for key in retired for identifier in (key, make_hint_link_id(key))}
    fill_identifiers([(item, item.get("text") or "") for item in iter_items(steps)], taken)
    fill_identifiers([(rule, rule["reason"]) for rule in iter_entries(rules)], set())
    return replace(blueprint, steps=steps, rules=rules)


def iter_items(steps: Sequence[Block[StepValues]]) -> Iterator[StepValues | QuestionValues | RowValues]:
    """Yield the values of everything in the steps that has a linkId: the steps, then their questions and rows."""
    yield from iter_entries(steps)
    for step in iter_entries(steps):
        for question in step["questions"]:
            if question["type"] == "rows":
                yield from iter_entries(question["value"]["rows"])
            else:
                yield question["value"]


def fill_identifiers(values: Sequence[tuple[Identified, str]], taken: set[str]) -> None:
    """Give each of the values that has no key one that is made from the words beside it."""
    kept = [value["key"] for value, _words in values if value.get("key")]
    taken = {*taken, *kept, *map(make_hint_link_id, kept)}
    for value, words in values:
        if not value.get("key"):
            value["key"] = make_identifier(words, taken)
            taken |= {value["key"], make_hint_link_id(value["key"])}


def make_identifier(words: str, taken: set[str]) -> str:
    """Return a key such as `how-old-are-you`, with a number behind it if that is taken."""
    stem = slugify(words.replace("_", "-"))[:MAX_IDENTIFIER_LENGTH].strip("-") or "item"
    return next(key for key in iter_numbered_names(stem) if key not in taken)


def list_identifiers(blueprint: Blueprint) -> list[str]:
    """Return the keys of its steps and questions that are filled in."""
    return [item["key"] for item in iter_items(blueprint.steps) if item["key"]]


def get_identifier_meanings(definition: Definition) -> dict[str, str]:
    """Return, by key, what it stands for: a step, or a question that is answered in some way."""
    found = {step.link_id: "step" for step in definition.steps}
    for question in definition.questions():
        found[question.link_id] = (
            "text" if question.kind in TEXT_KINDS else "number" if question.kind in NUMBER_KINDS else question.kind
        )
    return found
