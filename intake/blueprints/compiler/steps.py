"""Compiles steps to FHIR groups, and what they ask to items and consents."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from intake.blueprints.block_values import Block, ConditionValues, QuestionValues, StepValues
from intake.blueprints.blueprint import iter_entries
from intake.blueprints.compiler.block_paths import BlockPath, BlockPaths
from intake.blueprints.compiler.conditions import build_enable_when
from intake.blueprints.compiler.items import ITEM_BUILDERS, build_consent_terms, build_row_item
from intake.engine.json_object import Json


@dataclass
class CompiledSteps:
    groups: list[Json] = field(default_factory=list)
    items: dict[str, Json] = field(default_factory=dict)  # the questions, by linkId
    consents: list[Json] = field(default_factory=list)


def compile_steps(steps: Sequence[Block[StepValues]], paths: BlockPaths) -> CompiledSteps:
    """Return the groups, with the conditions of everything in them, and the consents that they ask for."""
    compiled = CompiledSteps()
    conditions: list[tuple[Json, ConditionValues | None]] = []
    for position, step in enumerate(iter_entries(steps)):
        path, block = f"questionnaire.item[{position}]", ("steps", position)
        paths.add(path, block, linkId="key", text="text", enableWhen="condition")
        group: Json = {"linkId": step["key"], "text": step["text"], "type": "group", "item": []}
        conditions.append((group, step["condition"]))
        for number, question in enumerate(step["questions"]):
            question_block = (*block, "questions", number)
            for item, item_block in compile_question(question, question_block, compiled.consents, paths):
                item_path = f"{path}.item[{len(group['item'])}]"
                paths.add(item_path, item_block, linkId="key", text="text")
                paths.add(f"{item_path}.enableWhen", (*question_block, "condition"))
                add_option_paths(item_path, question_block, question["value"], paths)
                group["item"].append(item)
                conditions.append((item, question["value"].get("condition")))
                compiled.items[item["linkId"]] = item
        compiled.groups.append(group)
    # Only now is every question known that a condition can point at.
    for item, condition in conditions:
        item.update(build_enable_when(condition, compiled.items))
    return compiled


def compile_question(
    question: Block[QuestionValues], block: BlockPath, consents: list[Json], paths: BlockPaths
) -> Iterator[tuple[Json, BlockPath]]:
    """Yield the items that a block becomes, each with the block it comes from: one for each of its rows, else one.

    The terms of a consent are added to `consents`.
    """
    values = question["value"]
    if question["type"] == "rows":
        for position, row in enumerate(iter_entries(values["rows"])):
            yield build_row_item(row, values), (*block, "rows", position)
        return
    if question["type"] == "consent":
        paths.add(f"consents[{len(consents)}]", block)
        consents.append(build_consent_terms(values))
    yield ITEM_BUILDERS[question["type"]](values), block


def add_option_paths(item_path: str, block: BlockPath, values: QuestionValues, paths: BlockPaths) -> None:
    field_name = "areas" if "areas" in values else "options"
    count = len(values["areas"] if "areas" in values else values.get("options", ()))
    paths.add(f"{item_path}.answerOption", (*block, field_name))
    for position in range(count):
        paths.add(f"{item_path}.answerOption[{position}]", (*block, field_name, position))
