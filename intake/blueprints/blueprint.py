"""A questionnaire as staff build it: its texts, and the blocks of its streams."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from intake.blueprints.block_values import Block, CaseValues, RuleValues, StepValues

V = TypeVar("V")

TEXT_FIELDS = ("slug", "title", "url", "publisher", "copyright")
STREAM_FIELDS = ("steps", "scores", "rules", "cases")

# The namespace of the ids of blocks that are made from a definition, so that the same definition gives the same ids.
BLOCK_NAMESPACE = uuid.UUID("6f0f6b0e-4d5b-4f0e-9a52-9a9d5b1f7c11")

# Operators of conditions that compare with no answer.
ANSWERED, UNANSWERED = "answered", "unanswered"


@dataclass(frozen=True)
class Blueprint:
    slug: str
    title: str
    language: str
    url: str = ""  # if empty, it is made from the slug
    publisher: str = ""
    copyright: str = ""
    steps: Sequence[Block[StepValues]] = ()
    scores: Sequence[Block[str]] = ()
    rules: Sequence[Block[RuleValues]] = ()
    cases: Sequence[Block[CaseValues]] = ()

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any], *, language: str) -> Self:
        """Return the blueprint in the fields of a questionnaire, as the model keeps them or its form has cleaned them.

        The values of `STREAM_FIELDS` are Wagtail's StreamValues. A missing text is empty.
        """
        texts = {name: fields.get(name, "") for name in TEXT_FIELDS}
        streams: dict[str, Any] = {name: list(fields[name].get_prep_value()) for name in STREAM_FIELDS}
        return cls(language=language, **texts, **streams)


def iter_entries(stream: Sequence[Block[V]] | None) -> Iterator[V]:
    """Yield the values of a list of blocks."""
    return (block["value"] for block in stream or ())


def make_block(kind: str, value: V, *path: object) -> Block[V]:
    """Return a block whose id follows from where it stands."""
    name = "/".join(map(str, (*path, kind)))
    return {"type": kind, "value": value, "id": str(uuid.uuid5(BLOCK_NAMESPACE, name))}


def make_item_list(values: Sequence[V], *path: object) -> list[Block[V]]:
    return [make_block("item", value, *path, position) for position, value in enumerate(values)]
