"""Puts the blocks of a body in the order in which it is read, whatever order the editor gave them.

What says the article in short comes first. Whom to call stands directly below the heading of its section, or first of
all where there is none. From here on nothing knows another order: neither the numbers of citations nor sign-offs.
"""

from collections.abc import Iterable, Iterator

from wagtail import blocks

from articles.blocks.text import HeadingBlock
from articles.rendering.related_articles import remove_chosen_articles
from articles.rendering.shared_records import PlacedBody, place_shared_records


def place_blocks(body: blocks.StreamValue, locale: int | None = None) -> PlacedBody:
    """Return the body of a page in this locale as it is read, shared records included. The body is not changed.

    The choice of what to read next is left out: the foot of the page shows it, and nobody signs it.

    One query at most.
    """
    placed = place_shared_records(remove_chosen_articles(body), locale)
    children = list(placed.body)
    ordered = order_blocks(children)
    if ordered == children:
        return placed
    return PlacedBody(blocks.StreamValue(body.stream_block, ordered), placed.terms)


def order_blocks(children: Iterable[blocks.StreamValue.StreamChild]) -> list[blocks.StreamValue.StreamChild]:
    ordered = [child for section in split_sections(children) for child in sorted(section, key=get_rank)]
    return sorted(ordered, key=lambda child: not is_opening(child))


def split_sections(
    children: Iterable[blocks.StreamValue.StreamChild],
) -> Iterator[list[blocks.StreamValue.StreamChild]]:
    """Yield the blocks of each section. The first one has no heading if the body begins without."""
    section: list[blocks.StreamValue.StreamChild] = []
    for child in children:
        if isinstance(child.block, HeadingBlock):
            yield section
            section = []
        section.append(child)
    yield section


def get_rank(child: blocks.StreamValue.StreamChild) -> int:
    """Return where a block stands in its section: its heading 0, whom to call 1, all else 2."""
    if isinstance(child.block, HeadingBlock):
        return 0
    return 1 if getattr(child.block, "is_above_section", False) else 2


def is_opening(child: blocks.StreamValue.StreamChild) -> bool:
    """Return whether a block is shown beneath the standfirst, above the contents."""
    return getattr(child.block, "is_opening", False)
