"""Faults in a definition, as errors at the blocks that it was compiled from."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from intake.blueprints.compiler import BlockPath

ERROR_CLASSES: dict[type[blocks.Block], Any] = {
    blocks.StructBlock: StructBlockValidationError,
    blocks.StreamBlock: StreamBlockValidationError,
    blocks.ListBlock: ListBlockValidationError,
}


def build_block_error(block: blocks.Block, value: object, place: BlockPath, message: str) -> ValidationError:
    """Return an error for the form field of `block`, which shows it at `place` inside.

    If the place leads to no block, such as to a field that was derived from another, the error is shown at the nearest
    block around it.
    """
    kind = next((kind for kind in ERROR_CLASSES if isinstance(block, kind)), None)
    if kind is None:
        return ValidationError(message)
    if not place or (isinstance(block, blocks.StructBlock) and place[0] not in block.child_blocks):
        return ERROR_CLASSES[kind](non_block_errors=[ValidationError(message)])
    here, further = place[0], place[1:]
    inner, inside = get_child_block(block, value, here)
    return ERROR_CLASSES[kind](block_errors={here: build_block_error(inner, inside, further, message)})


def get_child_block(block: Any, value: Any, here: str | int) -> tuple[blocks.Block, Any]:
    """Return the block at a field of a struct, or at a position in a stream or a list, and its value."""
    if isinstance(block, blocks.StructBlock):
        return block.child_blocks[here], value[here]
    if isinstance(block, blocks.StreamBlock):
        return value[here].block, value[here].value
    return block.child_block, value[here]
