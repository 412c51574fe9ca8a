"""Read HTML, as a website or Word wrote it, into passages.

`nh3` first takes out whatever is no text: scripts, styles, comments, attributes. The rest is read as a stream, so
neither deep nesting nor a long file costs more than its length.
"""

import re
from html.parser import HTMLParser

import nh3
from django.utils.translation import gettext as _

from articles.importing.html_lines import LOOK_TAGS, LineGatherer
from articles.importing.html_notes import number_notes
from articles.importing.html_page import find_article
from articles.importing.passages import Cell, Kind, Line, ListItem, Passage, Remark, SourceText, write_excerpt
from articles.importing.phrases import clean_text, get_words, slice_phrase, trim_phrase
from references.formats.records import UnreadableFile

HEADING_TAGS = {f"h{level}": level for level in range(1, 7)} | {"summary": 6, "dt": 6}
BLOCK_TAGS = {
    *(
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "aside",
        "figure",
        "figcaption",
        "address",
        "center",
    ),
    *("pre", "dl", "dd", "details", "hr", "form", "fieldset"),
}
LINE_TAGS = {"br", "wbr"}
LIST_TAGS = {"ul", "ol", "li"}
TABLE_TAGS = {"table", "tr", "td", "th", "caption"}
KEPT_TAGS = {*HEADING_TAGS, *BLOCK_TAGS, *LOOK_TAGS, *LINE_TAGS, *LIST_TAGS, *TABLE_TAGS, "img", "blockquote"}
DROPPED_TAGS = {
    *("script", "style", "title", "noscript", "template", "iframe", "object", "embed", "svg", "math", "nav", "select"),
    *("option", "textarea", "audio", "video", "canvas", "del"),
}
LINE_ATTRIBUTE = "data-line"
MARKED_TAG = re.compile(
    r"<(?:p|h[1-6]|li|td|th|div|dt|dd|summary|br|wbr|blockquote|caption|table|img)(?=[\s/>])", re.IGNORECASE
)
FILE_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,500})</title", re.IGNORECASE)
# Word's bullets are characters of other fonts, with spaces that do not break behind them.
WORD_BULLET = re.compile(r"(?:[·•▪◦‣●○■□§–-]|[oØü](?=[ ]?\xa0))[\s\xa0]+")
DEEPEST_LIST = 4
ANY_TAG = re.compile(r"<(/?)([a-z][\w:-]*)", re.IGNORECASE)
# Tags that hold nothing, or that the next of their kind closes.
UNNESTED_TAGS = {
    *("br", "hr", "img", "wbr", "input", "meta", "link", "col", "base", "area", "source", "embed", "param", "track"),
    *("p", "li", "td", "th", "tr", "dt", "dd", "option", "thead", "tbody", "tfoot", "colgroup", "path"),
}
DEEPEST_NESTING = 1000
MOST_TAGS = 100_000
# `nh3` takes the square of the attributes of a tag.
LONGEST_TAG = 20_000
TAGS_OF_CODE = ("script", "style")


def read_html(html: str) -> SourceText:
    """Return the passages of an HTML file, each with the line of the file that it begins on."""
    title = FILE_TITLE.search(html)
    article = find_article(html, DROPPED_TAGS)
    source = read_marked_html(mark_lines(number_notes(article.html), article.first_line))
    source.remarks[:0] = article.remarks
    source.title = clean_text(nh3.clean_text(title[1])) if title else ""
    return source


def mark_lines(html: str, first: int = 1) -> str:
    """Return HTML with the number of its line in each tag that begins a passage. `first` is that of its first line."""
    position, line = 0, first

    def mark(tag: re.Match[str]) -> str:
        nonlocal position, line
        line += html.count("\n", position, tag.start())
        position = tag.start()
        return f'{tag[0]} {LINE_ATTRIBUTE}="{line}"'

    return MARKED_TAG.sub(mark, html)


