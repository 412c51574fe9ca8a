"""Blocks in the form in which Wagtail stores them, and citations by the key of a work: `[efremov2024]`."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html

from references.citations.features import LINK_TYPE
from references.models import Reference

Block = dict[str, Any]

KEY = re.compile(r"\[([a-z]+\d{4})\]")


def heading(text: str) -> Block:
    return {"type": "heading", "value": {"heading": text}}


def prose(*paragraphs: str) -> Block:
    """Paragraphs of plain words. One that begins with a tag is taken as it is."""
    return {
        "type": "prose",
        "value": "".join(text if text.startswith("<") else f"<p>{text}</p>" for text in paragraphs),
    }


def key_insight(text: str) -> Block:
    return {"type": "key_insight", "value": {"text": f"<p>{text}</p>"}}


def loop_diagram(title: str, steps: list[tuple[str, str]], *, caption: str) -> Block:
    items = [{"label": label, "effect": effect} for label, effect in steps]
    return {"type": "loop_diagram", "value": {"title": title, "steps": items, "caption": f"<p>{caption}</p>"}}


def questions(title: str, *items: Block) -> Block:
    return {"type": "questions", "value": {"heading": title, "questions": list(items)}}


def question(asked: str, answer: str, *, is_clinic_view: bool = False) -> Block:
    return {"question": asked, "answer": f"<p>{answer}</p>", "is_clinic_view": is_clinic_view}


def call_to_action(title: str, text: str, *, button: str = "Check eligibility") -> Block:
    return {"type": "call_to_action", "value": {"heading": title, "text": text, "button": button}}


def with_citations(part: Any, works: Mapping[str, Reference]) -> Any:
    """The same blocks with every key turned into a citation. A work that is not in the library is not cited."""
    if isinstance(part, dict):
        return {name: with_citations(inner, works) for name, inner in part.items()}
    if isinstance(part, list):
        return [with_citations(inner, works) for inner in part]
    if isinstance(part, str):
        return KEY.sub(lambda match: citation(works.get(match[1])), part)
    return part


def citation(work: Reference | None) -> str:
    if work is None:
        return ""
    return format_html('<a linktype="{}" id="{}">{}</a>', LINK_TYPE, work.pk, work.label)
