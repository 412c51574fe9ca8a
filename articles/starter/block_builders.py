"""Builds blocks in the form in which Wagtail stores them.

A text cites a work by its key in brackets, and marks a term by its name: `[engrams](engram)`.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html

from articles.blocks.terms import GLOSSARY_LINK_TYPE
from references.citations.features import LINK_TYPE
from references.models import Reference

BlockData = dict[str, object]

CITATION_PLACEHOLDER = re.compile(r"\[([a-z]+\d{4})\]")
TERM_PLACEHOLDER = re.compile(r"\[([^][]+)\]\(([a-z-]+)\)")


def build_heading(text: str) -> BlockData:
    return {"type": "heading", "value": {"heading": text}}


def build_prose(*paragraphs: str) -> BlockData:
    """Return a block of paragraphs. A list stands as it is."""
    return {
        "type": "prose",
        "value": "".join(text if text.startswith(("<ul>", "<ol>", "<p>")) else f"<p>{text}</p>" for text in paragraphs),
    }


def build_in_short(*points: str) -> BlockData:
    return {"type": "in_short", "value": {"points": [f"<p>{point}</p>" for point in points]}}


def build_key_insight(text: str) -> BlockData:
    return {"type": "key_insight", "value": {"text": f"<p>{text}</p>"}}


def build_loop_diagram(title: str, steps: list[tuple[str, str]], *, caption: str) -> BlockData:
    items = [{"label": label, "effect": effect} for label, effect in steps]
    return {"type": "loop_diagram", "value": {"title": title, "steps": items, "caption": f"<p>{caption}</p>"}}


def build_table(title: str, headings: list[str], rows: list[list[str]], *, caption: str) -> BlockData:
    """Return a table whose first column names its rows."""
    table = {
        "columns": [{"type": "text", "heading": heading} for heading in headings],
        "rows": [{"values": [f"<p>{text}</p>" for text in row]} for row in rows],
        "caption": "",
    }
    return {
        "type": "table",
        "value": {"title": title, "caption": f"<p>{caption}</p>", "has_row_headings": True, "table": table},
    }


def build_questions(title: str, *items: BlockData, topic: str = "") -> BlockData:
    """Return questions of a page. They are published as shared ones, of this topic or of one named by the title."""
    return {"type": "questions", "value": {"heading": title, "questions": list(items), "topic": topic}}


def build_shared_questions(topic: str, *, heading: str = "") -> BlockData:
    """Return a block that shows the questions of a topic. It is named here, and found when the page is published."""
    return {"type": "faq", "value": {"heading": heading, "topic": topic, "entries": []}}


def build_question(asked: str, answer: str, *, is_clinic_view: bool = False) -> BlockData:
    return {"question": asked, "answer": f"<p>{answer}</p>", "is_clinic_view": is_clinic_view}


def build_call_to_action(title: str, text: str, *, button: str = "Check eligibility") -> BlockData:
    return {"type": "call_to_action", "value": {"heading": title, "text": text, "button": button}}


def build_clinic_details(title: str, *names: str) -> BlockData:
    """Return a block that shows details of the clinic (CLINIC_DETAILS) once they are filled in."""
    return {"type": "clinic_details", "value": {"heading": title, "details": list(names)}}


def insert_links(part: object, works: Mapping[str, Reference], terms: Mapping[str, int]) -> Any:
    """Return the same blocks with every key turned into a citation and every name into a mark of its term.

    A key is removed if the library has no such work. `terms` has the id of each term by its name.
    """
    if isinstance(part, dict):
        return {name: insert_links(inner, works, terms) for name, inner in part.items()}
    if isinstance(part, list):
        return [insert_links(inner, works, terms) for inner in part]
    if isinstance(part, str):
        cited = CITATION_PLACEHOLDER.sub(lambda match: build_citation_link(works.get(match[1])), part)
        return TERM_PLACEHOLDER.sub(lambda match: build_mark(terms.get(match[2]), match[1]), cited)
    return part


def build_citation_link(work: Reference | None) -> str:
    if work is None:
        return ""
    return format_html('<a linktype="{}" id="{}">{}</a>', LINK_TYPE, work.pk, work.label)


def build_mark(term: int | None, words: str) -> str:
    if term is None:
        return words
    return format_html('<a linktype="{}" id="{}">{}</a>', GLOSSARY_LINK_TYPE, term, words)
