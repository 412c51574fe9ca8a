"""A questionnaire as the admin keeps it: blocks, as a StreamField writes them to JSON.

A block in a stream is `{"type", "value", "id"}`, an entry of a list `{"type": "item", "value", "id"}`.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Values = dict[str, Any]  # of one block, by the name of the field
Stream = list[Values]

# Names for the identifiers of blocks that are made from a definition: the same definition gives the same ones.
BLOCK_NAMESPACE = uuid.UUID("6f0f6b0e-4d5b-4f0e-9a52-9a9d5b1f7c11")

# Operators of conditions that compare with no answer.
ANSWERED, UNANSWERED = "answered", "unanswered"


@dataclass(frozen=True)
class Blueprint:
    slug: str
    title: str
    language: str
    url: str = ""  # empty: made from the slug
    publisher: str = ""
    copyright: str = ""
    steps: Sequence[Values] = ()
    scores: Sequence[Values] = ()
    rules: Sequence[Values] = ()
    cases: Sequence[Values] = ()


def iter_entries(stream: Sequence[Values] | None) -> Iterator[Any]:
    """The values of a list of blocks."""
    return (entry["value"] for entry in stream or ())


def make_block(kind: str, value: Any, *path: object) -> Values:
    """A block whose identifier follows from where it stands."""
    return {"type": kind, "value": value, "id": str(uuid.uuid5(BLOCK_NAMESPACE, "/".join(map(str, (*path, kind)))))}


def make_item_list(values: Sequence[Any], *path: object) -> Stream:
    return [make_block("item", value, *path, position) for position, value in enumerate(values)]
