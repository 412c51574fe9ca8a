"""A plain interpreter of FHIR questionnaires, which shares no line with the engine."""

from collections.abc import Callable
from typing import Any

from tests.intake.random_questionnaires import Json, is_answerable


def interpreted(definition: Json, said: Json) -> tuple[list[str], Json]:
    """Return the asked steps and the counted answers, by reading the resource from top to bottom."""
    asked, counted = [], {}
    for step in definition["questionnaire"]["item"]:
        if not is_enabled(step, counted):
            continue
        questions = []
        for question in step["item"]:
            if is_enabled(question, counted):
                questions.append(question)
                if said.get(question["linkId"]) is not None:
                    counted[question["linkId"]] = said[question["linkId"]]
        if questions:
            asked.append(step["linkId"])
    return asked, counted


def is_enabled(item: Json, counted: Json) -> bool:
    verdicts = [is_true(when, counted.get(when["question"])) for when in item.get("enableWhen", [])]
    if not verdicts:
        return True
    return any(verdicts) if item["enableBehavior"] == "any" else all(verdicts)


OPERATORS: dict[str, Callable[[list[Any], Any], bool]] = {
    "exists": lambda values, expected: bool(values) is expected,
    "=": lambda values, expected: expected in values,
    "!=": lambda values, expected: expected not in values,
    ">": lambda values, expected: any(value > expected for value in values),
    "<": lambda values, expected: any(value < expected for value in values),
    ">=": lambda values, expected: any(value >= expected for value in values),
    "<=": lambda values, expected: any(value <= expected for value in values),
}


def is_true(when: Json, answer: Any) -> bool:
    values = answer if isinstance(answer, list) else [] if answer is None else [answer]
    if when["question"].startswith("number."):
        values = [float(value) for value in values]  # none of them has more digits than a float
    (expected,) = [value for name, value in when.items() if name.startswith("answer")]
    return OPERATORS[when["operator"]](values, expected["code"] if isinstance(expected, dict) else expected)


def reaches(definition: Json, said: Json, name: str) -> bool:
    """Return whether this step is asked and every required question before it is answered."""
    asked, counted = interpreted(definition, said)
    if name not in asked:
        return False
    before = {
        question["linkId"]: counted.get(question["linkId"])
        for step in definition["questionnaire"]["item"]
        if step["linkId"] in asked[: asked.index(name)]
        for question in questions_asked(definition, said, step["linkId"])
        if question["required"]
    }
    return None not in before.values()


def questions_asked(definition: Json, said: Json, name: str) -> list[Json]:
    """Return the asked questions of a step."""
    asked, counted = interpreted(definition, said)
    if name not in asked:
        return []
    [step] = [step for step in definition["questionnaire"]["item"] if step["linkId"] == name]
    return [
        question
        for question in step["item"]
        if is_answerable(question) and is_enabled(question, counted_before(definition, counted, question))
    ]


def counted_before(definition: Json, counted: Json, question: Json) -> Json:
    """Return the counted answers to earlier questions."""
    order = [item["linkId"] for step in definition["questionnaire"]["item"] for item in step["item"]]
    return {name: answer for name, answer in counted.items() if order.index(name) < order.index(question["linkId"])}
