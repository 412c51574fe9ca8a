"""Puts the blocks of a body together in sections, for a page that sets them side by side."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from wagtail.blocks import StreamValue

# Blocks that take the whole width.
WIDE_BLOCKS = frozenset({"key_insight", "call_to_action"})


@dataclass
class Section:
    """A heading with what stands below it, or one block that takes the whole width."""

    is_wide: bool
    blocks: list[StreamValue.StreamChild] = field(default_factory=list)


def group_sections(body: Iterable[StreamValue.StreamChild]) -> list[Section]:
    sections: list[Section] = []
    for block in body:
        is_wide = block.block_type in WIDE_BLOCKS
        if not sections or is_wide or sections[-1].is_wide or block.block_type == "heading":
            sections.append(Section(is_wide))
        sections[-1].blocks.append(block)
    return sections
