"""One question of another program as one of ours: its type, its options, its limits. Knows nothing of its place."""

from collections.abc import Sequence

from intake.blueprints import max_lengths
from intake.engine import fhir_extensions, questionnaire_items
from intake.fhir.conversion.converted_question import ConvertedQuestion
from intake.fhir.conversion.extensions import QuestionExtensions
from intake.fhir.conversion.item_types import Coding
from intake.fhir.conversion.options import FoundOption, add_options, find_options
from intake.fhir.conversion.report import ItemRefused
from intake.fhir.conversion.text import is_text, to_single_line
from intake.fhir.item_tree import Node
from intake.fhir.value_sets import ValueSets
from intake.fhir.vocabulary.elements import ELEMENTS, QUESTION_LEVEL
from intake.fhir.vocabulary.handling import Handling

SAME_TYPES = ("boolean", "decimal", "integer", "date", "string", "text", "choice")
# R4's type -> ours, and what is lost.
NEAR_TYPES = {
    "dateTime": ("date", "only the date is asked, not the time"),
    "time": ("string", "the time is asked as text"),
    "url": ("string", "the URL is asked as text"),
    "quantity": ("decimal", "the number is asked in one unit"),
    "open-choice": ("choice", "only the options can be chosen, and no free text entered"),
}
TEXT_TYPES = {"string", "text"}


def convert_question(node: Node, value_sets: ValueSets) -> ConvertedQuestion:
    """Return the question without its linkId, text and condition. Raises ItemRefused if it cannot be asked here."""
    if node.type not in SAME_TYPES and node.type not in NEAR_TYPES:
        raise ItemRefused(f"{node.path}.type", f"`{node.type}` cannot be asked here")
    options = find_options(node, value_sets)
    question = ConvertedQuestion(choose_type(node, options))
    if question.type != node.type:
        reason = f"`{node.type}` was changed to `{question.type}`: {explain_type_change(node, question, options)}"
        question.change(f"{node.path}.type", reason)
    if options is not None:
        add_options(question, node, options)
    elif question.type == "choice":
        question.members["answerValueSet"] = fhir_extensions.COUNTRY_VALUE_SET
    add_repeats(question, node)
    add_max_length(question, node)
    add_codes(question, node)
    QuestionExtensions(question, node).add()
    report_left_out_members(question, node)
    return question


def choose_type(node: Node, options: Sequence[FoundOption] | None) -> str:
    if options is not None:
        return "choice"
    if node.type == "open-choice":
        return "choice" if node.text("answerValueSet") else "string"
    return NEAR_TYPES[node.type][0] if node.type in NEAR_TYPES else node.type


def explain_type_change(node: Node, question: ConvertedQuestion, options: Sequence[FoundOption] | None) -> str:
    if node.type == "open-choice" and question.type == "string":
        return "it has no options, so it is answered with text"
    if options is not None and node.type != "open-choice":
        return "its possible answers were made options"
    return NEAR_TYPES[node.type][1]


def add_repeats(question: ConvertedQuestion, node: Node) -> None:
    """Let several options be chosen. Raises ItemRefused for several answers of any other kind."""
    if not node.members.get("repeats"):
        return
    if question.type != "choice" or "answerOption" not in question.members:
        raise ItemRefused(f"{node.path}.repeats", "can have several answers, but is asked only once here")
    question.members["repeats"] = True


def add_max_length(question: ConvertedQuestion, node: Node) -> None:
    length = node.members.get("maxLength")
    if length is None:
        return
    path, longest = f"{node.path}.maxLength", questionnaire_items.TEXT_LENGTH
    if question.type not in TEXT_TYPES or length < 1:
        question.change(path, "left out: only a text question can have a maximum length")
        return
    question.members["maxLength"] = min(length, longest)
    if length > longest:
        question.change(path, f"was changed to {longest}, the greatest length here")


def add_codes(question: ConvertedQuestion, node: Node) -> None:
    """Add the codes that say in other systems what is asked."""
    codes: list[Coding] = []
    for path, coding in node.objects("code"):
        system, code, display = coding.get("system"), coding.get("code"), coding.get("display")
        if not is_text(system) or not is_text(code):
            question.change(path, "left out: a code needs its system")
            continue
        members: Coding = {"system": system, "code": code}
        if is_text(display):
            members["display"] = to_single_line(display)
        if is_valid_code(members):
            codes.append(members)
        else:
            question.change(path, "left out: not a valid FHIR code")
    if codes:
        question.members["code"] = codes


def is_valid_code(coding: Coding) -> bool:
    """Tell whether code and system are written as FHIR writes them, and fit the builder's fields."""
    return (
        bool(questionnaire_items.CODE.fullmatch(coding["code"]))
        and bool(questionnaire_items.URI.fullmatch(coding["system"]))
        and len(coding["code"]) <= max_lengths.CODE_LENGTH
        and len(coding.get("display", "")) <= max_lengths.LINE_LENGTH
    )


def report_left_out_members(question: ConvertedQuestion, node: Node) -> None:
    for member in node.members:
        if ELEMENTS[QUESTION_LEVEL].get(member) is not Handling.CARRIED and member.removeprefix("_") != "id":
            question.change(f"{node.path}.{member}", "left out")
    if "answerValueSet" in node.members and "answerOption" in question.members:
        question.change(f"{node.path}.answerValueSet", "its codes were made options")
