"""Paths in a FHIR resource, from the resource down: `item[2].enableWhen[0]`."""

import re

ITEM_PATH = re.compile(r"(?:item\[\d+\]\.?)*")
MAX_NAME_LENGTH = 64  # of a member that is written in a path as it is
SHOWN_NAME_LENGTH = 40  # of any other member


def join_path(path: str, key: str) -> str:
    """Return the path of a member. A name that no FHIR element has is cut and quoted."""
    name = key if key.isidentifier() and len(key) <= MAX_NAME_LENGTH else f"{key[:SHOWN_NAME_LENGTH]!r}"
    return f"{path}.{name}" if path else name


def get_item_path(path: str) -> str:
    """Return the path of the item that a path leads into; empty for a path that leads into none."""
    found = ITEM_PATH.match(path)
    return found[0].rstrip(".") if found else ""
