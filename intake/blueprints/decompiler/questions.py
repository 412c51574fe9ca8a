"""The block of each kind of question, of an information text and of a consent."""

from collections.abc import Callable, Container
from typing import TypeVar

from intake.blueprints.block_values import Block, CodeValues, QuestionValues
from intake.blueprints.blueprint import make_block, make_item_list
from intake.blueprints.compiler.options import OWN_SYSTEM
from intake.blueprints.decompiler.conditions import build_condition_values
from intake.blueprints.decompiler.options import (
    build_area_list,
    build_option_list,
    build_region_list,
    is_complete_body_map,
    is_yes_no_choice,
    split_unsure_option,
)
from intake.engine import questionnaire_items
from intake.engine.json_object import Json
from intake.engine.questions import Consent, Kind, Question

T = TypeVar("T")

BuiltBlock = tuple[str, QuestionValues]  # the type of a block, and what only this type has

NO_NUMBER_BOUNDS = {-questionnaire_items.LARGEST_NUMBER, questionnaire_items.LARGEST_NUMBER}
NO_DATE_BOUNDS = {questionnaire_items.EARLIEST_DATE, questionnaire_items.LATEST_DATE}


def build_question_block(question: Question, item: Json) -> Block[QuestionValues]:
    """Return the block of a question; `item` is the FHIR item that it was read from."""
    if question.kind is Kind.INFORMATION:
        information: QuestionValues = {"text": question.text, **build_shared_values(question)}
        return make_block("information", information, question.link_id)
    if question.kind is Kind.CONSENT and question.consent:
        return make_block("consent", build_consent_values(question, question.consent), question.link_id)
    block_type, own_values = BLOCK_BUILDERS[question.kind](question, item)
    values: QuestionValues = {
        "text": question.text,
        "hint": question.hint,
        "short_text": question.short_text,
        "required": question.required,
        "codes": build_code_list(question),
        "is_scope_fact": question.is_scope_fact,
        "feeds": build_feed_list(question),
        **build_shared_values(question),
        **own_values,
    }
    return make_block(block_type, values, question.link_id)


def build_shared_values(question: Question) -> QuestionValues:
    return {"key": question.link_id, "condition": build_condition_values(question.condition, question.link_id)}


def build_code_list(question: Question) -> list[Block[CodeValues]]:
    codes: list[CodeValues] = [
        {"system": "" if code.system == OWN_SYSTEM else code.system, "code": code.code, "text": code.text}
        for code in question.codes
    ]
    return make_item_list(codes, question.link_id, "codes")


def build_feed_list(question: Question) -> list[Block[str]]:
    """Return the inputs of scores that its answer feeds."""
    return make_item_list(question.score_inputs, question.link_id, "feeds")


def build_consent_values(question: Question, consent: Consent) -> QuestionValues:
    return {
        "text": consent.wording,
        "short_text": question.short_text,
        "controller": consent.controller,
        "data": consent.data,
        "use": consent.use,
        "required": consent.required,
        "purpose": "" if consent.purpose == question.link_id else consent.purpose,
        **build_shared_values(question),
    }


def build_yes_no_block(question: Question, item: Json) -> BuiltBlock:
    return "yes_no", {"unknown": ""}


def build_one_of_block(question: Question, item: Json) -> BuiltBlock:
    if is_yes_no_choice(question):
        return "yes_no", {"unknown": question.choices[-1].text}
    options, unknown = split_unsure_option(question, item)
    return "one_of", {"options": options, "unknown": unknown}


def build_many_of_block(question: Question, item: Json) -> BuiltBlock:
    if not is_complete_body_map(question):
        return "many_of", {"options": build_option_list(question, item, question.choices)}
    return "body_map", {
        "areas": build_area_list(question),
        "regions": build_region_list(question),
        "none": question.choices[-1].text if question.choices[-1].exclusive else "",
    }


def build_number_block(question: Question, item: Json) -> BuiltBlock:
    return "number", {
        "unit": question.unit,
        "lowest": unless_in(NO_NUMBER_BOUNDS, question.bounds.lowest),
        "highest": unless_in(NO_NUMBER_BOUNDS, question.bounds.highest),
        "decimals": question.decimals,
    }


def build_rating_block(question: Question, item: Json) -> BuiltBlock:
    lowest_label, highest_label = question.end_labels
    return "rating", {
        "lowest": question.bounds.lowest,
        "highest": question.bounds.highest,
        "lowest_label": lowest_label,
        "highest_label": highest_label,
    }


def build_date_block(question: Question, item: Json) -> BuiltBlock:
    return "date", {
        "takes_part": question.accepts_partial_date,
        "is_past": question.is_past,
        "lowest": unless_in(NO_DATE_BOUNDS, question.bounds.lowest),
        "highest": unless_in(NO_DATE_BOUNDS, question.bounds.highest),
    }


def unless_in(defaults: Container[T], bound: T) -> T | None:
    """Return None for a bound that stands in for none, which the builder leaves empty."""
    return None if bound in defaults else bound


def build_text_block(question: Question, item: Json) -> BuiltBlock:
    return name_block_type(question.kind), {"max_length": item.get("maxLength")}


def build_plain_block(question: Question, item: Json) -> BuiltBlock:
    return name_block_type(question.kind), {}


def name_block_type(kind: Kind) -> str:
    return kind.replace("-", "_")


BLOCK_BUILDERS: dict[Kind, Callable[[Question, Json], BuiltBlock]] = {
    Kind.YES_NO: build_yes_no_block,
    Kind.ONE_OF: build_one_of_block,
    Kind.MANY_OF: build_many_of_block,
    Kind.WHOLE_NUMBER: build_number_block,
    Kind.NUMBER: build_number_block,
    Kind.RATING: build_rating_block,
    Kind.DATE: build_date_block,
    Kind.SHORT_TEXT: build_text_block,
    Kind.LONG_TEXT: build_text_block,
    Kind.NAME: build_plain_block,
    Kind.EMAIL: build_plain_block,
    Kind.PHONE: build_plain_block,
    Kind.COUNTRY: build_plain_block,
}
