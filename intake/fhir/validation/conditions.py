"""Faults of conditions (`enableWhen`): where they point, and what they compare with."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from intake.engine.conditions import OPERATORS, ORDERINGS
from intake.engine.json_object import Json
from intake.fhir.item_tree import Node
from intake.fhir.validation.circles import find_circles
from intake.fhir.validation.faults import ENABLE_WHEN_RULE, STRUCTURE_RULE, Fault
from intake.fhir.validation.values import ANSWER_TESTS

OPTION_ANSWERS = ("answerCoding", "answerString", "answerInteger", "answerDate", "answerTime")
# What a question of each type can be compared with.
COMPARABLE_MEMBERS: Mapping[str, tuple[str, ...]] = {
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


def find_condition_faults(nodes: Sequence[Node]) -> Iterator[Fault]:
    """Yield the faults of all conditions of a questionnaire; `nodes` are its items, in their order."""
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
                known = "is used more than once" if uses[question] else "is not an item of this questionnaire"
                yield Fault(path, ENABLE_WHEN_RULE, f"refers to {question!r:.60}, which {known}")
                continue
            if reason := explain_bad_pointer(node, subject, circular, order):
                yield Fault(path, ENABLE_WHEN_RULE, reason)
            yield from find_comparison_faults(path, when, subject)


def find_dependencies(node: Node, by_link_id: Mapping[str, Node]) -> set[str]:
    """Return the paths of what an item waits for: the item that holds it, and the questions of its conditions."""
    questions = [when.get("question") for _, when in node.objects("enableWhen")]
    subjects = [by_link_id[name] for name in questions if isinstance(name, str) and name in by_link_id]
    return {subject.path for subject in subjects} | ({node.parent.path} if node.parent else set())


def explain_bad_pointer(node: Node, subject: Node, circular: Mapping[str, str], order: Mapping[str, int]) -> str:
    """Return why a condition of `node` cannot point at `subject`; empty if it can."""
    if subject is node:
        return "refers to its own item"
    if subject.type in {"group", "display"}:
        return f"refers to {subject.link_id!r:.60}, a {subject.type} item, which has no answer"
    if node.path in circular and circular[node.path] == circular.get(subject.path):
        return f"forms a circle: {subject.link_id!r:.60} depends on this item"
    if order[subject.path] > order[node.path]:
        return f"refers to {subject.link_id!r:.60}, which is asked later"
    return ""


def find_comparison_faults(path: str, when: Json, subject: Node) -> Iterator[Fault]:
    """Yield what is wrong with the operator of a condition or with the answer that it compares with."""
    symbol = when.get("operator")
    if symbol not in OPERATORS:
        yield Fault(f"{path}.operator", STRUCTURE_RULE, f"must be one of {', '.join(OPERATORS)}")
        return
    members = [key for key in when if key.startswith("answer")]
    if len(members) != 1 or members[0] not in ANSWER_TESTS:
        yield Fault(path, STRUCTURE_RULE, "must have exactly one answer to compare with")
        return
    member, value = members[0], when[members[0]]
    answer_path = f"{path}.{member}"
    if symbol == "exists":
        if member != "answerBoolean" or not isinstance(value, bool):
            yield Fault(answer_path, "que-7", "`exists` must compare with answerBoolean")
    elif not ANSWER_TESTS[member](value):
        yield Fault(answer_path, STRUCTURE_RULE, "is not of the type that its name says")
    elif subject.type in COMPARABLE_MEMBERS and not can_be_answered(subject, member, value):
        yield Fault(answer_path, ENABLE_WHEN_RULE, f"is not a possible answer to {subject.link_id!r:.60}")
    elif symbol in ORDERINGS and subject.type not in ORDERED_TYPES:
        yield Fault(f"{path}.operator", ENABLE_WHEN_RULE, f"{symbol} needs a question whose answers can be ordered")


def can_be_answered(question: Node, member: str, value: object) -> bool:
    """Tell whether a question can be answered with this value of an `answer[x]` member."""
    options = [option for _, option in question.objects("answerOption")]
    if question.type == "open-choice" and member == "answerString":
        return True
    if options:
        offered = [option.get(member.replace("answer", "value")) for option in options]
        return any(is_same_option(value, other) for other in offered)
    if question.type in {"choice", "open-choice"}:
        return member == "answerCoding"
    return member in COMPARABLE_MEMBERS[question.type]


def is_same_option(value: object, offered: object) -> bool:
    """Codings are the same if their codes are, and their systems where both name one."""
    if not isinstance(value, dict):
        return type(value) is type(offered) and bool(value == offered)
    if not isinstance(offered, dict) or value.get("code") != offered.get("code"):
        return False
    systems = {coding["system"] for coding in (value, offered) if isinstance(coding.get("system"), str)}
    return len(systems) < 2
