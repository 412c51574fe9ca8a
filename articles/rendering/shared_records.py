"""Puts what is written once, for many pages, into the body that shows it: questions with their answers, and terms."""

from dataclasses import dataclass

from wagtail import blocks

from articles.rendering.glossary import Terms, build_term_blocks, fetch_terms, find_term_ids
from articles.rendering.shared_questions import (
    build_question_blocks,
    fetch_published_entries,
    read_choices,
    replace_blocks,
)


@dataclass(frozen=True)
class PlacedBody:
    """A body with its shared records in their places, and the terms that its texts may explain."""

    body: blocks.StreamValue
    terms: Terms


def place_shared_records(body: blocks.StreamValue, locale: int | None = None) -> PlacedBody:
    """Return a copy of the body of a page in this locale, with its shared records in their places.

    One query for all questions and one for all terms, or none if the body has none of them.
    """
    choices = read_choices(body)
    entries = fetch_published_entries(choices.values())
    texts = [list(body.raw_data), [entry.answer for entry in entries.values()]]
    terms = fetch_terms(find_term_ids(texts), locale)
    replaced = {**build_question_blocks(body, choices, entries), **build_term_blocks(body, terms)}
    return PlacedBody(replace_blocks(body, replaced), terms)
