"""Blocks of eligibility rules and of test cases."""

from intake.blueprints import answer_text
from intake.blueprints.block_values import Block, CaseAnswerValues, CaseValues, PartValues, RuleValues
from intake.blueprints.blueprint import make_block, make_item_list
from intake.blueprints.decompiler.conditions import build_operator_and_answer, format_subject
from intake.engine.conditions import AllOf, AnswerTo, AnyOf, Comparison, Condition, Not
from intake.engine.eligibility import Case, Rule
from intake.engine.json_object import DefinitionError


def build_rule_block(position: int, rule: Rule) -> Block[RuleValues]:
    path = f"rules[{position}].if"
    match, parts = split_condition(rule.condition)
    values: RuleValues = {
        "match": match,
        "conditions": [build_part_block(part, path, (position, number)) for number, part in enumerate(parts)],
        "outcome": rule.outcome,
        "urgent": rule.urgent,
        "reason": rule.reason,
        "source": rule.source,
        "notice_title": rule.advice.title if rule.advice else "",
        "notice_text": "\n\n".join(rule.advice.paragraphs) if rule.advice else "",
        "key": rule.id,
    }
    return make_block("rule", values, position)


def split_condition(condition: Condition) -> tuple[str, tuple[Condition, ...]]:
    """Return `all`, `any` or `none`, and the conditions of which so many must hold."""
    if isinstance(condition, AllOf | AnyOf):
        return ("any" if isinstance(condition, AnyOf) else "all"), condition.parts
    if isinstance(condition, Not):
        inner = condition.part
        return "none", inner.parts if isinstance(inner, AnyOf) and len(inner.parts) > 1 else (inner,)
    return "all", (condition,)


def build_part_block(
    part: Condition, path: str, position: tuple[int, ...], *, can_be_group: bool = True
) -> Block[PartValues]:
    """Return the block of a part of a rule's condition.

    Raises DefinitionError, at `path`, for a group inside a group: the builder shows one level.
    """
    if isinstance(part, Comparison):
        block_type = "answer" if isinstance(part.subject, AnswerTo) else "score"
        return make_block(block_type, build_comparison_values(part), "rule", *position)
    if not can_be_group:
        raise DefinitionError(path, "is nested more deeply than the builder can show")
    match, parts = split_condition(part)
    conditions = [
        build_part_block(inner, path, (*position, number), can_be_group=False) for number, inner in enumerate(parts)
    ]
    group: PartValues = {"match": match, "conditions": conditions}
    return make_block("group", group, "rule", *position)


def build_comparison_values(comparison: Comparison) -> PartValues:
    if isinstance(comparison.subject, AnswerTo):
        return {"question": comparison.subject.question, **build_operator_and_answer(comparison)}
    return {"value": format_subject(comparison.subject), **build_operator_and_answer(comparison)}


def build_case_block(position: int, case: Case) -> Block[CaseValues]:
    answers: list[CaseAnswerValues] = [
        {"question": link_id, "answer": answer_text.unparse_answer(answer)} for link_id, answer in case.answers.items()
    ]
    values: CaseValues = {
        "name": case.name,
        "answers": make_item_list(answers, "case", position),
        "outcome": case.outcome,
        "urgent": case.urgent,
    }
    return make_block("case", values, position)
