"""Faults of one item, looked at by itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from intake.engine.json_object import Json
from intake.fhir import item_tree
from intake.fhir.item_tree import Node
from intake.fhir.paths import join_path
from intake.fhir.validation.faults import OPTION_RULE, STRUCTURE_RULE, TYPE_RULE, Fault
from intake.fhir.validation.shapes import ITEM_SHAPE, find_shape_faults, find_unstorable_text
from intake.fhir.validation.values import OPTION_VALUE_TESTS

ITEM_TYPES = (
    *("group", "display", "boolean", "decimal", "integer", "date", "dateTime", "time", "string", "text", "url"),
    *("choice", "open-choice", "attachment", "reference", "quantity"),
)
OPTION_TYPES = {*("choice", "open-choice", "decimal", "integer", "date", "dateTime", "time", "string", "quantity")}
LENGTH_TYPES = {"boolean", "decimal", "integer", "string", "text", "url", "open-choice"}


@dataclass(frozen=True)
class MemberRule:
    """A rule of the standard that a member of an item breaks if `is_broken(item, member)`."""

    rule: str
    member: str
    reason: str
    is_broken: Callable[[Node, str], bool]


def is_display_with(node: Node, member: str) -> bool:
    return node.type == "display" and member in node.members


def is_unasked_with(node: Node, member: str) -> bool:
    return node.type in {"group", "display"} and member in node.members


def is_empty_group(node: Node, member: str) -> bool:
    return node.type == "group" and not node.members.get(member)


def has_member_and_options(node: Node, member: str) -> bool:
    return member in node.members and "answerOption" in node.members


def cannot_have_options(node: Node, member: str) -> bool:
    return member in node.members and node.type in ITEM_TYPES and node.type not in OPTION_TYPES


def cannot_have_length(node: Node, member: str) -> bool:
    return member in node.members and node.type in ITEM_TYPES and node.type not in LENGTH_TYPES


def lacks_behavior(node: Node, member: str) -> bool:
    return len(node.objects("enableWhen")) > 1 and node.members.get(member) not in ("all", "any")


def has_several_of(node: Node, member: str) -> bool:
    return len(node.objects(member)) > 1 and node.members.get("repeats") is not True


MEMBER_RULES = (
    MemberRule("que-1", "item", "a group must contain items", is_empty_group),
    MemberRule("que-1", "item", "a display item cannot contain items", is_display_with),
    MemberRule("que-3", "code", "a display item cannot have a code", is_display_with),
    MemberRule(
        "que-4", "answerValueSet", "a question cannot have both options and a value set", has_member_and_options
    ),
    MemberRule("que-5", "answerOption", "an item of this type cannot have options", cannot_have_options),
    MemberRule("que-5", "answerValueSet", "an item of this type cannot have a value set", cannot_have_options),
    MemberRule("que-6", "required", "a display item cannot be required", is_display_with),
    MemberRule("que-6", "repeats", "a display item cannot repeat", is_display_with),
    MemberRule("que-8", "initial", "a group or a display item cannot have an initial value", is_unasked_with),
    MemberRule("que-9", "readOnly", "a display item cannot be read-only", is_display_with),
    MemberRule("que-10", "maxLength", "an item of this type cannot have a maximum length", cannot_have_length),
    MemberRule(
        "que-11",
        "initial",
        "a question with options cannot have an initial value; mark an option instead",
        has_member_and_options,
    ),
    MemberRule(
        "que-12", "enableBehavior", "say whether all of the conditions must be true or any of them", lacks_behavior
    ),
    MemberRule("que-13", "initial", "only an item that repeats can have several initial values", has_several_of),
)


def find_item_faults(node: Node) -> Iterator[Fault]:
    yield from find_shape_faults(node.members, ITEM_SHAPE, node.path)
    yield from find_unstorable_text({key: value for key, value in node.members.items() if key != "item"}, node.path)
    if not node.link_id.strip():
        yield Fault(f"{node.path}.linkId", STRUCTURE_RULE, "is missing")
    if not node.type:
        yield Fault(f"{node.path}.type", TYPE_RULE, "is missing")
    elif node.type not in ITEM_TYPES:
        yield Fault(f"{node.path}.type", TYPE_RULE, f"{node.type!r:.60} is not an item type of FHIR R4")
    yield from find_extension_faults(node)
    for rule in MEMBER_RULES:
        if rule.is_broken(node, rule.member):
            yield Fault(join_path(node.path, rule.member), rule.rule, rule.reason)
    yield from find_option_faults(node)


def find_extension_faults(node: Node) -> Iterator[Fault]:
    """Yield the extensions of an item and of its options that have no URL."""
    bearers = [(node.path, node.members), *node.objects("answerOption")]
    bearers += [(f"{path}.valueCoding", option["valueCoding"]) for path, option in bearers[1:] if has_coding(option)]
    for path, members in bearers:
        for extension_path, extension in item_tree.list_objects(members, "extension", path):
            if not isinstance(extension.get("url"), str):
                yield Fault(f"{extension_path}.url", STRUCTURE_RULE, "must be text")


def has_coding(option: Json) -> bool:
    return isinstance(option.get("valueCoding"), dict)


def find_option_faults(node: Node) -> Iterator[Fault]:
    """Yield the options that have no single value, and those that are offered before."""
    offered: set[object] = set()
    for path, option in node.objects("answerOption"):
        members = [key for key in option if key.startswith("value")]
        if len(members) != 1 or members[0] not in OPTION_VALUE_TESTS:
            yield Fault(path, OPTION_RULE, f"needs exactly one of {', '.join(OPTION_VALUE_TESTS)}")
            continue
        member, value = members[0], option[members[0]]
        value_path = f"{path}.{member}"
        if not OPTION_VALUE_TESTS[member](value):
            yield Fault(value_path, STRUCTURE_RULE, "is not of the type that its name says")
        elif (identity := get_offered_value(value)) is None:
            yield Fault(value_path, OPTION_RULE, "has neither a code nor a text")
        elif identity in offered:
            yield Fault(value_path, OPTION_RULE, f"{identity!r:.60} is offered twice")
        else:
            offered.add(identity)


def get_offered_value(value: object) -> object:
    """Return what tells an option from the others: the code of a coding, or the value itself; None for neither."""
    if isinstance(value, dict):
        return value.get("reference") or value.get("code") or value.get("display")
    return value
