"""Reports to an editor what readers of a body do not get: pictures without a description or a file, and lost blocks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.images.models import AbstractImage

from articles.blocks.alt_texts import is_file_like
from articles.rendering.body import transform_block
from articles.review.citation_report import BlockLocation


@dataclass(frozen=True)
class BodyFinding:
    location: BlockLocation
    words: str

    def __str__(self) -> str:
        return f"{self.location}: {self.words}"


def report_pictures(body: blocks.StreamValue) -> list[BodyFinding]:
    """Return what is wrong with the pictures of a body, in its order."""
    return [
        BodyFinding(BlockLocation(number, str(child.block.label), child.id), words)
        for number, child in enumerate(body, 1)
        for image in list_images(child)
        if (words := describe_picture_problem(image))
    ]


def list_images(child: blocks.StreamValue.StreamChild) -> list[AbstractImage | None]:
    found: list[AbstractImage | None] = []

    def gather(block: blocks.Block, value: Any) -> Any:
        if isinstance(block, ImageBlock):
            found.append(value or None)
        return value

    transform_block(child.block, child.value, gather)
    return found


def describe_picture_problem(image: AbstractImage | None) -> str:
    """Return what is wrong with a picture, in a sentence, or an empty string."""
    if image is None:
        return _("There is no image, so readers see none. Choose another one, or remove the block.")
    if not image.file.storage.exists(image.file.name):
        return _("The file of the image is missing, so readers do not see it. Upload it again, or choose another one.")
    if image.decorative:
        return ""
    alternative = (image.contextual_alt_text or "").strip()
    if not alternative:
        return _("The image has no alternative text. Say what it shows, or mark it as decorative.")
    if is_file_like(alternative, image.file.name):
        words = _("The alternative text “%(text)s” is the name of a file. Say what the image shows.")
        return words % {"text": alternative}
    return ""


def find_lost_blocks(stream: blocks.StreamBlock, stored: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the kinds of stored blocks that no longer exist. Wagtail drops them without a word."""
    yield from dict.fromkeys(str(child.get("type")) for child in stored if child.get("type") not in stream.child_blocks)
