"""Marks pictures that need the editor in the preview of a page, where the content checks find them."""

from typing import Any

from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from articles.rendering.body import transform_block
from articles.review.body_report import describe_picture_problem


def mark_pictures(body: blocks.StreamValue) -> None:
    """Note at each image of a body what is wrong with it. The template of a picture writes it into an attribute."""

    def mark(block: blocks.Block, value: Any) -> Any:
        if isinstance(block, ImageBlock) and value:
            value.problem = describe_picture_problem(value)
        return value

    transform_block(body.stream_block, body, mark)
