"""Read Markdown into passages: the part of CommonMark and its common extensions that articles are written in.

It becomes HTML first, with the number of its line in each tag, so that HTML within Markdown is read as HTML is.
"""

import re
from html import escape

from articles.importing import vocabulary
from articles.importing.html_notes import LIST_HEADING, NOTES_HEADING
from articles.importing.html_passages import LINE_ATTRIBUTE, read_marked_html
from articles.importing.markdown_words import NOTE_MARK, render_words
from articles.importing.passages import SourceText
from articles.importing.phrases import clean_text

FRONT_MATTER_TITLE = re.compile(r"^title:\s*[\"']?(.+?)[\"']?\s*$", re.IGNORECASE)
HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*$")
UNDERLINE = re.compile(r" {0,3}(=+|-{2,})\s*$")
RULE = re.compile(r" {0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$")
FENCE = re.compile(r" {0,3}(?:```|~~~)")
ITEM = re.compile(r"(\s*)(?:([*+-])|(\d{1,3})[.)])\s+(?=\S)")
QUOTE = re.compile(r" {0,3}>\s?")
TABLE_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
LINK_DEFINITION = re.compile(r" {0,3}\[([^\]^][^\]]{0,200})\]:\s*<?(\S+?)>?(?:\s+[\"'(].*)?\s*$")
NOTE_DEFINITION = re.compile(r" {0,3}\[\^([^\]\s]{1,60})\]:\s*(.*)$")
ITEM_INDENT = 2


def read_markdown(text: str) -> SourceText:
    """Return the passages of a Markdown file."""
    lines = text.split("\n")
    title, first = read_front_matter(lines)
    writer = HtmlWriter(lines, first)
    source = read_marked_html(writer.write())
    source.title = title
    return source


def read_front_matter(lines: list[str]) -> tuple[str, int]:
    """Return the title that stands between `---` at the top, and the position of the line behind it."""
    if lines[0].strip().lstrip("\ufeff") != "---":
        return "", 0
    end = next((place for place, line in enumerate(lines[1:200], 1) if line.strip() in {"---", "..."}), 0)
    titles = [found[1] for line in lines[1:end] if (found := FRONT_MATTER_TITLE.match(line))]
    return clean_text(titles[0]) if titles else "", end + 1 if end else 0


def has_own_list(lines: list[str]) -> bool:
    """Return whether, without definitions of notes, something stands below a heading of a list of works."""
    below = False
    for line in lines:
        words = line.strip(" #*_:")
        if words and vocabulary.matches_wholly(vocabulary.REFERENCES, words):
            below = True
        elif HEADING.match(line):
            below = False
        elif below and words and not RULE.match(line) and not UNDERLINE.match(line):
            return True
    return False


