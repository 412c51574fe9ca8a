"""What keeps an item of another program from being asked here as its authors meant it.

FHIR lets extensions say who is asked what: that an item is hidden, that a condition in another language decides, that
its words or options are worked out. None of that may be passed over in silence, on a group or a text as little as on
a question. `vocabulary` holds what is known; https://hl7.org/fhir/R4/extensibility.html#modifierExtension says why
nothing with a modifier extension may be used.
"""

from collections.abc import Callable, Iterator
from typing import Any

from intake.fhir.item_tree import Node, objects
from intake.fhir.validation import joined
from intake.fhir.vocabulary import (
    CONDITION,
    DECIDING,
    DISPLAY,
    ELEMENTS,
    FLAGS,
    GROUP,
    MODIFIER,
    OPTION,
    QUESTION,
    ROOT,
    Fate,
    decides,
    name_of,
)

Json = dict[str, Any]
Exclusion = tuple[str, str]  # path, reason

MODIFIED = "may turn the meaning of what it stands in, and is not known here"
MEMBER_REASONS = {
    "readOnly": "cannot be answered: it is read-only",
    "required": "must be answered, and has no answer of its own here",
    "repeats": "can be answered several times, and is asked once here",
    "answerConstraint": "can be answered otherwise than is offered, which is not known here",
    "disabledDisplay": "is shown to those whom it is not asked of, which is not known here",
    "option": "offers answers as FHIR before R4 did",
    "options": "offers answers as FHIR before R4 did",
}
INHERITING = "is based on another questionnaire, which may ask more, and is not in the file"
OTHER_SUBJECT = "is about somebody or something else than the patient"
# What another questionnaire of `derivedFrom` was used for, where nothing of it is taken over.
ONLY_LIKE_IT = {"compliesWith", "inspiredBy"}


def value_of(extension: Json) -> Any:
    """Its only value, if nothing beside it says more; else None."""
    keys = [key for key in extension if key.lstrip("_").startswith("value")]
    return extension[keys[0]] if len(keys) == 1 and not keys[0].startswith("_") else None


