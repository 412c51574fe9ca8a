"""Small blueprints, as staff build them in the admin."""

from typing import Any

from intake.blueprints.blueprint import Blueprint, make_block, make_item_list
from intake.engine.json_object import Json

NO_CONDITION: Json = {"match": "all", "comparisons": []}


def question(kind: str, text: str, **values: Any) -> Json:
    common: Json = {
        "text": text,
        "hint": "",
        "required": False,
        "key": "",
        "short_text": "",
        "is_scope_fact": False,
        "codes": [],
        "feeds": [],
        "condition": NO_CONDITION,
    }
    return make_block(kind, common | values, text)


def one_of(text: str, *options: str, **values: Any) -> Json:
    offered = [{"text": option, "hint": "", "value": None, "key": "", "system": ""} for option in options]
    return question("one_of", text, **{"options": make_item_list(offered, text), "unknown": "", **values})


def yes_no(text: str, **values: Any) -> Json:
    return question("yes_no", text, **{"unknown": "", **values})


def short_text(text: str, **values: Any) -> Json:
    return question("short_text", text, **{"max_length": None, **values})


def step(text: str, *questions: Json, **values: Any) -> Json:
    given = {"text": text, "questions": list(questions), "key": "", "condition": NO_CONDITION, **values}
    return make_block("step", given, text)


def when(key: str, answer: str, operator: str = "=") -> Json:
    return {"match": "all", "comparisons": make_item_list([{"question": key, "operator": operator, "answer": answer}])}


def rule(reason: str, key: str, answer: str, outcome: str, **values: Any) -> Json:
    fires = make_block("answer", {"question": key, "operator": "=", "answer": answer}, reason)
    common = {
        "match": "all",
        "conditions": [fires],
        "outcome": outcome,
        "urgent": False,
        "reason": reason,
        "source": "a test",
        "notice_title": "",
        "notice_text": "",
        "key": "",
    }
    return make_block("rule", common | values, reason)


def case(name: str, outcome: str, *, urgent: bool = False, **answers: str) -> Json:
    given = [{"question": key, "answer": answer} for key, answer in answers.items()]
    return make_block(
        "case", {"name": name, "answers": make_item_list(given), "outcome": outcome, "urgent": urgent}, name
    )


def plan(*steps: Json, **members: Any) -> Blueprint:
    return Blueprint(**{"slug": "pain", "title": "Your pain", "language": "en", "steps": list(steps), **members})


def make_circular_plan() -> Blueprint:
    """Return a blueprint of two questions that wait for each other."""
    one, other = yes_no("One", condition=when("other", "yes")), yes_no("Other", condition=when("one", "yes"))
    return plan(step("You", one, other))


AGE = one_of("How old are you?", "Under 18", "18 or over", required=True, is_scope_fact=True)
SMALL = plan(
    step("You", AGE),
    step("Your pain", yes_no("Does it hurt?"), short_text("Where?", condition=when("does-it-hurt", "yes"))),
)
