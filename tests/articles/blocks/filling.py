"""Fills every part of every block with words and citations of its own, so that a test can look for each."""

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any
from uuid import UUID

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.documents.models import AbstractDocument
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.images.models import AbstractImage

from articles.blocks.typed_numbers import NumberBlock
from references.models import Reference
from tests.articles.builders import Block
from tests.references.builders import cite

# Blocks that show what is stored elsewhere. They have tests of their own.
SHOWN_FROM_ELSEWHERE = {"faq", "term", "clinic_details", "related_articles"}
# What readers do not get as words, by the name of the part.
FIXED_PARTS: dict[str, Any] = {"licence_url": "https://example.com/licence"}


class Filler:
    """Writes words that occur once, and cites each work once, in the order of the stored parts."""

    def __init__(self, works: list[Reference], image: AbstractImage, document: AbstractDocument) -> None:
        self.works = iter(works)
        self.image = image
        self.document = document
        self.numbers = count(1)
        self.texts: list[str] = []

    def fill_stream(self, stream: blocks.StreamBlock) -> list[Block]:
        """Return one block of each kind."""
        return [
            {"type": name, "value": self.fill(block, name), "id": self.make_id()}
            for name, block in stream.child_blocks.items()
            if name not in SHOWN_FROM_ELSEWHERE
        ]

    def make_id(self) -> str:
        return str(UUID(int=next(self.numbers)))

    def write(self) -> str:
        self.texts.append(f"Wort{next(self.numbers):04}")
        return self.texts[-1]

    def fill(self, block: blocks.Block, name: str) -> Any:
        if name in FIXED_PARTS:
            return FIXED_PARTS[name]
        return next(write(self, block, name) for kind, write in WRITERS if isinstance(block, kind))

    def fill_image(self) -> dict[str, Any]:
        return {"image": self.image.pk, "alt_text": self.write(), "decorative": False}

    def fill_parts(self, parts: Mapping[str, blocks.Block]) -> dict[str, Any]:
        return {name: self.fill(block, name) for name, block in parts.items()}

    def fill_list(self, block: blocks.ListBlock, name: str) -> list[dict[str, Any]]:
        return [self.fill_item(block.child_block, name) for _place in range(block.meta.min_num or 1)]

    def fill_item(self, block: blocks.Block, name: str) -> dict[str, Any]:
        return {"type": "item", "value": self.fill(block, name), "id": self.make_id()}

    def fill_table(self, kinds: Mapping[str, blocks.Block]) -> dict[str, Any]:
        columns = [{"type": kind, "heading": self.write()} for kind in kinds]
        rows = [{"values": [self.fill(block, kind) for kind, block in kinds.items()]} for _row in range(2)]
        return {"columns": columns, "rows": rows, "caption": ""}


WRITERS: list[tuple[type[blocks.Block], Callable[[Filler, Any, str], Any]]] = [
    (ImageBlock, lambda filler, _block, _name: filler.fill_image()),
    (ImageChooserBlock, lambda filler, _block, _name: filler.image.pk),
    (DocumentChooserBlock, lambda filler, _block, _name: filler.document.pk),
    (blocks.RichTextBlock, lambda filler, _block, _name: f"<p>{filler.write()}{cite(next(filler.works))}</p>"),
    (blocks.StructBlock, lambda filler, block, _name: filler.fill_parts(block.child_blocks)),
    (blocks.ListBlock, lambda filler, block, name: filler.fill_list(block, name)),
    (TypedTableBlock, lambda filler, block, _name: filler.fill_table(block.child_blocks)),
    (blocks.ChoiceBlock, lambda _filler, block, _name: block.field.choices[-1][0]),
    (NumberBlock, lambda filler, _block, _name: str(next(filler.numbers))),
    (blocks.BooleanBlock, lambda _filler, _block, _name: False),
    (blocks.CharBlock | blocks.TextBlock, lambda filler, _block, _name: filler.write()),
]
