"""Reads which articles an editor chose to be read next, and takes that choice out of the body.

It is read from the raw data, because Wagtail would make a query to look up what was chosen.
"""

from collections.abc import Iterator
from typing import Any

from wagtail import blocks

from articles.blocks.related_articles import RelatedArticlesBlock


def read_chosen_articles(body: blocks.StreamValue) -> list[int]:
    """Return the ids of the chosen articles, in order. One of them may be gone."""
    return list(dict.fromkeys(pk for child in body.raw_data if is_choice(child) for pk in read_ids(child)))


def remove_chosen_articles(body: blocks.StreamValue) -> blocks.StreamValue:
    """Return the body without the blocks that choose articles. The body is not changed."""
    if not any(map(is_choice, body.raw_data)):
        return body
    others = [child for child in body.raw_data if not is_choice(child)]
    return blocks.StreamValue(body.stream_block, others, is_lazy=True)


def is_choice(child: dict[str, Any]) -> bool:
    return child["type"] == RelatedArticlesBlock.BLOCK_NAME


def read_ids(child: dict[str, Any]) -> Iterator[int]:
    for item in child["value"].get("articles") or []:
        chosen = item.get("value") if isinstance(item, dict) else item
        if isinstance(chosen, int):
            yield chosen
