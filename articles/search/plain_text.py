"""The words of a page or record as plain text, for the search and its excerpts."""

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.utils.html import escape
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.rich_text import RichText, get_text_for_indexing

from articles.rendering.body import transform_block
from references.citations import numbering

PARAGRAPH_END = re.compile(r"</(?:p|h\d|li|blockquote)>|<[bh]r\s*/?>", re.IGNORECASE)
# No database takes NUL or half a surrogate pair in every column.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Beyond it nothing of a text is found. PostgreSQL indexes at most a megabyte, in which our tokens must fit.
MAX_TEXT_LENGTH = 100_000


def write_text(record: Model, fields: Iterable[str]) -> str:
    """Return what these fields say, a paragraph or heading to a line, without the numbers of citations.

    A field may be a plain text, a rich text or a body of blocks.
    """
    return join_lines(part for name in fields for part in read_field(record, name))


def read_field(record: Model, name: str) -> list[str]:
    value = getattr(record, name)
    if not isinstance(record._meta.get_field(name), StreamField):
        return split_paragraphs(str(value or ""))
    texts: list[str] = value.stream_block.get_searchable_content(
        transform_block(value.stream_block, value, separate_paragraphs)
    )
    return [line for text in texts for line in text.splitlines()]


def separate_paragraphs(block: blocks.Block, value: Any) -> Any:
    """Return a rich text with each of its paragraphs on a line, and any other value as it is."""
    if isinstance(block, blocks.RichTextBlock) and value:
        return RichText(escape("\n".join(split_paragraphs(value.source))))
    return value


def split_paragraphs(html: str) -> list[str]:
    """Return the text of each paragraph, heading and list item of a rich text, without citations."""
    bare = numbering.strip_citations(numbering.group_citations(html))
    return get_text_for_indexing(PARAGRAPH_END.sub("\n", bare)).splitlines()


def join_lines(lines: Iterable[str]) -> str:
    tidy = (" ".join(UNSTORABLE.sub("", line).split()) for line in lines)
    return "\n".join(line for line in tidy if line)[:MAX_TEXT_LENGTH]