def is_whole(value: Any, *numbers: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in numbers


# Extensions that say what is so here anyway, wherever they stand.
SAYS_NOTHING_NEW: dict[str, Callable[[Any], bool]] = {
    "hidden": lambda value: value is False,
    "usagemode": lambda value: value in ("capture", "capture-display"),
    "performertype": lambda value: value == "Patient",
    "assemble-expectation": lambda value: value == "independent-questionnaire",
    "minoccurs": lambda value: is_whole(value, 0),
    "minlength": lambda value: is_whole(value, 0, 1),
    "optionexclusive": lambda value: value is False,
    "extension-questionnaire.item.disableddisplay": lambda value: value == "hidden",
    "extension-questionnaire.item.answerconstraint": lambda value: value == "optionsOnly",
}


def find_exclusions(node: Node) -> Iterator[Exclusion]:
    """Why an item, whatever its type, cannot be asked as it was meant: the paths that say so, each with a reason.

    What stands in the items inside of it is theirs. What `questions` carries over, or refuses, by the type of the
    question is left to it. Never raises, whatever JSON data the item is made of.
    """
    yield from member_exclusions(node)
    yield from extension_exclusions(node)
    for path, when in node.objects(CONDITION):
        yield from condition_exclusions(when, path)
    for path, option in node.objects(OPTION):
        yield from find_option_exclusions(option, path)
    for member, value in node.members.items():
        if member not in {"item", "extension", CONDITION, OPTION, MODIFIER}:
            yield from inner_exclusions(value, joined(node.path, member))


def member_exclusions(node: Node) -> Iterator[Exclusion]:
    for member in node.members:
        if reason := reason_against_member(node, level_of(node), member):
            yield joined(node.path, member), reason


def extension_exclusions(node: Node) -> Iterator[Exclusion]:
    for path, extension in node.objects("extension"):
        name = name_of(extension)
        is_for_questions = level_of(node) == QUESTION and name in CARRIED and name not in BY_ANY_QUESTION
        if not is_for_questions and (reason := reason_against(extension)):
            yield path, reason
        yield from below(extension, path)


def condition_exclusions(when: Json, path: str) -> Iterator[Exclusion]:
    for member in when:
        if ELEMENTS[CONDITION].get(member) is not Fate.CARRIED and not member.startswith("answer"):
            yield (
                joined(path, member),
                MODIFIED if member == MODIFIER else "is part of a condition, and is not known here",
            )
    yield from below(when, path)


def below(part: Json, path: str) -> Iterator[Exclusion]:
    """What stands deep in a part of which the modifiers and extensions are looked at already."""
    yield from inner_exclusions({key: value for key, value in part.items() if key not in {MODIFIER, "extension"}}, path)


CARRIED = {name for name, (fate, _reason) in DECIDING.items() if fate is Fate.CARRIED}
# Of the extensions that are carried, those that no question's type makes a difference to.
BY_ANY_QUESTION = {"hidden", "usagemode", "performertype", "assemble-expectation", "optionexclusive"}


def find_option_exclusions(option: Json, path: str) -> Iterator[Exclusion]:
    if MODIFIER in option:
        yield f"{path}.{MODIFIER}", MODIFIED
    for extension_path, extension in objects(option, "extension", path):
        is_exclusive = name_of(extension) == "optionexclusive" and value_of(extension) is True
        if not is_exclusive and (reason := reason_against(extension)):
            yield extension_path, reason
    yield from below(option, path)


def find_head_exclusions(resource: Json) -> Iterator[Exclusion]:
    """Why a whole resource cannot be used."""
    if MODIFIER in resource:
        yield MODIFIER, "may turn the meaning of everything in it, and is not known here"
    if "implicitRules" in resource:
        yield "implicitRules", "names rules without which it must not be read, and they are not known here"
    if not is_about_the_patient(resource.get("subjectType", [])):
        yield "subjectType", OTHER_SUBJECT
    if resource.get("derivedFrom") and not is_only_like_another(resource):
        yield "derivedFrom", INHERITING
    for path, extension in objects(resource, "extension"):
        if reason := reason_against(extension):
            yield path, reason
    for member, value in resource.items():
        if member != "item" and ELEMENTS[ROOT].get(member.removeprefix("_")) is Fate.CARRIED:
            yield from inner_exclusions(value, joined("", member))


def is_about_the_patient(subject_types: Any) -> bool:
    """Whether it is about a patient, perhaps among others; one that says nothing of it is about anybody."""
    return isinstance(subject_types, list) and (not subject_types or "Patient" in subject_types)


def is_only_like_another(resource: Json) -> bool:
    """Whether nothing of the questionnaires that it names is part of it."""
    given, beside = resource.get("derivedFrom"), resource.get("_derivedFrom")
    if not isinstance(given, list) or not isinstance(beside, list) or len(given) != len(beside):
        return False
    kinds = [
        [value_of(e) for _, e in objects(each, "extension") if name_of(e) == "derivationtype"]
        for each in beside
        if isinstance(each, dict)
    ]
    return len(kinds) == len(given) and all(len(kind) == 1 and kind[0] in ONLY_LIKE_IT for kind in kinds)


def level_of(node: Node) -> str:
    return node.type if node.type in {GROUP, DISPLAY} else QUESTION


def reason_against_member(node: Node, level: str, member: str) -> str:
    """Why an item with this member cannot be asked; what depends on a question's type is not told here."""
    if member == MODIFIER:
        return MODIFIED
    if ELEMENTS[level].get(member) is Fate.REFUSED:
        return MEMBER_REASONS[member]
    value = node.members[member]
    if member == "enableBehavior":
        return "" if value in ("all", "any") else "says how conditions count in a way that is not known here"
    if member not in FLAGS or value is False or (level == QUESTION and member != "readOnly"):
        return ""
    if level == GROUP and member == "required" and value is True and has_required_question(node):
        return ""
    return MEMBER_REASONS[member]


def has_required_question(group: Node) -> bool:
    """Whether an answer must be given in it anyway: a required group asks for one at least."""
    return any(
        child.members.get("required") is True and not child.members.get(CONDITION) and level_of(child) == QUESTION
        for child in group.children
    )


def inner_exclusions(value: Any, path: str) -> Iterator[Exclusion]:
    """What stands deep in a part of an item: modifier extensions, and extensions that no value can do without."""
    ahead = [(path, value, False)]
    while ahead:
        here, value, is_extension = ahead.pop()
        if isinstance(value, list):
            ahead += [(f"{here}[{number}]", inner, is_extension) for number, inner in enumerate(value)]
        if not isinstance(value, dict):
            continue
        if MODIFIER in value:
            yield f"{here}.{MODIFIER}", MODIFIED
        if is_extension and is_absolute(value) and (reason := reason_against(value)):
            yield here, reason
        ahead += [(joined(here, key), inner, key == "extension") for key, inner in value.items() if key != MODIFIER]


def is_absolute(extension: Json) -> bool:
    """Whether it is an extension of its own; the parts of one have names without an address."""
    url = extension.get("url")
    return isinstance(url, str) and ":" in url


def reason_against(extension: Json) -> str:
    """Why what bears this extension cannot be asked; empty where the extension does not stand in the way."""
    return "" if says_nothing_new(extension) else decides(extension)


def says_nothing_new(extension: Json) -> bool:
    test = SAYS_NOTHING_NEW.get(name_of(extension))
    value = value_of(extension)
    return test is not None and not isinstance(value, dict | list) and test(value)
