"""Reports to an editor what readers of a body do not get: pictures without a description or a file, and lost blocks."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.images.models import AbstractImage

from articles.blocks.alt_texts import is_file_like
from articles.blocks.media import MediaBlock, has_file
from articles.rendering.body import transform_block
from articles.review.citation_report import BlockLocation

# What the editor stores of a link whose address it refuses, such as one that begins with `javascript:`.
LOST_LINK = re.compile(r"<a>(.*?)</a>", re.DOTALL)


@dataclass(frozen=True)
class BodyFinding:
    location: BlockLocation
    words: str

    def __str__(self) -> str:
        return f"{self.location}: {self.words}"


def report_body(body: blocks.StreamValue) -> list[BodyFinding]:
    """Return what readers do not get of the blocks of a body, in its order."""
    return [
        BodyFinding(BlockLocation(number, str(child.block.label), child.id), words)
        for number, child in enumerate(body, 1)
        for words in find_problems(child)
    ]


def find_problems(child: blocks.StreamValue.StreamChild) -> list[str]:
    found: list[str] = []

    def gather(block: blocks.Block, value: Any) -> Any:
        match block:
            case ImageBlock():
                found.append(describe_picture_problem(value or None))
            case MediaBlock():
                found.append(describe_media_problem(value))
            case blocks.RichTextBlock() if value:
                found.append(describe_lost_links(value.source))
        return value

    transform_block(child.block, child.value, gather)
    return list(filter(None, found))


def describe_media_problem(value: blocks.StructValue) -> str:
    if value["file"] and has_file(value["file"]):
        return ""
    return _("There is no file to play, so readers get the words alone. Choose a document, or upload it again.")


def describe_lost_links(source: str) -> str:
    """Return that a text has links that lead nowhere: the editor drops addresses that could run code."""
    lost = [strip_tags(words) for words in LOST_LINK.findall(source)]
    told = _("The link “%(text)s” leads nowhere: only links to pages, web and email addresses and telephones are kept.")
    return told % {"text": "”, “".join(lost)} if lost else ""


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