def read_marked_html(html: str) -> SourceText:
    """Return the passages of HTML of which the tags have the numbers of their lines. Raises UnreadableFile."""
    check_nesting(html)
    check_tags(html)
    clean = nh3.clean(
        html,
        tags=KEPT_TAGS,
        clean_content_tags=DROPPED_TAGS,
        attributes={"*": {LINE_ATTRIBUTE}, "a": {"href", LINE_ATTRIBUTE}, "img": {"alt", LINE_ATTRIBUTE}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    reader = PassageReader()
    reader.feed(clean)
    reader.close()
    reader.end_passage()
    return SourceText(reader.passages, remarks=reader.remarks)


def check_tags(html: str) -> None:
    """Raise UnreadableFile if there are more tags, or one with more in it, than any page of text has."""
    pieces = html.split("<")
    if len(pieces) > MOST_TAGS:
        raise UnreadableFile(_("The file has far more tags than an article. Save it without its design."))
    for piece in pieces[1:]:
        if len(piece) > LONGEST_TAG and piece[0].isalpha() and not piece.lower().startswith(TAGS_OF_CODE):
            raise UnreadableFile(_("The file has a paragraph or a tag that is far longer than any in an article."))


def check_nesting(html: str) -> None:
    """Raise UnreadableFile if tags are nested deeper than any page needs: `nh3` takes the square of the depth."""
    depth = 0
    for tag in ANY_TAG.finditer(html):
        if tag[2].lower() not in UNNESTED_TAGS:
            depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > DEEPEST_NESTING:
            raise UnreadableFile(_("The file has too many nested levels."))


class PassageReader(HTMLParser):
    """Turns the tags and texts of clean HTML into passages."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.passages: list[Passage] = []
        self.remarks: list[Remark] = []
        self.text = LineGatherer()
        self.level = self.quotes = 0
        # The lists that are open, each with whether it is ordered, and their items.
        self.lists: list[bool] = []
        self.items: list[ListItem] = []
        # The rows of the table that is open. A table within it is text of its cell.
        self.tables = 0
        self.rows: list[list[Cell]] = []
        self.caption = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if (number := values.get(LINE_ATTRIBUTE, "")).isdecimal():
            self.text.line = int(number[:9])
        if tag in LOOK_TAGS:
            self.text.begin_look(tag, values.get("href", ""))
        elif tag in LINE_TAGS:
            if tag == "br" and self.text.is_line_empty and not (self.lists or self.tables or self.level or self.quotes):
                self.end_passage()
            self.text.break_line(is_wrapped=tag == "wbr")
        elif tag == "img":
            self.leave_image_out(clean_text(values.get("alt", "")).strip())
        elif tag in TABLE_TAGS and not self.lists:
            self.begin_table_part(tag)
        elif tag in LIST_TAGS and not self.tables:
            self.begin_list_part(tag)
        elif self.lists or self.tables:
            self.text.break_line()
        else:
            self.end_passage()
            self.level = HEADING_TAGS.get(tag, 0)
            self.quotes += tag == "blockquote"

    def handle_endtag(self, tag: str) -> None:
        if tag in LOOK_TAGS:
            self.text.end_look(tag)
        elif tag in TABLE_TAGS and not self.lists:
            self.end_table_part(tag)
        elif tag in LIST_TAGS and not self.tables:
            self.end_list_part(tag)
        elif self.lists or self.tables:
            self.text.break_line()
        else:
            self.end_passage()
            self.quotes -= tag == "blockquote"

    def handle_data(self, data: str) -> None:
        self.text.add_text(data)

    def leave_image_out(self, alt: str) -> None:
        words = _("An image (“%(alt)s”) was left out. Add it in the editor.") % {"alt": write_excerpt(alt)}
        self.remarks.append(Remark(words if alt else _("An image was left out. Add it in the editor."), self.text.line))

    def end_passage(self) -> None:
        """Add the text since the last passage as one of its own."""
        if lines := self.text.take_lines():
            kind = Kind.HEADING if self.level else Kind.QUOTE if self.quotes > 0 else Kind.PARAGRAPH
            if kind == Kind.PARAGRAPH and (bullet := WORD_BULLET.match(get_words(lines[0].phrase))):
                self.add_bulleted(lines, bullet.end())
            else:
                self.passages.append(Passage(kind, lines[0].number, lines, self.level))
        self.level = 0

    def add_bulleted(self, lines: tuple[Line, ...], end: int) -> None:
        """Add a paragraph that begins with a bullet, of `end` characters, to the list that the one before it is in."""
        words = trim_phrase(slice_phrase(lines[0].phrase, end))
        item = ListItem((Line(words, lines[0].number), *lines[1:]))
        last = self.passages[-1] if self.passages else None
        if last and last.kind == Kind.LIST and not last.items[-1].is_ordered:
            self.passages[-1] = Passage(Kind.LIST, last.line, items=(*last.items, item))
        else:
            self.passages.append(Passage(Kind.LIST, lines[0].number, items=(item,)))

    def begin_list_part(self, tag: str) -> None:
        if self.lists:
            self.end_item()
        else:
            self.end_passage()
        if tag != "li" or not self.lists:
            self.lists.append(tag == "ol")

    def end_list_part(self, tag: str) -> None:
        self.end_item()
        if tag != "li" and self.lists:
            self.lists.pop()
        if not self.lists:
            self.end_list()

    def end_item(self) -> None:
        if lines := self.text.take_lines():
            depth = min(len(self.lists) - 1, DEEPEST_LIST)
            self.items.append(ListItem(lines, max(depth, 0), bool(self.lists) and self.lists[-1]))

    def end_list(self) -> None:
        if self.items:
            line = next(line.number for item in self.items for line in item.lines)
            self.passages.append(Passage(Kind.LIST, line, items=tuple(self.items)))
        self.items = []

    def begin_table_part(self, tag: str) -> None:
        if tag == "table":
            self.tables += 1
            if self.tables == 1:
                self.end_passage()
                self.rows, self.caption = [], ""
        if self.tables != 1:
            self.text.break_line()
        elif tag == "tr":
            self.rows.append([])

    def end_table_part(self, tag: str) -> None:
        if self.tables != 1:
            self.text.break_line()
        elif tag in {"td", "th"}:
            self.rows = self.rows or [[]]
            self.rows[-1].append(Cell(self.text.take_lines(), is_heading=tag == "th"))
        elif tag == "caption":
            self.caption = " ".join(get_words(line.phrase) for line in self.text.take_lines())
        if tag == "table":
            self.tables = max(0, self.tables - 1)
            if not self.tables:
                self.end_table()

    def end_table(self) -> None:
        self.end_passage()
        rows = [tuple(row) for row in self.rows if any(cell.lines for cell in row)]
        self.rows = []
        if max(map(len, rows), default=0) > 1:
            first = next(line.number for row in rows for cell in row for line in cell.lines)
            self.passages.append(Passage(Kind.TABLE, first, rows=tuple(rows), caption=self.caption))
            return
        # A table of one column is a box around text.
        for line in (line for row in rows for cell in row for line in cell.lines):
            self.passages.append(Passage(Kind.PARAGRAPH, line.number, (line,)))
