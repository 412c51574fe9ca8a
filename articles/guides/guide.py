"""Reads a guide, which is Markdown, into a page of the admin."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

GUIDES = Path("docs/guides")
# The files beside the guide that its pictures are, and the prefix under which they are static files.
PICTURES, STATIC_PREFIX = "pictures/", "guides/"


@dataclass(frozen=True)
class Section:
    title: str
    anchor: str


@dataclass(frozen=True)
class Guide:
    title: str
    sections: list[Section]
    html: SafeString


@cache
def read_guide(name: str) -> Guide:
    """Return a guide, as HTML with an anchor at each section. It is read once in each process.

    Raises FileNotFoundError if there is no guide of this name.
    """
    text = (settings.BASE_DIR / GUIDES / f"{name}.md").read_text(encoding="utf-8")
    # Our own text: HTML in it is shown as text all the same.
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    title, tokens = take_title(tokens)
    sections = list(mark_sections(tokens))
    lead_to_static_pictures(tokens)
    unlink_repository(tokens)
    html = parser.renderer.render(tokens, parser.options, {})
    return Guide(title, sections, mark_safe(html))  # noqa: S308 -- the parser escapes what is no Markdown


def take_title(tokens: list[Token]) -> tuple[str, list[Token]]:
    """Return the text of the first heading, which the page's header shows, and the tokens after it."""
    opening, inline, closing, *others = tokens
    if opening.tag != "h1" or closing.tag != "h1":
        raise ValueError("A guide begins with its title.")
    return inline.content, others


def mark_sections(tokens: list[Token]) -> Iterator[Section]:
    """Give each heading of a section an anchor, and return the sections."""
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and opening.tag == "h2":
            section = Section(inline.content, slugify(inline.content))
            opening.attrSet("id", section.anchor)
            yield section


def lead_to_static_pictures(tokens: list[Token]) -> None:
    """Let each picture be the static file, whose name changes with its content."""
    for token in (child for each in tokens for child in each.children or []):
        source = str(token.attrGet("src") or "")
        if token.type == "image" and source.startswith(PICTURES):
            token.attrSet("src", static(STATIC_PREFIX + source.removeprefix(PICTURES)))
            token.attrSet("loading", "lazy")


def unlink_repository(tokens: list[Token]) -> None:
    """Leave the words of a link to another page of the repository, which the site does not serve."""
    for token in tokens:
        is_inside = False
        kept = []
        for child in token.children or []:
            if child.type == "link_open" and str(child.attrGet("href")).startswith("../"):
                is_inside = True
            elif child.type == "link_close" and is_inside:
                is_inside = False
            else:
                kept.append(child)
        if token.children:
            token.children = kept
