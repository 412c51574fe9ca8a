"""The items of a Questionnaire, from top to bottom, each with its path."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from intake.engine.json_object import Json

MAX_LEVELS = 16
MAX_ITEMS = 1_000
# Objects, lists and single values: whatever they are, a request goes through this many in less than a second.
MAX_PARTS = 20_000
MAX_NESTING = 100  # levels of objects and lists: more than items and what they hold can need


@dataclass(eq=False)
class Node:
    """One item."""

    path: str
    members: Json
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)

    @property
    def link_id(self) -> str:
        return self.text("linkId")

    @property
    def type(self) -> str:
        return self.text("type")

    def text(self, key: str) -> str:
        """Return the text of a member; empty if it is not text."""
        value = self.members.get(key)
        return value if isinstance(value, str) else ""

    def objects(self, key: str) -> list[tuple[str, Json]]:
        """Return the objects of the list under `key`, each with its path, without what is of another shape."""
        return list_objects(self.members, key, self.path)

    def with_descendants(self) -> Iterator["Node"]:
        """Yield this item and all items in it, from top to bottom."""
        yield self
        for child in self.children:
            yield from child.with_descendants()


@dataclass
class ItemTree:
    tops: list[Node]
    malformed: list[str]  # paths of items that are no objects
    too_deep: list[str]
    is_too_long: bool = False

    def nodes(self) -> Iterator[Node]:
        """Yield all items, from top to bottom."""
        for top in self.tops:
            yield from top.with_descendants()


def list_objects(members: Mapping[str, object], key: str, path: str = "") -> list[tuple[str, Json]]:
    """Return the objects of the list under `key`, each with its path below `path`."""
    values = members.get(key)
    if not isinstance(values, list):
        return []
    here = f"{path}.{key}" if path else key
    return [(f"{here}[{number}]", value) for number, value in enumerate(values) if isinstance(value, dict)]


def explain_excess(value: object) -> str:
    """Return why JSON data is too large to be gone through in a request; empty if it is not."""
    ahead, count = [(value, 0)], 0
    while ahead:
        value, depth = ahead.pop()
        count += 1
        if not isinstance(value, dict | list):
            continue
        if count + len(value) > MAX_PARTS:
            return f"has more than {MAX_PARTS} parts; split it into several questionnaires"
        if depth > MAX_NESTING:
            return "is nested too deeply"
        ahead += [(inner, depth + 1) for inner in (value.values() if isinstance(value, dict) else value)]
    return ""


def build_item_tree(resource: Json) -> ItemTree:
    """Return the items of a resource, without those deeper than MAX_LEVELS and those after the first MAX_ITEMS."""
    tree = ItemTree([], [], [])
    count = 0
    ahead: list[tuple[Node | None, Json, int]] = [(None, resource, 1)]
    while ahead:
        parent, members, level = ahead.pop()
        inner = members.get("item")
        for number, value in enumerate(inner if isinstance(inner, list) else ()):
            path = f"{parent.path}.item[{number}]" if parent else f"item[{number}]"
            count += 1
            if count > MAX_ITEMS:
                tree.is_too_long = True
                return tree
            if level > MAX_LEVELS:
                tree.too_deep.append(path)
            elif not isinstance(value, dict):
                tree.malformed.append(path)
            else:
                node = Node(path, value, parent)
                (parent.children if parent else tree.tops).append(node)
                ahead.append((node, value, level + 1))
    return tree
