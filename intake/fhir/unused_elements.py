"""What a definition says that nobody would be asked or sorted by: the engine reads what it knows, and nothing else.

A misspelt `urgnet` or `enablewhen`, a condition of another language, a value that stands twice: whoever wrote it meant
something by it. What was published before is read as it is, so this is asked where a file comes in.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from intake.engine import questionnaire_items
from intake.fhir import item_tree, question_converter
from intake.fhir.exclusions import Exclusion, find_exclusions, find_head_exclusions, level_of, says_nothing_new
from intake.fhir.item_tree import Node, objects
from intake.fhir.validation import joined
from intake.fhir.vocabulary import CONDITION, ELEMENTS, OPTION, ROOT, decides

Json = dict[str, Any]

DEFINITION = ("questionnaire", "scores", "rules", "consents", "cases")
RULE = ("id", "if", "outcome", "urgent", "reason", "source", "notice")
NOTICE = ("title", "paragraphs")
CONSENT = ("purpose", "linkId", "required", "wording", "controller", "data", "use")
CASE = ("name", "answers", "outcome", "urgent")
# The ways to say a condition of a rule, by the member that tells which it is.
CONDITIONS = {
    "all": ("all",),
    "any": ("any",),
    "not": ("not",),
    "score": ("score", "value", "operator", "answer"),
    "question": ("question", "operator", "answer"),
}

OURS = {
    url
    for url in vars(questionnaire_items).values()
    if isinstance(url, str) and url.startswith(questionnaire_items.BASE)
}
SEVERAL_TIMES = {questionnaire_items.SCORE_INPUT, questionnaire_items.END_LABEL}


def find_in_definition(definition: Json) -> Iterator[Exclusion]:
    """Each place in it that would be passed over, with the reason. Never raises, whatever JSON data it is given."""
    yield from unknown_members(definition, DEFINITION, "")
    questionnaire = definition.get("questionnaire")
    if isinstance(questionnaire, dict):
        for path, reason in find_in_questionnaire(questionnaire):
            yield f"questionnaire.{path}", reason
    yield from find_in_rules(definition)


# --- The questionnaire -----------------------------------------------------------------------------------------------


def find_in_questionnaire(resource: Json) -> Iterator[Exclusion]:
    yield from unknown_members(resource, ELEMENTS[ROOT], "")
    yield from find_head_exclusions(resource)
    nodes = list(item_tree.read(resource).nodes())
    yield from compared_in_another_system(nodes)
    for node in nodes:
        yield from find_exclusions(node)
        yield from unknown_members(node.members, ELEMENTS[level_of(node)], node.path)
        for part in (CONDITION, OPTION):
            for path, members in node.objects(part):
                yield from unknown_members(members, ELEMENTS[part], path)
        yield from extensions_passed_over(node)
        yield from said_twice(node)


def compared_in_another_system(nodes: list[Node]) -> Iterator[Exclusion]:
    """Conditions on a code of one system where that of another is offered: by the code alone they would hold."""
    offered = {
        (node.link_id, coding.get("code")): coding.get("system")
        for node in nodes
        for _, option in node.objects(OPTION)
        if isinstance(coding := option.get("valueCoding"), dict) and isinstance(coding.get("code"), str)
    }
    for node in nodes:
        for path, when in node.objects(CONDITION):
            coding, question = when.get("answerCoding"), when.get("question")
            if not isinstance(coding, dict) or not isinstance(question, str) or not isinstance(coding.get("code"), str):
                continue
            system, compared = offered.get((question, coding["code"])), coding.get("system")
            if system and compared and system != compared:
                yield f"{path}.answerCoding.system", "is another than that of the option"


def extensions_passed_over(node: Node) -> Iterator[Exclusion]:
    for path, extension in bearers(node):
        url, reason = extension.get("url"), decides(extension)
        if (
            reason
            and url not in {*question_converter.KNOWN, questionnaire_items.EXCLUSIVE}
            and not says_nothing_new(extension)
        ):
            yield path, reason
        elif isinstance(url, str) and url.startswith(questionnaire_items.BASE) and url not in OURS:
            yield path, f"{url!r:.120} is none of our extensions"


def said_twice(node: Node) -> Iterator[Exclusion]:
    """Of an extension that stands twice, the first would count."""
    own = node.objects("extension")
    for found in (own, *(list(option_extensions(path, option)) for path, option in node.objects(OPTION))):
        seen: set[str] = set()
        for path, extension in found:
            url = extension.get("url")
            if not isinstance(url, str) or url in SEVERAL_TIMES:
                continue
            if url in seen:
                yield path, "stands here twice"
            seen.add(url)


def bearers(node: Node) -> Iterator[tuple[str, Json]]:
    """The extensions of an item and of its options, each with its path."""
    yield from node.objects("extension")
    for path, option in node.objects(OPTION):
        yield from option_extensions(path, option)


def option_extensions(path: str, option: Json) -> Iterator[tuple[str, Json]]:
    yield from objects(option, "extension", path)
    if isinstance(coding := option.get("valueCoding"), dict):
        yield from objects(coding, "extension", f"{path}.valueCoding")


# --- What stands beside it -------------------------------------------------------------------------------------------


def find_in_rules(definition: Json) -> Iterator[Exclusion]:
    for path, rule in objects(definition, "rules"):
        yield from unknown_members(rule, RULE, path)
        yield from unknown_in_condition(rule.get("if"), f"{path}.if")
        if isinstance(notice := rule.get("notice"), dict):
            yield from unknown_members(notice, NOTICE, f"{path}.notice")
    for name, known in (("consents", CONSENT), ("cases", CASE)):
        yield from chain.from_iterable(unknown_members(each, known, path) for path, each in objects(definition, name))


def unknown_in_condition(condition: Any, path: str) -> Iterator[Exclusion]:
    ahead = [(path, condition)]
    while ahead:
        here, condition = ahead.pop()
        if not isinstance(condition, dict):
            continue
        told = next((member for member in CONDITIONS if member in condition), "")
        if told:
            yield from unknown_members(condition, CONDITIONS[told], here)
            ahead += [(inner_path, inner) for inner_path, inner in objects(condition, told, here)]
            ahead.append((f"{here}.{told}", condition[told]))


def unknown_members(members: Mapping[str, Any], known: Any, path: str) -> Iterator[Exclusion]:
    for member in members:
        if member not in known and not (member.startswith("_") and member[1:] in known):
            yield joined(path, member), "is not known here, so nobody would heed it"
