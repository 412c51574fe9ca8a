"""Reads stored rich text as paragraphs of plain text, with the places at which works are cited.

It takes whatever is stored, however broken, and reads each character once: a pasted text may be 10 MB long.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from references.citations import numbering
from references.citations.features import LINK_TYPE

# A tag, a comment, an entity, or text. A quoted value may contain `<` and `>`.
TOKEN = re.compile(
    r"""(?P<tag></?[a-zA-Z](?:[^<>"]++|"[^"]*+")*+>)|(?P<comment><!--(?:[^-]++|-(?!->))*+-->)"""
    r"|(?P<entity>&#?\w{1,31};)|(?P<text>[^<&]++|[<&])"
)
TAG_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
HEADING_TAGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
BLOCK_TAGS = HEADING_TAGS | {
    *("p", "li", "ul", "ol", "div", "blockquote", "table", "tr", "td", "th", "hr", "section", "article", "pre"),
    *("dl", "dt", "dd", "figure", "figcaption", "caption", "embed"),
}


@dataclass(frozen=True)
class Run:
    """A run of characters of a paragraph: where it begins in its text, and where it stands in the source."""

    offset: int
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class CitedPlace:
    """A work that is cited behind this many characters of the text of a paragraph."""

    offset: int
    work: int


@dataclass
class Paragraph:
    is_heading: bool = False
    runs: list[Run] = field(default_factory=list)
    citations: list[CitedPlace] = field(default_factory=list)
    length: int = 0

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    def add_run(self, text: str, start: int, end: int) -> None:
        self.runs.append(Run(self.length, text, start, end))
        self.length += len(text)


def parse_paragraphs(source: str) -> Iterator[Paragraph]:
    """Yield the paragraphs, list items, headings and table cells of a rich text that hold words.

    The words of a citation are its label for the editor, which readers never see, so they are left out.
    """
    paragraph, is_in_citation = Paragraph(), False
    for token in TOKEN.finditer(source):
        kind, text = token.lastgroup, token[0]
        if kind == "tag":
            name = read_tag_name(text)
            if name in BLOCK_TAGS:
                if paragraph.length:
                    yield paragraph
                paragraph, is_in_citation = Paragraph(name in HEADING_TAGS and text[1] != "/"), False
            elif name == "br":
                paragraph.add_run("\n", token.start(), token.end())
            elif name == "a":
                work = read_cited_work(text)
                is_in_citation = work is not None
                if work is not None:
                    paragraph.citations.append(CitedPlace(paragraph.length, work))
        elif kind != "comment" and not is_in_citation:
            paragraph.add_run(unescape(text) if kind == "entity" else text, token.start(), token.end())
    if paragraph.length:
        yield paragraph


def read_tag_name(tag: str) -> str:
    name = TAG_NAME.match(tag)
    return name[1].lower() if name else ""


def read_cited_work(tag: str) -> int | None:
    """Return the id of the work that a tag cites, 0 if it names none, or None if the tag is no citation."""
    attributes = dict(numbering.TAG_ATTRIBUTE.findall(tag))
    if tag.startswith("</") or attributes.get("linktype") != LINK_TYPE:
        return None
    return numbering.parse_work_id(attributes.get("id", ""))
