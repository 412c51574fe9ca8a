"""Find the article in a page of a website, and take off what the website and Word put around it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

import nh3
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.importing.passages import Remark, write_excerpt

MAIN_START, MAIN_END = re.compile(r"<main[\s>]", re.IGNORECASE), re.compile(r"</main\s*>", re.IGNORECASE)
ARTICLE_TAG = re.compile(r"<(/?)article(?=[\s>])", re.IGNORECASE)
HEADING_START = re.compile(r"<h1[\s>]", re.IGNORECASE)
PAGE_START = re.compile(r"<header[\s>](?:(?!<h1[\s>]|<header[\s>]).){0,50000}?</header\s*>", re.IGNORECASE | re.DOTALL)
PAGE_END = re.compile(r"<footer[\s>](?:(?!<footer[\s>]).){0,50000}?</footer\s*>", re.IGNORECASE | re.DOTALL)
# The longest of several articles is the page's own if it is so much longer than the next: the others are teasers.
FAR_LONGER = 2
# Of what is left out the editor reads the beginning.
EXCERPT = 120
# Word saves the remarks of colleagues behind the text, before its notes.
WORD_COMMENTS = re.compile(
    r"<div\s[^<>]{0,200}mso-element:\s?comment-list.*?(?=<div\s[^<>]{0,200}mso-element:\s?(?:foot|end)note-list|</body|\Z)",
    re.IGNORECASE | re.DOTALL,
)
WORD_COMMENT_MARK = re.compile(r"<a\s[^<>]{0,500}msocomanchor[^<>]{0,500}>[^<>]{0,50}</a>", re.IGNORECASE)
DELETED = re.compile(r"<del[\s>]", re.IGNORECASE)
STRUCK_OUT_REMARK = gettext_lazy("Words that were struck out are ordinary text now. Remove what is not meant.")
STRUCK_OUT = re.compile(r"<(?:s|strike)[\s>]", re.IGNORECASE)
# Titles that only their style tells apart: of Word, and of Google Docs.
STYLED_PARAGRAPH = re.compile(
    r"<p(?P<attributes>\s[^<>]{0,300}?class\s?=\s?(?:\"[^\"<>]{0,200}\"|'[^'<>]{0,200}'|[\w-]{1,60})[^<>]{0,300})>"
    r"(?P<words>(?:(?!</?p[\s>]).){0,2000}?)</p\s*>",
    re.IGNORECASE | re.DOTALL,
)
STYLE_NAMES = re.compile(r"class\s?=\s?[\"']?([^\"'>]{1,200})", re.IGNORECASE)
TITLE_STYLES, SUBTITLE_STYLES = {"MsoTitle", "title"}, {"MsoSubtitle", "subtitle"}


@dataclass
class PageArticle:
    """The article of a page: its HTML, which begins on a line of the file, and what the editor must know of the
    rest."""

    html: str
    first_line: int
    remarks: list[Remark] = field(default_factory=list)


def find_article(html: str, dropped: set[str]) -> PageArticle:
    """Return what an HTML file has of an article. The content of `dropped` tags is none of anybody's text."""
    start, end = find_span(html)
    around = [html[:start], html[end:]]
    found = PageArticle(html[start:end], 1 + html.count("\n", 0, start))
    if (start, end) == (0, len(html)):
        for part in (PAGE_START, PAGE_END):
            around += [one[0] for one in part.finditer(found.html)]
            found.html = part.sub(keep_line_ends, found.html)
    if words := " … ".join(filter(None, (read_words(part, dropped) for part in around))):
        told = {"words": write_excerpt(words, EXCERPT)}
        found.remarks.append(Remark(_("What the web page has around the article was left out: “%(words)s”") % told))
    drop_word_comments(found)
    if DELETED.search(found.html):
        found.remarks.append(Remark(_("Deleted words, of changes that are tracked, were left out.")))
    if STRUCK_OUT.search(found.html):
        found.remarks.append(Remark(str(STRUCK_OUT_REMARK)))
    found.html = STYLED_PARAGRAPH.sub(write_styled, found.html)
    return found


def find_span(html: str) -> tuple[int, int]:
    """Return where the article begins and ends: <main>, or an <article> far longer than any other, or the file."""
    if main := MAIN_START.search(html):
        ends = [found.start() for found in MAIN_END.finditer(html, main.end())]
        return main.start(), ends[-1] if ends else len(html)
    spans = sorted(find_outermost_articles(html), key=lambda span: span[0] - span[1])
    if not spans or (len(spans) > 1 and measure(spans[0]) < FAR_LONGER * measure(spans[1])):
        return 0, len(html)
    start, end = spans[0]
    heading = None if HEADING_START.search(html, start, end) else HEADING_START.search(html, 0, start)
    return heading.start() if heading else start, end


def measure(span: tuple[int, int]) -> int:
    return span[1] - span[0]


def find_outermost_articles(html: str) -> Iterator[tuple[int, int]]:
    depth = start = 0
    for tag in ARTICLE_TAG.finditer(html):
        if tag[1]:
            depth = max(0, depth - 1)
            if not depth:
                yield start, tag.start()
        else:
            start = start if depth else tag.start()
            depth += 1
    if depth:
        yield start, len(html)


def read_words(html: str, dropped: set[str]) -> str:
    """Return the words of some HTML, with spaces for its tags."""
    if not html.strip():
        return ""
    clean = nh3.clean(html.replace("<", " <"), tags={"p"}, clean_content_tags=dropped, attributes={})
    return " ".join(unescape(nh3.clean(clean.replace("<p>", " ").replace("</p>", " "), tags=set())).split())


def drop_word_comments(found: PageArticle) -> None:
    html = WORD_COMMENT_MARK.sub(keep_line_ends, WORD_COMMENTS.sub(keep_line_ends, found.html))
    if html != found.html:
        found.html = html
        found.remarks.append(Remark(_("Comments in the Word file were left out.")))


def keep_line_ends(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def write_styled(paragraph: re.Match[str]) -> str:
    """Return a paragraph with the style of a title as a heading, one with that of a subtitle in italics."""
    names = STYLE_NAMES.search(paragraph["attributes"])
    styles = set(names[1].split()) if names else set()
    # In the place of `<p`, so that lines are marked as before.
    if styles & TITLE_STYLES:
        return f"<h1{paragraph['attributes']}>{paragraph['words']}</h1>"
    if styles & SUBTITLE_STYLES:
        return f"<p{paragraph['attributes']}><em>{paragraph['words']}</em></p>"
    return paragraph[0]
