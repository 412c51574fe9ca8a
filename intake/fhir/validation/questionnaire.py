"""All faults of a Questionnaire."""

from collections.abc import Iterable, Iterator

from intake.engine.json_object import Json
from intake.fhir import item_tree
from intake.fhir.item_tree import MAX_ITEMS, MAX_LEVELS, ItemTree, Node
from intake.fhir.validation.conditions import find_condition_faults
from intake.fhir.validation.faults import SIZE_RULE, STRUCTURE_RULE, Fault
from intake.fhir.validation.items import find_item_faults
from intake.fhir.validation.shapes import RESOURCE_SHAPE, find_shape_faults, find_unstorable_text

PUBLICATION_STATUSES = ("draft", "active", "retired", "unknown")
TEXT_LISTS = {"derivedFrom", "subjectType"}  # lists of texts, where all other lists are of objects


def find_faults(resource: object) -> list[Fault]:
    """Return all faults, in the order of the items. Never raises, whatever JSON data it is given."""
    if not isinstance(resource, dict):
        return [Fault("", STRUCTURE_RULE, "must be an object")]
    items = item_tree.build_item_tree(resource)
    faults = [*find_resource_faults(resource), *find_size_faults(items)]
    faults += [Fault(path, STRUCTURE_RULE, "must be an object") for path in items.malformed]
    nodes = list(items.nodes())
    for node in nodes:
        faults += find_item_faults(node)
    return [*faults, *find_link_id_faults(nodes), *find_condition_faults(nodes)]


def find_resource_faults(resource: Json) -> Iterator[Fault]:
    """Yield the faults of the resource itself, without those of its items."""
    if resource.get("resourceType") != "Questionnaire":
        yield Fault("resourceType", STRUCTURE_RULE, explain_wrong_type(resource.get("resourceType")))
    yield from find_shape_faults({k: v for k, v in resource.items() if k not in TEXT_LISTS}, RESOURCE_SHAPE, "")
    if resource.get("status") not in PUBLICATION_STATUSES:
        yield Fault("status", STRUCTURE_RULE, f"must be one of {', '.join(PUBLICATION_STATUSES)}")
    yield from find_unstorable_text({key: value for key, value in resource.items() if key != "item"}, "")


def explain_wrong_type(given: object) -> str:
    if given == "Bundle":
        return "is a Bundle; save each Questionnaire in it as a file of its own"
    return f"is {given!r:.60}; it must be Questionnaire" if isinstance(given, str) else "must be Questionnaire"


def find_size_faults(items: ItemTree) -> Iterator[Fault]:
    if items.is_too_long:
        yield Fault("item", SIZE_RULE, f"has more than {MAX_ITEMS} items")
    for path in items.too_deep:
        yield Fault(path, SIZE_RULE, f"is nested more than {MAX_LEVELS} levels deep")


def find_link_id_faults(nodes: Iterable[Node]) -> Iterator[Fault]:
    """Yield each linkId that an item before has too."""
    first: dict[str, str] = {}
    for node in nodes:
        if node.link_id and first.setdefault(node.link_id, node.path) != node.path:
            yield Fault(
                f"{node.path}.linkId", "que-2", f"{node.link_id!r:.60} is already used at {first[node.link_id]}"
            )
