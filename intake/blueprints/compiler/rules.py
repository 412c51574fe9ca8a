"""Compiles eligibility rules and test cases."""

import re
from collections.abc import Sequence

from intake.blueprints import answer_text
from intake.blueprints.block_values import Block, CaseValues, PartValues, RuleValues
from intake.blueprints.blueprint import ANSWERED, UNANSWERED, iter_entries
from intake.blueprints.compiler.block_paths import BlockPaths
from intake.blueprints.compiler.conditions import Items, get_item_kind
from intake.engine.conditions import Scalar
from intake.engine.json_object import Json
from intake.engine.questions import Kind

PARAGRAPH_BREAK = re.compile(r"\s*\n\s*\n\s*")


def compile_rules(rules: Sequence[Block[RuleValues]], items: Items, paths: BlockPaths) -> list[Json]:
    for position, _rule in enumerate(rules):
        path, block = f"rules[{position}]", ("rules", position)
        paths.add(path, block, id="key", outcome="outcome", reason="reason", source="source", notice="notice_title")
        paths.add(f"{path}.if", (*block, "conditions"))
    return [build_rule(rule, items) for rule in iter_entries(rules)]


def build_rule(rule: RuleValues, items: Items) -> Json:
    compiled: Json = {
        "id": rule["key"],
        "if": build_rule_condition(rule["match"], rule["conditions"], items),
        "outcome": rule["outcome"],
        "urgent": rule["urgent"],
        "reason": rule["reason"],
        "source": rule["source"],
    }
    if rule["notice_title"] or rule["notice_text"]:
        paragraphs = [part for part in PARAGRAPH_BREAK.split(rule["notice_text"].strip()) if part]
        compiled["notice"] = {"title": rule["notice_title"], "paragraphs": paragraphs}
    return compiled


def build_rule_condition(match: str, parts: Sequence[Block[PartValues]], items: Items) -> Json:
    """Return `{"all": [...]}`, `{"any": [...]}` or `{"not": ...}`; of a single part, the part itself."""
    nodes = [build_part(part, items) for part in parts]
    if match == "none":
        return {"not": nodes[0] if len(nodes) == 1 else {"any": nodes}}
    return nodes[0] if len(nodes) == 1 else {match: nodes}


def build_part(part: Block[PartValues], items: Items) -> Json:
    """Return a comparison of an answer or of a score, or the condition of a group."""
    values = part["value"]
    if part["type"] == "group":
        return build_rule_condition(values["match"], values["conditions"], items)
    operator, text = values["operator"], values["answer"] or ""
    if part["type"] == "score":
        score, _dot, name = values["value"].partition(".")
        subject = {"score": score, "value": name}
        number = answer_text.parse_number(text)
        answer: Scalar | list[str] = text.strip() if number is None else number
    else:
        subject = {"question": values["question"]}
        kind = get_item_kind(items.get(values["question"]))
        # A condition compares with one option, also where several can be chosen.
        answer = answer_text.parse_answer(text, Kind.ONE_OF if kind is Kind.MANY_OF else kind)
    if operator in {ANSWERED, UNANSWERED}:
        return {**subject, "operator": "exists", "answer": operator == ANSWERED}
    return {**subject, "operator": operator, "answer": answer}


def compile_cases(cases: Sequence[Block[CaseValues]], items: Items, paths: BlockPaths) -> list[Json]:
    compiled = []
    for position, case in enumerate(iter_entries(cases)):
        path, block = f"cases[{position}]", ("cases", position)
        paths.add(path, block, name="name", outcome="outcome")
        answers: Json = {}
        for number, answer in enumerate(iter_entries(case["answers"])):
            link_id = answer["question"]
            paths.add(f"{path}.answers.{link_id}", (*block, "answers", number))
            answers[link_id] = answer_text.parse_answer(answer["answer"], get_item_kind(items.get(link_id)))
        compiled.append(
            {"name": case["name"], "answers": answers, "outcome": case["outcome"], "urgent": case["urgent"]}
        )
    return compiled
