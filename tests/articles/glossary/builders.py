"""Builds terms, and marks of them in rich text."""

from typing import Any

from articles.models import GlossaryTerm


def make_term(term: str = "engram", definition: str = "A trace of a memory.", **fields: Any) -> GlossaryTerm:
    """Return a published term."""
    made = GlossaryTerm.objects.create(term=term, definition=definition, live=False, **fields)
    made.save_revision().publish()
    made.refresh_from_db()
    return made


def mark(term: GlossaryTerm | int | str, words: str = "engrams") -> str:
    """Return a mark as it is stored."""
    return f'<a linktype="glossary" id="{getattr(term, "pk", term)}">{words}</a>'


def term_block(term: GlossaryTerm | int | None) -> dict[str, Any]:
    return {"type": "term", "value": {"term": getattr(term, "pk", term)}}
