"""Rich text as its readers get it, so that two stored spellings of the same text are equal.

The editor stores a text anew at each save: with a key for each paragraph, with `<b>` for `<strong>`, without the line
breaks between paragraphs. None of that shows.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from html.parser import HTMLParser

from references.citations import numbering
from references.citations.numbering import Citation

# Texts of some hundred pages, at a few KB each.
NORMALIZED_TEXTS_CACHE_SIZE = 4000
INVISIBLE_ATTRIBUTES = {"data-block-key"}
EQUAL_TAGS = {"strong": "b", "em": "i"}
WHITESPACE = re.compile(r"[ \t\n\r\f]+")
BLOCK_TAG = re.compile(r" ?(</?(?:p|h[1-6]|ul|ol|li|hr|br|blockquote)\b[^>]*>) ?")
EMPTY_PARAGRAPH = "<p></p>"
RichTextPart = str | Citation


@dataclass
class NormalizingParser(HTMLParser):
    """Collects the parts of a rich text: HTML in one spelling, and between them the citations."""

    parts: list[RichTextPart] = field(default_factory=list)
    is_in_citation: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if citation := self.parse_citation():
            self.is_in_citation = True
            self.parts.append(citation)
            return
        shown = sorted((name, value or "") for name, value in attrs if name not in INVISIBLE_ATTRIBUTES)
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in shown)
        self.parts.append(f"<{EQUAL_TAGS.get(tag, tag)}{attributes}>")

    def parse_citation(self) -> Citation | None:
        """Return the citation that the present tag begins, read as the page itself reads it."""
        tag = self.get_starttag_text() or ""
        return next(numbering.parse_citations(f"{tag}</a>"), None) if tag.startswith("<a") else None

    def handle_endtag(self, tag: str) -> None:
        if self.is_in_citation:
            self.is_in_citation = tag != "a"
        else:
            self.parts.append(f"</{EQUAL_TAGS.get(tag, tag)}>")

    def handle_data(self, data: str) -> None:
        # What stands inside a citation is a label for the editor; readers get a number.
        if not self.is_in_citation:
            self.parts.append(escape(data))


@lru_cache(NORMALIZED_TEXTS_CACHE_SIZE)
def split_rich_text(source: str) -> tuple[RichTextPart, ...]:
    """Return the HTML of a stored rich text in one spelling, split at its citations.

    Every page view needs it, and parsing takes longer than all else there, so the result is cached. This is safe,
    because it depends on the argument alone.
    """
    parser = NormalizingParser()
    parser.feed(clean_text(source))
    parser.close()
    parts: list[RichTextPart] = [""]
    for part in parser.parts:
        if isinstance(part, str) and isinstance(last := parts[-1], str):
            parts[-1] = last + part
        else:
            parts.append(part)
    followers: list[RichTextPart] = [*parts[1:], ""]
    return tuple(
        tidy_html(part, is_before_citation=isinstance(follower, Citation)) if isinstance(part, str) else part
        for part, follower in zip(parts, followers, strict=True)
    )


def tidy_html(html: str, *, is_before_citation: bool) -> str:
    tidy = BLOCK_TAG.sub(r"\1", WHITESPACE.sub(" ", html)).replace(EMPTY_PARAGRAPH, "")
    # The page has the number right behind the word.
    return tidy.rstrip(" \u00a0") if is_before_citation else tidy


def clean_text(text: str) -> str:
    """Return the text without what PostgreSQL refuses to store and nobody sees: NUL and lone surrogates."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()
