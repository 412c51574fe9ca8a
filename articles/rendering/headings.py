"""The headings of a page, and the anchors by which links lead to them.

A heading that readers know keeps its anchor when it is reworded: the page remembers it by the id of the block.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from django.utils.text import slugify
from wagtail import blocks

# The anchors that readers know, by the ids of blocks.
Anchors = Mapping[str, str]


@dataclass(frozen=True)
class Heading:
    text: str
    anchor: str


def anchor_headings(body: blocks.StreamValue, known: Anchors) -> list[Heading]:
    """Return the headings of a body whose blocks are in their places, each with an anchor that no other has.

    A known anchor comes before one that is made of words, wherever its heading stands.
    """
    found = [(str(child.id or ""), str(child.value["heading"])) for child in find_headed_blocks(body)]
    kept = {id_: known[id_] for id_, _text in found if id_ and id_ in known}
    taken = set(kept.values())
    headings = []
    for id_, text in found:
        # Taken out, because a copied block may have the id of another.
        anchor = kept.pop(id_, "") or make_anchor(text, taken)
        taken.add(anchor)
        headings.append(Heading(text, anchor))
    return headings


def find_headed_blocks(body: blocks.StreamValue) -> list[blocks.StreamValue.StreamChild]:
    return [child for child in body if getattr(child.block, "is_contents_entry", False) and child.value["heading"]]


def make_anchor(text: str, taken: set[str]) -> str:
    """Return an anchor of the words of a heading. The prefix keeps it apart from the anchors of citations."""
    slug = slugify(text, allow_unicode=True)
    return next(name for name in generate_names(f"section-{slug}" if slug else "section") if name not in taken)


def generate_names(name: str) -> Iterator[str]:
    """Yield `name`, `name-2`, `name-3`, …"""
    yield name
    yield from (f"{name}-{position}" for position in count(2))


def remember_anchors(body: blocks.StreamValue, known: Anchors) -> dict[str, str]:
    """Return the anchors that readers know once this body is published.

    What belongs to a block that is gone stays, for the day on which it comes back, unless another heading has its name.
    """
    headings: Sequence[Heading] = anchor_headings(body, known)
    ids = (str(child.id or "") for child in find_headed_blocks(body))
    shown = {id_: heading.anchor for id_, heading in zip(ids, headings, strict=True) if id_}
    taken = {heading.anchor for heading in headings}
    return {**{id_: anchor for id_, anchor in known.items() if anchor not in taken}, **shown}
