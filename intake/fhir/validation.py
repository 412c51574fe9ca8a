"""Every fault of a FHIR R4 Questionnaire: its shape, the standard's rules que-1 to que-13, and what its conditions ask.

The rules and their numbers are those of https://hl7.org/fhir/R4/questionnaire.html. Rules without a number: `structure`
(shape and types), `type` (what an item is), `option` (what is offered), `enableWhen` (where a condition points, and
what it compares with), `text` (what no database keeps), `size`.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from intake.engine.conditions import OPERATORS, ORDERINGS, is_number
from intake.fhir import item_tree
from intake.fhir.item_tree import MAX_ITEMS, MAX_LEVELS, Node

STRUCTURE_RULE, TYPE_RULE, OPTION_RULE, ENABLE_WHEN_RULE, TEXT_RULE, SIZE_RULE = (
    "structure",
    "type",
    "option",
    "enableWhen",
    "text",
    "size",
)

PUBLICATION_STATUSES = ("draft", "active", "retired", "unknown")
ITEM_TYPES = (
    *("group", "display", "boolean", "decimal", "integer", "date", "dateTime", "time", "string", "text", "url"),
    *("choice", "open-choice", "attachment", "reference", "quantity"),
)
RESOURCE_SHAPE: dict[str, type] = {
    **dict.fromkeys(("resourceType", "id", "implicitRules", "language", "url", "version", "name", "title"), str),
    **dict.fromkeys(("status", "date", "publisher", "description", "purpose", "copyright"), str),
    **dict.fromkeys(("approvalDate", "lastReviewDate"), str),
    **dict.fromkeys(("contained", "extension", "modifierExtension", "identifier", "contact", "useContext"), list),
    **dict.fromkeys(("jurisdiction", "code", "item"), list),
    **dict.fromkeys(("meta", "text", "effectivePeriod"), dict),
    "experimental": bool,
}
TEXT_LISTS = {"derivedFrom", "subjectType"}
ITEM_SHAPE: dict[str, type] = {
    **dict.fromkeys(("id", "linkId", "definition", "prefix", "text", "type", "enableBehavior", "answerValueSet"), str),
    **dict.fromkeys(("extension", "modifierExtension", "code", "enableWhen", "answerOption", "initial", "item"), list),
    **dict.fromkeys(("required", "repeats", "readOnly"), bool),
    "maxLength": int,
}
SHAPE_NAMES = {str: "text", list: "a list of objects", dict: "an object", bool: "true or false", int: "a whole number"}


def is_named(value: Any) -> bool:
    """Whether it is a coding or a reference of which all that is read is text."""
    members = ("system", "code", "display", "reference")
    return isinstance(value, dict) and all(isinstance(value.get(key, ""), str) for key in members)


OPTION_VALUES = ("valueCoding", "valueDate", "valueInteger", "valueReference", "valueString", "valueTime")
ANSWER_TESTS: dict[str, Callable[[Any], bool]] = {
    "answerBoolean": lambda value: isinstance(value, bool),
    "answerDecimal": is_number,
    "answerInteger": lambda value: is_number(value) and isinstance(value, int),
    **dict.fromkeys(
        ("answerDate", "answerDateTime", "answerTime", "answerString"), lambda value: isinstance(value, str)
    ),
    **dict.fromkeys(("answerCoding", "answerReference"), is_named),
    "answerQuantity": lambda value: isinstance(value, dict),
}
OPTION_ANSWERS = ("answerCoding", "answerString", "answerInteger", "answerDate", "answerTime")
# What a question of each type can be compared with.
COMPARED_WITH: dict[str, tuple[str, ...]] = {
    "boolean": ("answerBoolean",),
    "decimal": ("answerDecimal", "answerInteger"),
    "integer": ("answerInteger", "answerDecimal"),
    "date": ("answerDate",),
    "dateTime": ("answerDateTime", "answerDate"),
    "time": ("answerTime",),
    **dict.fromkeys(("string", "text", "url"), ("answerString",)),
    **dict.fromkeys(("choice", "open-choice"), OPTION_ANSWERS),
    "quantity": ("answerQuantity",),
    "reference": ("answerReference",),
}
ORDERED_TYPES = {"decimal", "integer", "date", "dateTime", "time", "quantity"}


@dataclass(frozen=True)
class Fault:
    path: str
    rule: str
    reason: str


def find_faults(resource: Any) -> list[Fault]:
    """All faults, in the order of the items. Never raises, whatever JSON data it is given."""
    if not isinstance(resource, dict):
        return [Fault("", STRUCTURE_RULE, "must be an object")]
    items = item_tree.build_item_tree(resource)
    faults = [*find_resource_faults(resource), *find_size_faults(items)]
    faults += [Fault(path, STRUCTURE_RULE, "must be an object") for path in items.malformed]
    nodes = list(items.nodes())
    for node in nodes:
        faults += find_item_faults(node)
    return faults + list(find_link_id_faults(nodes)) + list(find_condition_faults(nodes))


def find_resource_faults(resource: dict[str, Any]) -> Iterator[Fault]:
    if resource.get("resourceType") != "Questionnaire":
        yield Fault("resourceType", STRUCTURE_RULE, explain_wrong_type(resource.get("resourceType")))
    yield from find_shape_faults({k: v for k, v in resource.items() if k not in TEXT_LISTS}, RESOURCE_SHAPE, "")
    if resource.get("status") not in PUBLICATION_STATUSES:
        yield Fault("status", STRUCTURE_RULE, f"must be one of {', '.join(PUBLICATION_STATUSES)}")
    yield from find_unstorable_text({key: value for key, value in resource.items() if key != "item"}, "")


def explain_wrong_type(given: Any) -> str:
    if given == "Bundle":
        return "is a Bundle: put each Questionnaire that is in it into a file of its own"
    return f"is {given!r:.60}: it must be Questionnaire" if isinstance(given, str) else "must be Questionnaire"


def find_size_faults(items: item_tree.ItemTree) -> Iterator[Fault]:
    if items.is_too_long:
        yield Fault("item", SIZE_RULE, f"has more than {MAX_ITEMS} items")
    for path in items.too_deep:
        yield Fault(path, SIZE_RULE, f"is nested more than {MAX_LEVELS} levels deep")


def find_shape_faults(members: Mapping[str, Any], shapes: Mapping[str, type], path: str) -> Iterator[Fault]:
    for key, value in members.items():
        # What belongs to a primitive value, as `_text` does to `text`: extensions of it.
        if key.startswith("_"):
            continue
        here, shape = join_path(path, key), shapes.get(key)
        if shape is None:
            yield Fault(here, STRUCTURE_RULE, "is not known to FHIR R4 here")
        elif not isinstance(value, shape) or (shape is int and isinstance(value, bool)):
            yield Fault(here, STRUCTURE_RULE, f"must be {SHAPE_NAMES[shape]}")
        elif isinstance(value, list) and key != "item":
            for number, entry in enumerate(value):
                if not isinstance(entry, dict):
                    yield Fault(f"{here}[{number}]", STRUCTURE_RULE, "must be an object")


def join_path(path: str, key: str) -> str:
    name = key if key.isidentifier() and len(key) <= 64 else f"{key[:40]!r}"
    return f"{path}.{name}" if path else name


def find_unstorable_text(value: Any, path: str) -> Iterator[Fault]:
    """Text that no database keeps: with the character NUL, or with half of a surrogate pair."""
    ahead = [(path, value)]
    while ahead:
        here, value = ahead.pop()
        if isinstance(value, str) and not is_storable_text(value):
            yield Fault(here, TEXT_RULE, "holds a character that cannot be kept")
        elif isinstance(value, dict):
            ahead += [(join_path(here, key), inner) for key, inner in value.items()]
        elif isinstance(value, list):
            ahead += [(f"{here}[{number}]", inner) for number, inner in enumerate(value)]


def is_storable_text(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


# --- One item --------------------------------------------------------------------------------------------------------


def find_item_faults(node: Node) -> Iterator[Fault]:
    yield from find_shape_faults(node.members, ITEM_SHAPE, node.path)
    yield from find_unstorable_text({key: value for key, value in node.members.items() if key != "item"}, node.path)
    if not node.link_id.strip():
        yield Fault(f"{node.path}.linkId", STRUCTURE_RULE, "is missing")
    if not node.type:
        yield Fault(f"{node.path}.type", TYPE_RULE, "is missing")
    elif node.type not in ITEM_TYPES:
        yield Fault(f"{node.path}.type", TYPE_RULE, f"{node.type!r:.60} is no type of FHIR R4")
    yield from find_extension_faults(node)
    for rule, member, reason in MEMBER_RULES:
        if RULE_TESTS[rule](node, member):
            yield Fault(join_path(node.path, member), rule.partition("/")[0], reason)
    yield from find_option_faults(node)


def find_extension_faults(node: Node) -> Iterator[Fault]:
    """Extensions of the item and of its options that do not say which they are."""
    bearers = [(node.path, node.members), *node.objects("answerOption")]
    bearers += [(f"{path}.valueCoding", option["valueCoding"]) for path, option in bearers[1:] if is_coded(option)]
    for path, members in bearers:
        for extension_path, extension in item_tree.list_objects(members, "extension", path):
            if not isinstance(extension.get("url"), str):
                yield Fault(f"{extension_path}.url", STRUCTURE_RULE, "must be text")


def is_coded(option: dict[str, Any]) -> bool:
    return isinstance(option.get("valueCoding"), dict)


def has_member(node: Node, member: str) -> bool:
    return member in node.members


def is_display_with(node: Node, member: str) -> bool:
    return node.type == "display" and has_member(node, member)


# Rule (behind a slash: a part of it), the member that breaks it, and what it says.
MEMBER_RULES = (
    ("que-1/group", "item", "a group must hold items"),
    ("que-1/display", "item", "a display item cannot hold items"),
    ("que-3", "code", "a display item cannot have a code"),
    ("que-4", "answerValueSet", "a question cannot have both options and a value set"),
    ("que-5", "answerOption", "an item of this type has no options"),
    ("que-5", "answerValueSet", "an item of this type has no value set"),
    ("que-6", "required", "a display item cannot be required"),
    ("que-6", "repeats", "a display item cannot repeat"),
    ("que-8", "initial", "a group or a display item has no initial value"),
    ("que-9", "readOnly", "a display item cannot be read-only"),
    ("que-10", "maxLength", "an item of this type has no length"),
    ("que-11", "initial", "a question with options has no initial value: an option is marked instead"),
    ("que-12", "enableBehavior", "several conditions must say whether all or any of them count"),
    ("que-13", "initial", "only an item that repeats has several initial values"),
)
OPTION_TYPES = {*("choice", "open-choice", "decimal", "integer", "date", "dateTime", "time", "string", "quantity")}
LENGTH_TYPES = {"boolean", "decimal", "integer", "string", "text", "url", "open-choice"}
RULE_TESTS: dict[str, Callable[[Node, str], bool]] = {
    "que-1/group": lambda node, member: node.type == "group" and not node.members.get(member),
    "que-1/display": is_display_with,
    "que-3": is_display_with,
    "que-4": lambda node, member: has_member(node, member) and has_member(node, "answerOption"),
    "que-5": lambda node, member: (
        has_member(node, member) and node.type in ITEM_TYPES and node.type not in OPTION_TYPES
    ),
    "que-6": is_display_with,
    "que-8": lambda node, member: has_member(node, member) and node.type in {"group", "display"},
    "que-9": is_display_with,
    "que-10": lambda node, member: (
        has_member(node, member) and node.type in ITEM_TYPES and node.type not in LENGTH_TYPES
    ),
    "que-11": lambda node, member: has_member(node, member) and has_member(node, "answerOption"),
    "que-12": lambda node, member: (
        len(node.objects("enableWhen")) > 1 and node.members.get(member) not in ("all", "any")
    ),
    "que-13": lambda node, member: len(node.objects(member)) > 1 and node.members.get("repeats") is not True,
}


def find_option_faults(node: Node) -> Iterator[Fault]:
    seen: set[Any] = set()
    for path, option in node.objects("answerOption"):
        values = [key for key in option if key.startswith("value")]
        if len(values) != 1 or values[0] not in OPTION_VALUES:
            yield Fault(path, OPTION_RULE, f"needs exactly one of {', '.join(OPTION_VALUES)}")
            continue
        value = option[values[0]]
        here = f"{path}.{values[0]}"
        if not OPTION_VALUE_TESTS[values[0]](value):
            yield Fault(here, STRUCTURE_RULE, "is of another type than its name says")
        elif (offered := get_offered_value(value)) is None:
            yield Fault(here, OPTION_RULE, "has neither a code nor words")
        elif offered in seen:
            yield Fault(here, OPTION_RULE, f"{offered!r:.60} is offered twice")
        else:
            seen.add(offered)


OPTION_VALUE_TESTS: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("valueCoding", "valueReference"), is_named),
    "valueInteger": ANSWER_TESTS["answerInteger"],
    **dict.fromkeys(("valueDate", "valueString", "valueTime"), ANSWER_TESTS["answerString"]),
}


def get_offered_value(value: Any) -> Any:
    """What tells an option from the others: its code, or the value itself."""
    if isinstance(value, dict):
        return value.get("reference") or value.get("code") or value.get("display")
    return value


# --- Items together --------------------------------------------------------------------------------------------------


def find_link_id_faults(nodes: list[Node]) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for node in nodes:
        if node.link_id and first.setdefault(node.link_id, node.path) != node.path:
            yield Fault(
                f"{node.path}.linkId", "que-2", f"{node.link_id!r:.60} is used before, at {first[node.link_id]}"
            )


def find_condition_faults(nodes: list[Node]) -> Iterator[Fault]:
    uses = Counter(node.link_id for node in nodes)
    by_link_id = {node.link_id: node for node in nodes if uses[node.link_id] == 1}
    order = {node.path: position for position, node in enumerate(nodes)}
    circular = find_circles({node.path: find_dependencies(node, by_link_id) for node in nodes})
    for node in nodes:
        for path, when in node.objects("enableWhen"):
            question = when.get("question")
            if not isinstance(question, str) or not question:
                yield Fault(f"{path}.question", STRUCTURE_RULE, "is missing")
                continue
            subject = by_link_id.get(question)
            if subject is None:
                known = "is used more than once" if uses[question] else "is no item here"
                yield Fault(path, ENABLE_WHEN_RULE, f"points at {question!r:.60}, which {known}")
                continue
            if reason := explain_bad_pointer(node, subject, circular, order):
                yield Fault(path, ENABLE_WHEN_RULE, reason)
            yield from find_comparison_faults(path, when, subject)


def find_dependencies(node: Node, by_link_id: Mapping[str, Node]) -> set[str]:
    """The paths of what an item waits for: the item that holds it, and the questions of its conditions."""
    questions = [when.get("question") for _, when in node.objects("enableWhen")]
    subjects = [by_link_id[name] for name in questions if isinstance(name, str) and name in by_link_id]
    return {subject.path for subject in subjects} | ({node.parent.path} if node.parent else set())


def explain_bad_pointer(node: Node, subject: Node, circular: Mapping[str, str], order: Mapping[str, int]) -> str:
    if subject is node:
        return "points at its own item"
    if subject.type in {"group", "display"}:
        return f"points at {subject.link_id!r:.60}, a {subject.type} item, which has no answer"
    if node.path in circular and circular[node.path] == circular.get(subject.path):
        return f"goes round in a circle: {subject.link_id!r:.60} waits for this item"
    if order[subject.path] > order[node.path]:
        return f"points forward, at {subject.link_id!r:.60}, which is asked later"
    return ""


def find_comparison_faults(path: str, when: dict[str, Any], subject: Node) -> Iterator[Fault]:
    symbol = when.get("operator")
    if symbol not in OPERATORS:
        yield Fault(f"{path}.operator", STRUCTURE_RULE, f"must be one of {', '.join(OPERATORS)}")
        return
    given = [key for key in when if key.startswith("answer")]
    if len(given) != 1 or given[0] not in ANSWER_TESTS:
        yield Fault(path, STRUCTURE_RULE, "needs exactly one answer to compare with")
        return
    member, value = given[0], when[given[0]]
    here = f"{path}.{member}"
    if symbol == "exists":
        if member != "answerBoolean" or not isinstance(value, bool):
            yield Fault(here, "que-7", "`exists` compares with answerBoolean")
    elif not ANSWER_TESTS[member](value):
        yield Fault(here, STRUCTURE_RULE, "is of another type than its name says")
    elif subject.type in COMPARED_WITH and not can_be_answered(subject, member, value):
        yield Fault(here, ENABLE_WHEN_RULE, f"is nothing that {subject.link_id!r:.60} can be answered with")
    elif symbol in ORDERINGS and subject.type not in ORDERED_TYPES:
        yield Fault(f"{path}.operator", ENABLE_WHEN_RULE, f"{symbol} needs a question whose answers have an order")


def can_be_answered(question: Node, member: str, value: Any) -> bool:
    options = [option for _, option in question.objects("answerOption")]
    if question.type == "open-choice" and member == "answerString":
        return True
    if options:
        offered = [option.get(member.replace("answer", "value")) for option in options]
        return any(is_same_option(value, other) for other in offered)
    if question.type in {"choice", "open-choice"}:
        return member == "answerCoding"
    return member in COMPARED_WITH[question.type]


def is_same_option(value: Any, offered: Any) -> bool:
    """Codings are the same if their codes are, and their systems where both tell one."""
    if not isinstance(value, dict):
        return type(value) is type(offered) and bool(value == offered)
    if not isinstance(offered, dict) or value.get("code") != offered.get("code"):
        return False
    systems = {coding["system"] for coding in (value, offered) if isinstance(coding.get("system"), str)}
    return len(systems) < 2


def find_circles(depends_on: Mapping[str, set[str]]) -> dict[str, str]:
    """Those that wait for themselves through others, with a name that all in one circle share.

    Kosaraju's strongly connected components, without recursion: time grows with items and conditions, not faster.
    """
    waiting_for: dict[str, list[str]] = {name: [] for name in depends_on}
    for name, others in depends_on.items():
        for other in others:
            waiting_for[other].append(name)
    component: dict[str, str] = {}
    for start in reversed(sort_depth_first(depends_on)):
        ahead = [start]
        while ahead:
            name = ahead.pop()
            if name not in component:
                component[name] = start
                ahead += waiting_for[name]
    sizes = Counter(component.values())
    return {name: start for name, start in component.items() if sizes[start] > 1}


def sort_depth_first(depends_on: Mapping[str, set[str]]) -> list[str]:
    """All names, each behind those that it leads to."""
    order: list[str] = []
    seen: set[str] = set()
    for start in depends_on:
        ahead = [(start, False)]
        while ahead:
            name, is_done = ahead.pop()
            if is_done:
                order.append(name)
            elif name not in seen:
                seen.add(name)
                ahead.append((name, True))
                ahead += [(other, False) for other in sorted(depends_on[name])]
    return order
