"""Blocks of steps, and the blocks of rows into which questions with the same options go."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from intake.blueprints.block_values import Block, QuestionValues, RowValues, StepValues
from intake.blueprints.blueprint import make_block, make_item_list
from intake.blueprints.decompiler.conditions import build_condition_values
from intake.blueprints.decompiler.options import is_yes_no_choice, split_unsure_option
from intake.blueprints.decompiler.questions import build_code_list, build_feed_list, build_question_block
from intake.engine.json_object import Json
from intake.engine.questions import Kind, Question, Step

MIN_ROWS = 2


def build_step_block(step: Step, group: Json) -> Block[StepValues]:
    """Return the block of a step; `group` is the FHIR item that it was read from."""
    values: StepValues = {
        "text": step.title,
        "questions": list(build_question_blocks(step, group["item"])),
        "key": step.link_id,
        "condition": build_condition_values(step.condition, step.link_id),
    }
    return make_block("step", values, step.link_id)


def build_question_blocks(step: Step, items: Sequence[Json]) -> Iterator[Block[QuestionValues]]:
    """Yield a block for each question, and one for each run of questions that differ in nothing but their words."""
    pairs = zip(step.questions, items, strict=True)
    for shared, together in groupby(pairs, key=lambda pair: get_row_group(*pair)):
        run = list(together)
        if shared is not None and len(run) >= MIN_ROWS:
            yield build_rows_block([question for question, _item in run], run[0][1])
        else:
            yield from (build_question_block(question, item) for question, item in run)


def get_row_group(question: Question, item: Json) -> tuple[object, ...] | None:
    """Return a key that is equal for questions that can be rows of one block; None for those that cannot be rows."""
    if question.kind is not Kind.ONE_OF or question.hint or question.is_scope_fact or is_yes_no_choice(question):
        return None
    options = tuple(
        (repr(sorted(option["valueCoding"].items(), key=repr)), repr(option.get("extension")))
        for option in item["answerOption"]
    )
    return (options, question.required, question.condition)


def build_rows_block(questions: Sequence[Question], first_item: Json) -> Block[QuestionValues]:
    first = questions[0]
    options, unknown = split_unsure_option(first, first_item)
    rows: list[RowValues] = [
        {
            "text": question.text,
            "short_text": question.short_text,
            "key": question.link_id,
            "feeds": build_feed_list(question),
            "codes": build_code_list(question),
        }
        for question in questions
    ]
    values: QuestionValues = {
        "rows": make_item_list(rows, first.link_id, "rows"),
        "options": options,
        "unknown": unknown,
        "required": first.required,
        "condition": build_condition_values(first.condition, first.link_id),
    }
    return make_block("rows", values, first.link_id)
