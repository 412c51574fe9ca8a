"""Marks the claims that cite nothing in the preview of a page, where the editor's content checks find them."""

from collections.abc import Collection
from html import escape
from typing import Any

from wagtail import blocks
from wagtail.rich_text import RichText

from articles.rendering.body import transform_block
from articles.review.claim_report import MAX_SOURCE_LENGTH, report_claims
from articles.review.claims.coverage import find_claims

# The attribute of a claim's first words.
MARK = "data-claim"
# The checks name an element by its attributes, if they are as short as this.
MAX_NAME_LENGTH = 25


def mark_uncovered_claims(body: blocks.StreamValue, language: str, dismissed: Collection[str]) -> blocks.StreamValue:
    """Return a copy of a body in which the first words of each uncovered claim are in a `span` with the attribute."""
    uncovered = {one.claim.hash for one in report_claims(body, language, dismissed).uncovered}

    def mark(block: blocks.Block, value: Any) -> Any:
        if isinstance(block, blocks.RichTextBlock) and value:
            return RichText(mark_source(value.source, language.partition("-")[0], uncovered))
        return value

    return transform_block(body.stream_block, body, mark) if uncovered else body


def mark_source(source: str, language: str, uncovered: Collection[str]) -> str:
    pieces, end = [], 0
    for claim in find_claims(source[:MAX_SOURCE_LENGTH], language):
        if claim.hash in uncovered and claim.start >= end:
            mark = f'<span {MARK}="{escape(claim.sentence[:MAX_NAME_LENGTH])}">'
            pieces += [source[end : claim.start], mark, source[claim.start : claim.end], "</span>"]
            end = claim.end
    return "".join([*pieces, source[end:]])