class HtmlWriter:
    """Writes the lines of Markdown as HTML, from one blank line to the next."""

    def __init__(self, lines: list[str], first: int) -> None:
        self.lines = [line.expandtabs(4) for line in lines]
        self.position = first
        self.html: list[str] = []
        self.links: dict[str, str] = {}
        self.notes: dict[str, list[tuple[int, str]]] = {}
        self.note_numbers: dict[str, int] = {}
        # Beside a list of works that the author wrote, a note is a note: its mark is no number of that list.
        self.has_own_list = False

    def write(self) -> str:
        self.collect_definitions()
        while self.position < len(self.lines):
            self.write_next()
        if self.notes:
            self.write_notes()
        return "\n".join(self.html)

    def collect_definitions(self) -> None:
        """Take the definitions of links and notes out of the lines."""
        label = ""
        for place in range(self.position, len(self.lines)):
            line = self.lines[place]
            if note := NOTE_DEFINITION.match(line):
                label = note[1]
                self.notes.setdefault(label, []).append((place + 1, note[2]))
            elif link := LINK_DEFINITION.match(line):
                self.links[link[1].casefold()] = link[2]
            elif label and line.startswith(" ") and line.strip():
                self.notes[label].append((place + 1, line.strip()))
            else:
                label = label if not line.strip() else ""
                continue
            self.lines[place] = ""
        marks = (mark[1] for line in self.lines[self.position :] for mark in NOTE_MARK.finditer(line))
        for mark in marks:
            if mark in self.notes:
                self.note_numbers.setdefault(mark, len(self.note_numbers) + 1)
        for mark in self.notes:
            self.note_numbers.setdefault(mark, len(self.note_numbers) + 1)
        self.has_own_list = bool(self.notes) and has_own_list(self.lines[self.position :])

    def write_note_mark(self, label: str) -> str:
        return f" (*{self.note_numbers[label]})" if self.has_own_list else f"[{self.note_numbers[label]}]"

    def write_next(self) -> None:
        line = self.lines[self.position]
        if not line.strip() or RULE.match(line):
            self.position += 1
        elif heading := HEADING.match(line):
            self.add(f"h{len(heading[1])}", self.position, self.render(heading[2]))
            self.position += 1
        elif FENCE.match(line):
            self.write_code()
        elif QUOTE.match(line):
            self.write_quote()
        elif ITEM.match(line):
            self.write_list()
        elif "|" in line and TABLE_RULE.match(self.get_line(self.position + 1)):
            self.write_table()
        else:
            self.write_paragraph()

    def get_line(self, position: int) -> str:
        return self.lines[position] if position < len(self.lines) else ""

    def add(self, tag: str, position: int, html: str) -> None:
        self.html.append(f'<{tag} {LINE_ATTRIBUTE}="{position + 1}">{html}</{tag}>')

    def write_code(self) -> None:
        self.position += 1
        while self.position < len(self.lines) and not FENCE.match(self.lines[self.position]):
            self.add("p", self.position, escape(self.lines[self.position]))
            self.position += 1
        self.position += 1

    def write_quote(self) -> None:
        start = self.position
        pieces: list[tuple[int, str]] = []
        while QUOTE.match(self.get_line(self.position)):
            text = QUOTE.sub("", self.lines[self.position], count=1)
            pieces.append((self.position, text))
            self.position += 1
        self.add("blockquote", start, self.join(pieces))

    def write_paragraph(self) -> None:
        start = self.position
        pieces: list[tuple[int, str]] = []
        while self.is_in_paragraph(start):
            underline = UNDERLINE.match(self.lines[self.position]) if pieces else None
            if underline:
                self.position += 1
                self.add("h1" if underline[1][0] == "=" else "h2", start, self.join(pieces))
                return
            pieces.append((self.position, self.lines[self.position].lstrip()))
            self.position += 1
        # A line that is HTML stands for itself; within a <p> it would end it.
        is_html = re.match(r"</?(?:[a-z][a-z0-9]*)\b[^>]*>", pieces[0][1].strip(), re.IGNORECASE)
        self.add("div" if is_html else "p", start, self.join(pieces))

    def is_in_paragraph(self, start: int) -> bool:
        line = self.get_line(self.position)
        if not line.strip():
            return False
        if self.position == start:
            return True
        is_other = (
            HEADING.match(line)
            or QUOTE.match(line)
            or FENCE.match(line)
            or (RULE.match(line) and not UNDERLINE.match(line))
        )
        item = ITEM.match(line)
        # A year at the beginning of a wrapped line is no number of a list.
        return not is_other and not (item and (item[2] or item[3] == "1"))

    def write_list(self) -> None:
        """Write a list with the lists within it, which are indented."""
        levels: list[tuple[int, str]] = []
        counts: list[int] = []
        while item := ITEM.match(self.get_line(self.position)):
            indent, tag = len(item[1]), "ol" if item[3] else "ul"
            while levels and indent < levels[-1][0]:
                self.html.append(f"</{levels.pop()[1]}>")
                counts.pop()
            if not levels or indent >= levels[-1][0] + ITEM_INDENT:
                levels.append((indent, tag))
                counts.append(0)
                self.html.append(f"<{tag}>")
            start = self.position
            pieces = [(start, self.lines[start][item.end() :])]
            self.position += 1
            while self.is_in_item(indent):
                if self.lines[self.position].strip():
                    pieces.append((self.position, self.lines[self.position].strip()))
                self.position += 1
            # Many write `1.` before each item: Markdown counts by itself.
            counts[-1] = max(int(item[3] or 0), counts[-1] + 1)
            number = f"{counts[-1]}. " if item[3] else ""
            self.html.append(f'<li {LINE_ATTRIBUTE}="{start + 1}">{number}{self.join(pieces)}')
            while not self.get_line(self.position).strip() and ITEM.match(self.get_line(self.position + 1)):
                self.position += 1
        self.html += [f"</{tag}>" for _indent, tag in reversed(levels)]

    def is_in_item(self, indent: int) -> bool:
        line, following = self.get_line(self.position), self.get_line(self.position + 1)
        if self.position >= len(self.lines):
            return False
        if not line.strip():
            return (
                following.startswith(" " * (indent + ITEM_INDENT))
                and bool(following.strip())
                and not ITEM.match(following)
            )
        return not (
            ITEM.match(line) or HEADING.match(line) or QUOTE.match(line) or FENCE.match(line) or RULE.match(line)
        )

    def write_table(self) -> None:
        self.html.append("<table>")
        self.write_row("th")
        self.position += 1
        while "|" in self.get_line(self.position):
            self.write_row("td")
        self.html.append("</table>")

    def write_row(self, tag: str) -> None:
        cells = re.split(r"(?<!\\)\|", self.lines[self.position].strip().removeprefix("|").removesuffix("|"))
        self.html.append("<tr>")
        for cell in cells:
            self.add(tag, self.position, self.render(cell.strip()))
        self.html.append("</tr>")
        self.position += 1

    def write_notes(self) -> None:
        self.html.append(f"<h2>{NOTES_HEADING if self.has_own_list else LIST_HEADING}</h2><ol>")
        for label in sorted(self.notes, key=self.note_numbers.__getitem__):
            pieces = [(number - 1, text) for number, text in self.notes[label]]
            line = pieces[0][0] + 1
            number = f"(*{self.note_numbers[label]})" if self.has_own_list else f"{self.note_numbers[label]}."
            self.html.append(f'<li {LINE_ATTRIBUTE}="{line}">{number} {self.join(pieces)}</li>')
        self.html.append("</ol>")

    def join(self, pieces: list[tuple[int, str]]) -> str:
        """Return lines of one paragraph, each with its number. Two spaces or a backslash at the end break the line."""
        marked = []
        for place, (position, text) in enumerate(pieces):
            is_broken = place > 0 and bool(re.search(r"(?: {2}|\\)$", pieces[place - 1][1]))
            tag = f'<{"br" if is_broken else "wbr"} {LINE_ATTRIBUTE}="{position + 1}">' if place else ""
            words = text.rstrip().removesuffix("\\")
            marked.append(f"{tag} {words}" if place else words)
        return self.render("".join(marked))

    def render(self, text: str) -> str:
        return render_words(text, self.links, {label: self.write_note_mark(label) for label in self.notes})
