"""A page's body as its reader gets it: citations numbered over the whole page, headings with their anchors, the list of
works, the minutes it takes.

All of it is worked out from the stored body before anything is rendered, and the stored body is never changed: what
the templates show is a copy. So rendering twice gives the same page, and the queries do not grow with the blocks.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from math import ceil
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.text import slugify
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.images.models import AbstractImage
from wagtail.rich_text import RichText, expand_db_html

from references import citations
from references.citations import CitedWork
from references.models import Reference

# Slower than the 238 of Brysbaert 2019 (doi:10.1016/j.jml.2019.104047): our readers are tired.
WORDS_A_MINUTE = 200
# Stands between texts that are expanded together; Draftail never stores it.
SEPARATOR = "\x1e"


@dataclass(frozen=True)
class Heading:
    text: str
    anchor: str


@dataclass(frozen=True)
class ListedWork:
    """An entry of the list at the foot."""

    cited: CitedWork
    reference: Reference


@dataclass(frozen=True)
class Reading:
    body: blocks.StreamValue
    contents: list[Heading]
    references: list[ListedWork]
    minutes: int


class FinishedText(RichText):
    """Rich text that needs no more work: `source` is the HTML that the reader gets."""

    def __html__(self) -> str:
        return self.source


def read(body: blocks.StreamValue) -> Reading:
    """One query for all works cited, one for all pages linked to, one for all images; none where there is none."""
    sources: list[str] = []
    images: list[AbstractImage] = []

    def gather(block: blocks.Block, value: Any) -> Any:
        if isinstance(block, blocks.RichTextBlock) and value:
            sources.append(value.source.replace(SEPARATOR, ""))
        elif isinstance(block, ImageBlock) and value:
            images.append(value)
        return value

    copied(body.stream_block, body, gather)
    prefetch_renditions(images)
    references = Reference.objects.in_bulk(citations.cited_works(sources))
    numbered, works = citations.number(sources, existing=references.keys())
    labels = {work.number: references[work.id].label for work in works}
    finished = iter(expanded([citations.write(text, labels=labels) for text in numbered]))
    contents: list[Heading] = []

    def finish(block: blocks.Block, value: Any) -> Any:
        if isinstance(block, blocks.RichTextBlock) and value:
            return FinishedText(next(finished))
        if getattr(block, "stands_in_contents", False) and value["heading"]:
            contents.append(anchored(value["heading"], taken={heading.anchor for heading in contents}))
            value["anchor"] = contents[-1].anchor
        return value

    return Reading(
        body=copied(body.stream_block, body, finish),
        contents=contents,
        references=[ListedWork(work, references[work.id]) for work in works],
        minutes=minutes(sources),
    )


def copied(block: blocks.Block, value: Any, change: Callable[[blocks.Block, Any], Any]) -> Any:
    """A copy of a block's value, with `change` applied to every part in the order of the page, inner parts first."""
    match block:
        case ImageBlock():
            pass  # made like a StructBlock, but its value is the image
        case blocks.StreamBlock():
            children = [(child.block_type, copied(child.block, child.value, change), child.id) for child in value]
            value = blocks.StreamValue(block, children)
        case blocks.StructBlock():
            parts = [(name, copied(child, value.get(name), change)) for name, child in block.child_blocks.items()]
            value = block.meta.value_class(block, parts)
        case blocks.ListBlock():
            items = [copied(block.child_block, item, change) for item in value]
            value = blocks.list_block.ListValue(block, values=items)
    return change(block, value)


def expanded(texts: Sequence[str]) -> list[str]:
    """Links and embeds of all texts made ready for the reader, looked up together."""
    together = expand_db_html(SEPARATOR.join(texts)).split(SEPARATOR)
    # A tag that is never closed could swallow the separator.
    return together if len(together) == len(texts) else [expand_db_html(text) for text in texts]


def prefetch_renditions(images: Sequence[AbstractImage]) -> None:
    if images:
        renditions = images[0].get_rendition_model().objects.all()
        prefetch_related_objects(images, Prefetch("renditions", queryset=renditions, to_attr="prefetched_renditions"))


def anchored(text: str, *, taken: set[str]) -> Heading:
    """A heading with an anchor that no other has. The prefix keeps it apart from the citations' own anchors."""
    slug = slugify(text, allow_unicode=True)
    anchor = f"section-{slug}" if slug else "section"
    return Heading(text, next(name for name in numbered_names(anchor) if name not in taken))


def numbered_names(name: str) -> Iterator[str]:
    """`name`, `name-2`, `name-3`, …"""
    yield name
    yield from (f"{name}-{position}" for position in count(2))


def minutes(texts: Sequence[str]) -> int:
    words = sum(len(re.sub(r"<[^>]*>", " ", citations.without_citations(text)).split()) for text in texts)
    return ceil(words / WORDS_A_MINUTE)
