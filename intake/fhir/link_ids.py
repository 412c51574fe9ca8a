"""Keys that the builder takes, from another program's linkIds: always the same ones, and as they were if they can."""

import re
from collections.abc import Iterable

from intake.blueprints.link_ids import make_hint_link_id
from intake.engine.questionnaire_items import LINK_ID, STEP_LINK_ID
from intake.fhir.item_tree import Node

MAX_LINK_ID_LENGTH = 59  # leaves room for "-hint" behind it
UNFIT_CHARACTERS = re.compile(r"[^A-Za-z0-9._-]+")
UNFIT_STEP_CHARACTERS = re.compile(r"[^a-z0-9]+")


class LinkIds:
    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._last: dict[str, int] = {}  # stem -> the number that was last tried behind it

    def of(self, nodes: Iterable[Node]) -> dict[str, str]:
        """The new linkId of each, by its path. Those that fit are kept before the others are given one."""
        found, unfit = {}, []
        for node in nodes:
            pattern = STEP_LINK_ID if node.type == "group" else LINK_ID
            if (
                pattern.fullmatch(node.link_id)
                and len(node.link_id) <= MAX_LINK_ID_LENGTH
                and self._is_free(node.link_id)
            ):
                found[node.path] = self._take(node.link_id)
            else:
                unfit.append(node)
        return found | {node.path: self.new(node.link_id, is_step=node.type == "group") for node in unfit}

    def new(self, wanted: str, *, is_step: bool) -> str:
        """One that nothing has yet, as near to `wanted` as it can be."""
        fitting = UNFIT_STEP_CHARACTERS.sub("-", wanted.lower()) if is_step else UNFIT_CHARACTERS.sub("-", wanted)
        stem = fitting.strip("._-")[: MAX_LINK_ID_LENGTH - 6].strip("._-") or "item"
        link_id, number = stem, self._last.get(stem, 1)
        while not self._is_free(link_id):
            number += 1
            link_id = f"{stem}-{number}"
        self._last[stem] = number
        return self._take(link_id)

    def _is_free(self, link_id: str) -> bool:
        return not {link_id, make_hint_link_id(link_id)} & self._taken

    def _take(self, link_id: str) -> str:
        self._taken |= {link_id, make_hint_link_id(link_id)}
        return link_id
