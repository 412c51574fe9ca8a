"""Reasons why an item of another program cannot be asked here as its authors meant it.

FHIR lets extensions say who is asked what: that an item is hidden, that a condition in another language decides, that
its words or options are worked out. None of that may be ignored in silence, on a group or a text as little as on a
question. `vocabulary` holds what is known; https://hl7.org/fhir/R4/extensibility.html#modifierExtension says why
nothing with a modifier extension may be used.
"""

from collections.abc import Iterator

from intake.engine.json_object import Json
from intake.fhir.extensions import explain_extension_exclusion, get_extension_value
from intake.fhir.item_tree import Node, list_objects
from intake.fhir.paths import join_path
from intake.fhir.vocabulary.elements import (
    CONDITION_PART,
    DISPLAY_LEVEL,
    ELEMENTS,
    FLAG_MEMBERS,
    GROUP_LEVEL,
    MODIFIER_EXTENSION,
    OPTION_PART,
    QUESTION_LEVEL,
    ROOT_LEVEL,
)
from intake.fhir.vocabulary.extensions import DECIDING_EXTENSIONS, get_extension_name
from intake.fhir.vocabulary.handling import Handling

Exclusion = tuple[str, str]  # path, reason

MODIFIED_REASON = "may change the meaning of the item, and is not supported here"
MEMBER_REASONS = {
    "readOnly": "cannot be answered: it is read-only",
    "required": "must be answered, but cannot have an answer of its own here",
    "repeats": "can have several answers, but is asked only once here",
    "answerConstraint": "allows answers other than its options, which is not supported here",
    "disabledDisplay": "is shown to people who are not asked it, which is not supported here",
    "option": "has options in the format of FHIR before R4",
    "options": "has options in the format of FHIR before R4",
}
INHERITED_REASON = "is based on another questionnaire, which may ask more and is not in the file"
OTHER_SUBJECT_REASON = "is about somebody or something other than the patient"
# The values of `derivationType` by which nothing is taken over from a questionnaire in `derivedFrom`.
SIMILARITY_KINDS = {"compliesWith", "inspiredBy"}


def find_exclusions(node: Node) -> Iterator[Exclusion]:
    """Yield why an item of any type cannot be asked as it was meant: each path that says so, with the reason.

    The items inside it are not checked. What `conversion.questions` carries over or refuses by the type of the
    question is left to it. Never raises, whatever JSON data the item is made of.
    """
    yield from find_member_exclusions(node)
    yield from find_extension_exclusions(node)
    for path, when in node.objects(CONDITION_PART):
        yield from find_condition_exclusions(when, path)
    for path, option in node.objects(OPTION_PART):
        yield from find_option_exclusions(option, path)
    for member, value in node.members.items():
        if member not in {"item", "extension", CONDITION_PART, OPTION_PART, MODIFIER_EXTENSION}:
            yield from find_inner_exclusions(value, join_path(node.path, member))


def find_member_exclusions(node: Node) -> Iterator[Exclusion]:
    """Yield the members of an item that keep it from being asked."""
    for member in node.members:
        if reason := explain_member_exclusion(node, get_item_level(node), member):
            yield join_path(node.path, member), reason


def find_extension_exclusions(node: Node) -> Iterator[Exclusion]:
    """Yield the extensions of an item that keep it from being asked."""
    for path, extension in node.objects("extension"):
        name = get_extension_name(extension)
        is_for_questions = (
            get_item_level(node) == QUESTION_LEVEL and name in CARRIED_EXTENSIONS and name not in COMMON_EXTENSIONS
        )
        if not is_for_questions and (reason := explain_extension_exclusion(extension)):
            yield path, reason
        yield from find_deeper_exclusions(extension, path)


def find_condition_exclusions(when: Json, path: str) -> Iterator[Exclusion]:
    """Yield the parts of a condition that are not known here: without them it would hold for other people."""
    for member in when:
        if ELEMENTS[CONDITION_PART].get(member) is not Handling.CARRIED and not member.startswith("answer"):
            yield (
                join_path(path, member),
                MODIFIED_REASON if member == MODIFIER_EXTENSION else "is part of a condition and is not supported here",
            )
    yield from find_deeper_exclusions(when, path)


def find_deeper_exclusions(part: Json, path: str) -> Iterator[Exclusion]:
    """Yield what is deeper in a part whose own modifiers and extensions were checked before."""
    yield from find_inner_exclusions(
        {key: value for key, value in part.items() if key not in {MODIFIER_EXTENSION, "extension"}}, path
    )


CARRIED_EXTENSIONS = {name for name, (fate, _reason) in DECIDING_EXTENSIONS.items() if fate is Handling.CARRIED}
# Of the extensions that are carried, those that mean the same on a question of any type.
COMMON_EXTENSIONS = {"hidden", "usagemode", "performertype", "assemble-expectation", "optionexclusive"}


