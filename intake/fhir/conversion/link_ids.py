"""The linkIds of a definition, made from another program's: always the same ones, and unchanged where they fit."""

import re
from collections.abc import Iterable, Iterator

from intake.blueprints.link_ids import make_hint_link_id
from intake.engine.numbered_names import iter_numbered_names
from intake.engine.questionnaire_items import LINK_ID, STEP_LINK_ID
from intake.fhir.item_tree import Node

MAX_LINK_ID_LENGTH = 59  # leaves room for what `make_hint_link_id` puts behind it
NUMBER_LENGTH = 6  # room for a hyphen and a number behind a linkId that is made here
UNFIT_CHARACTERS = re.compile(r"[^A-Za-z0-9._-]+")
UNFIT_STEP_CHARACTERS = re.compile(r"[^a-z0-9]+")
FALLBACK_STEM = "item"


class LinkIds:
    def __init__(self, nodes: Iterable[Node]) -> None:
        """Choose a linkId for each item. Those that fit are taken before the others are made."""
        self._taken: set[str] = set()
        self._names: dict[str, Iterator[str]] = {}  # stem -> the names that were not tried yet
        self._by_path: dict[str, str] = {}
        unfit = []
        for node in nodes:
            if is_fit(node) and self._is_free(node.link_id):
                self._by_path[node.path] = self._take(node.link_id)
            else:
                unfit.append(node)
        for node in unfit:
            self._by_path[node.path] = self.make(node.link_id, is_step=node.type == "group")

    def get(self, node: Node) -> str:
        """Return the linkId that an item has in the definition."""
        return self._by_path[node.path]

    def make(self, wanted: str, *, is_step: bool) -> str:
        """Take a linkId that nothing has yet, as near to `wanted` as possible."""
        fitting = UNFIT_STEP_CHARACTERS.sub("-", wanted.lower()) if is_step else UNFIT_CHARACTERS.sub("-", wanted)
        stem = fitting.strip("._-")[: MAX_LINK_ID_LENGTH - NUMBER_LENGTH].strip("._-") or FALLBACK_STEM
        names = self._names.setdefault(stem, iter_numbered_names(stem))
        return self._take(next(name for name in names if self._is_free(name)))

    def _is_free(self, link_id: str) -> bool:
        return not {link_id, make_hint_link_id(link_id)} & self._taken

    def _take(self, link_id: str) -> str:
        self._taken |= {link_id, make_hint_link_id(link_id)}
        return link_id


def is_fit(node: Node) -> bool:
    """Tell whether the builder takes the linkId of an item as it is."""
    pattern = STEP_LINK_ID if node.type == "group" else LINK_ID
    return bool(pattern.fullmatch(node.link_id)) and len(node.link_id) <= MAX_LINK_ID_LENGTH
