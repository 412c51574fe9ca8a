"""Parts of a definition that the engine would ignore: it reads what it knows, and nothing else.

A misspelt `urgnet` or `enablewhen`, a condition in another language, a value that is there twice: its author meant
something by it. A file that comes in is checked for such parts; a version that was published before is read as it is.
"""

from collections.abc import Container, Iterator, Mapping
from itertools import chain

from intake.engine import fhir_extensions
from intake.engine.json_object import Json
from intake.fhir import item_tree
from intake.fhir.conversion.extensions import EXTENSION_HANDLERS
from intake.fhir.exclusions import Exclusion, find_exclusions, find_head_exclusions, get_item_level
from intake.fhir.extensions import is_redundant_extension
from intake.fhir.item_tree import Node, list_objects
from intake.fhir.paths import join_path
from intake.fhir.vocabulary.elements import CONDITION_PART, ELEMENTS, OPTION_PART, ROOT_LEVEL
from intake.fhir.vocabulary.extensions import explain_refusal

DEFINITION_MEMBERS = ("questionnaire", "scores", "rules", "consents", "cases")
RULE_MEMBERS = ("id", "if", "outcome", "urgent", "reason", "source", "notice")
ADVICE_MEMBERS = ("title", "paragraphs")
CONSENT_MEMBERS = ("purpose", "linkId", "required", "wording", "controller", "data", "use")
CASE_MEMBERS = ("name", "answers", "outcome", "urgent")
# The forms of a condition of a rule, by the member that tells them apart, each with the members that it may have.
CONDITION_MEMBERS = {
    "all": ("all",),
    "any": ("any",),
    "not": ("not",),
    "score": ("score", "value", "operator", "answer"),
    "question": ("question", "operator", "answer"),
}

OWN_EXTENSIONS = {
    url for url in vars(fhir_extensions).values() if isinstance(url, str) and url.startswith(fhir_extensions.BASE)
}
REPEATABLE_EXTENSIONS = {fhir_extensions.SCORE_INPUT, fhir_extensions.END_LABEL}


def find_ignored_in_definition(definition: Json) -> Iterator[Exclusion]:
    """Yield each path that would be ignored, with the reason. Never raises, whatever JSON data it is given."""
    yield from find_unknown_members(definition, DEFINITION_MEMBERS, "")
    questionnaire = definition.get("questionnaire")
    if isinstance(questionnaire, dict):
        for path, reason in find_ignored_in_questionnaire(questionnaire):
            yield f"questionnaire.{path}", reason
    yield from find_ignored_in_rules(definition)


def find_ignored_in_questionnaire(resource: Json) -> Iterator[Exclusion]:
    """Yield what would be ignored of a FHIR Questionnaire; the paths lead from the resource down."""
    yield from find_unknown_members(resource, ELEMENTS[ROOT_LEVEL], "")
    yield from find_head_exclusions(resource)
    nodes = list(item_tree.build_item_tree(resource).nodes())
    yield from find_system_mismatches(nodes)
    for node in nodes:
        yield from find_exclusions(node)
        yield from find_unknown_members(node.members, ELEMENTS[get_item_level(node)], node.path)
        for part in (CONDITION_PART, OPTION_PART):
            for path, members in node.objects(part):
                yield from find_unknown_members(members, ELEMENTS[part], path)
        yield from find_ignored_extensions(node)
        yield from find_repeated_extensions(node)


def find_system_mismatches(nodes: list[Node]) -> Iterator[Exclusion]:
    """Yield the conditions on a code of another system than the option has: by the code alone they would hold."""
    offered = {
        (node.link_id, coding.get("code")): coding.get("system")
        for node in nodes
        for _, option in node.objects(OPTION_PART)
        if isinstance(coding := option.get("valueCoding"), dict) and isinstance(coding.get("code"), str)
    }
    for node in nodes:
        for path, when in node.objects(CONDITION_PART):
            coding, question = when.get("answerCoding"), when.get("question")
            if not isinstance(coding, dict) or not isinstance(question, str) or not isinstance(coding.get("code"), str):
                continue
            system, compared = offered.get((question, coding["code"])), coding.get("system")
            if system and compared and system != compared:
                yield f"{path}.answerCoding.system", "differs from that of the option"


def find_ignored_extensions(node: Node) -> Iterator[Exclusion]:
    """Yield the extensions that decide who is asked what in a way that is not read here, and those misspelt of ours."""
    for path, extension in iter_item_extensions(node):
        url, reason = extension.get("url"), explain_refusal(extension)
        if (
            reason
            and url not in {*EXTENSION_HANDLERS, fhir_extensions.EXCLUSIVE}
            and not is_redundant_extension(extension)
        ):
            yield path, reason
        elif isinstance(url, str) and url.startswith(fhir_extensions.BASE) and url not in OWN_EXTENSIONS:
            yield path, f"{url!r:.120} is not one of this site's extensions"


def find_repeated_extensions(node: Node) -> Iterator[Exclusion]:
    """Yield each extension that is in one place twice: only the first would count."""
    own = node.objects("extension")
    for found in (own, *(list(iter_option_extensions(path, option)) for path, option in node.objects(OPTION_PART))):
        seen: set[str] = set()
        for path, extension in found:
            url = extension.get("url")
            if not isinstance(url, str) or url in REPEATABLE_EXTENSIONS:
                continue
            if url in seen:
                yield path, "is there twice"
            seen.add(url)


def iter_item_extensions(node: Node) -> Iterator[tuple[str, Json]]:
    """Yield the extensions of an item and of its options, each with its path."""
    yield from node.objects("extension")
    for path, option in node.objects(OPTION_PART):
        yield from iter_option_extensions(path, option)


def iter_option_extensions(path: str, option: Json) -> Iterator[tuple[str, Json]]:
    yield from list_objects(option, "extension", path)
    if isinstance(coding := option.get("valueCoding"), dict):
        yield from list_objects(coding, "extension", f"{path}.valueCoding")


def find_ignored_in_rules(definition: Json) -> Iterator[Exclusion]:
    """Yield what would be ignored of the rules, consents and test cases of a definition."""
    for path, rule in list_objects(definition, "rules"):
        yield from find_unknown_members(rule, RULE_MEMBERS, path)
        yield from find_unknown_condition_members(rule.get("if"), f"{path}.if")
        if isinstance(notice := rule.get("notice"), dict):
            yield from find_unknown_members(notice, ADVICE_MEMBERS, f"{path}.notice")
    for name, known in (("consents", CONSENT_MEMBERS), ("cases", CASE_MEMBERS)):
        yield from chain.from_iterable(
            find_unknown_members(each, known, path) for path, each in list_objects(definition, name)
        )


def find_unknown_condition_members(condition: object, path: str) -> Iterator[Exclusion]:
    """Yield the unknown members of a rule's condition and of all conditions inside it."""
    ahead = [(path, condition)]
    while ahead:
        path, condition = ahead.pop()
        if not isinstance(condition, dict):
            continue
        form = next((member for member in CONDITION_MEMBERS if member in condition), "")
        if form:
            yield from find_unknown_members(condition, CONDITION_MEMBERS[form], path)
            ahead += list_objects(condition, form, path)
            ahead.append((f"{path}.{form}", condition[form]))


def find_unknown_members(members: Mapping[str, object], known: Container[str], path: str) -> Iterator[Exclusion]:
    """Yield the members that are not known; `_text` belongs to `text`."""
    for member in members:
        if member not in known and not (member.startswith("_") and member[1:] in known):
            yield join_path(path, member), "is not supported here and would have no effect"