def find_option_exclusions(option: Json, path: str) -> Iterator[Exclusion]:
    """Yield why an option cannot be offered as it was meant."""
    if MODIFIER_EXTENSION in option:
        yield f"{path}.{MODIFIER_EXTENSION}", MODIFIED_REASON
    for extension_path, extension in list_objects(option, "extension", path):
        is_exclusive = get_extension_name(extension) == "optionexclusive" and get_extension_value(extension) is True
        if not is_exclusive and (reason := explain_extension_exclusion(extension)):
            yield extension_path, reason
    yield from find_deeper_exclusions(option, path)


def find_head_exclusions(resource: Json) -> Iterator[Exclusion]:
    """Yield why a whole resource cannot be used."""
    if MODIFIER_EXTENSION in resource:
        yield MODIFIER_EXTENSION, "may change the meaning of everything in it, and is not supported here"
    if "implicitRules" in resource:
        yield "implicitRules", "requires rules that are not supported here"
    if not is_about_the_patient(resource.get("subjectType", [])):
        yield "subjectType", OTHER_SUBJECT_REASON
    if resource.get("derivedFrom") and not is_merely_similar(resource):
        yield "derivedFrom", INHERITED_REASON
    for path, extension in list_objects(resource, "extension"):
        if reason := explain_extension_exclusion(extension):
            yield path, reason
    for member, value in resource.items():
        if member != "item" and ELEMENTS[ROOT_LEVEL].get(member.removeprefix("_")) is Handling.CARRIED:
            yield from find_inner_exclusions(value, join_path("", member))


def is_about_the_patient(subject_types: object) -> bool:
    """Tell whether a questionnaire may be about a patient; one without subject types is about anybody."""
    return isinstance(subject_types, list) and (not subject_types or "Patient" in subject_types)


def is_merely_similar(resource: Json) -> bool:
    """Tell whether a resource takes nothing over from the questionnaires in its `derivedFrom`."""
    given, beside = resource.get("derivedFrom"), resource.get("_derivedFrom")
    if not isinstance(given, list) or not isinstance(beside, list) or len(given) != len(beside):
        return False
    kinds = [
        [
            get_extension_value(e)
            for _, e in list_objects(each, "extension")
            if get_extension_name(e) == "derivationtype"
        ]
        for each in beside
        if isinstance(each, dict)
    ]
    return len(kinds) == len(given) and all(len(kind) == 1 and kind[0] in SIMILARITY_KINDS for kind in kinds)


def get_item_level(node: Node) -> str:
    """Return the level of an item in `vocabulary.ELEMENTS`."""
    return node.type if node.type in {GROUP_LEVEL, DISPLAY_LEVEL} else QUESTION_LEVEL


def explain_member_exclusion(node: Node, level: str, member: str) -> str:
    """Return why an item with this member cannot be asked; empty if it can, or if that depends on a question's type."""
    if member == MODIFIER_EXTENSION:
        return MODIFIED_REASON
    if ELEMENTS[level].get(member) is Handling.REFUSED:
        return MEMBER_REASONS[member]
    value = node.members[member]
    if member == "enableBehavior":
        return "" if value in ("all", "any") else "combines conditions in a way that is not supported here"
    if member not in FLAG_MEMBERS or value is False or (level == QUESTION_LEVEL and member != "readOnly"):
        return ""
    if level == GROUP_LEVEL and member == "required" and value is True and has_required_question(node):
        return ""
    return MEMBER_REASONS[member]


def has_required_question(group: Node) -> bool:
    """Tell whether a question of a group must be answered anyway: a required group asks for one answer at least."""
    return any(
        child.members.get("required") is True
        and not child.members.get(CONDITION_PART)
        and get_item_level(child) == QUESTION_LEVEL
        for child in group.children
    )


def find_inner_exclusions(value: object, path: str) -> Iterator[Exclusion]:
    """Yield what is anywhere inside a part of an item: modifier extensions, and extensions that cannot be ignored."""
    ahead = [(path, value, False)]
    while ahead:
        path, value, is_extension = ahead.pop()
        if isinstance(value, list):
            ahead += [(f"{path}[{number}]", inner, is_extension) for number, inner in enumerate(value)]
        if not isinstance(value, dict):
            continue
        if MODIFIER_EXTENSION in value:
            yield f"{path}.{MODIFIER_EXTENSION}", MODIFIED_REASON
        if is_extension and has_absolute_url(value) and (reason := explain_extension_exclusion(value)):
            yield path, reason
        ahead += [
            (join_path(path, key), inner, key == "extension")
            for key, inner in value.items()
            if key != MODIFIER_EXTENSION
        ]


def has_absolute_url(extension: Json) -> bool:
    """Tell whether an extension stands by itself; the parts of one have a plain name for a URL."""
    url = extension.get("url")
    return isinstance(url, str) and ":" in url
