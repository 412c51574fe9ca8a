"""Read plain text into passages, whether its lines were broken by hand, by a mail program, or not at all."""

import re
from dataclasses import replace
from itertools import groupby, pairwise

from articles.importing.line_breaks import BROKEN_END, find_known_words, join_broken_words
from articles.importing.passages import Kind, Line, ListItem, Passage, Remark, SourceText
from articles.importing.phrases import write_phrase

# Longer lines were not broken for anybody to read.
WIDEST_WRAPPED = 130
NARROWEST_WRAPPED = 40
# How much of the width the next word must go beyond for a line to have been full.
FULL_SHARE = 0.9
UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|_{3,}|\*{3,}|~{3,})\s*")
BULLET = re.compile(r"(\s*)(?:[•·▪◦‣●○*–]|-(?!\w)|o(?=\s{2}))\s+(?=\S)")
# Below an entry of a list, or an item, its other lines hang.
HANGING_START = re.compile(r"\s*(?:\[\d{1,3}\]|\(?\d{1,3}[.)]|[•·▪◦‣●○*–-])\s")
HANGING_INDENT = 2
SENTENCE_ENDS = (".", "!", "?", ":", "…", "”", "“", "]")
LIST_INDENT, DEEPEST_LIST = 2, 4
TEXT_URL = re.compile(r"https?://|www\.")


def read_plain_text(text: str) -> SourceText:
    """Return the passages of plain text. Without blank lines between them, each line is a paragraph unless it "
    "is full."""
    return PlainReader(text).read()


class PlainReader:
    """Reads one text. `width` is where its lines were broken, or 0 if they were not."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.width = find_wrap_width(self.lines)
        self.known = find_known_words(text)
        self.remarks: list[Remark] = []

    def read(self) -> SourceText:
        passages: list[Passage] = []
        for is_blank, block in groupby(enumerate(self.lines, 1), key=lambda line: not line[1].strip()):
            if not is_blank:
                passages += self.read_block(list(block))
        return SourceText(join_lists(passages), remarks=self.remarks)

    def read_block(self, block: list[tuple[int, str]]) -> list[Passage]:
        """Return the passages of lines without a blank line between them."""
        passages: list[Passage] = []
        paragraph: list[tuple[int, str]] = []
        for number, text in block:
            if UNDERLINE.fullmatch(text):
                level = (1 if text.strip()[0] == "=" else 2) if len(paragraph) == 1 else 0
                passages += self.close_paragraph(paragraph, level)
                paragraph = []
            else:
                if paragraph and (BULLET.match(text) or not goes_on(paragraph, text, self.width)):
                    passages += self.close_paragraph(paragraph)
                    paragraph = []
                paragraph.append((number, text))
        passages += self.close_paragraph(paragraph)
        return [replace(passage, is_attached=place > 0) for place, passage in enumerate(passages)]

    def close_paragraph(self, paragraph: list[tuple[int, str]], level: int = 0) -> list[Passage]:
        """Return the passage of the lines of a paragraph, none if they have no words: a heading, an item or a
        paragraph."""
        if not paragraph:
            return []
        number, first = paragraph[0]
        bullet = BULLET.match(first)
        texts = [(number, first[bullet.end() :] if bullet else first), *paragraph[1:]]
        texts = join_broken_words(texts, self.known, self.remarks)
        phrases = [(number, phrase) for number, text in texts if (phrase := write_phrase(text))]
        lines = tuple(Line(phrase, number, is_wrapped=place > 0) for place, (number, phrase) in enumerate(phrases))
        if not lines:
            return []
        if bullet:
            depth = min(len(bullet[1].expandtabs(4)) // LIST_INDENT, DEEPEST_LIST)
            return [Passage(Kind.LIST, number, items=(ListItem(lines, depth),))]
        return [Passage(Kind.HEADING if level else Kind.PARAGRAPH, number, lines, level)]


def find_wrap_width(lines: list[str]) -> int:
    """Return the width at which the lines of a text were broken, or 0 if they were not.

    Where lines were broken to a width, most full lines end within a sentence.
    """
    lengths = [len(line.rstrip()) for line in lines if not TEXT_URL.search(line)]
    width = max(lengths, default=0)
    if not NARROWEST_WRAPPED <= width <= WIDEST_WRAPPED:
        return 0
    full = [line for line, following in pairwise(lines) if is_full(line, following, width)]
    ended = sum(line.rstrip().endswith(SENTENCE_ENDS) for line in full)
    return width if ended * 2 <= len(full) else 0


def is_full(line: str, following: str, width: int) -> bool:
    """Return whether the first word of the following line had no place on this one."""
    words = following.split(maxsplit=1)
    return bool(width and words and line.strip()) and len(line.rstrip()) + 1 + len(words[0]) > width * FULL_SHARE


def goes_on(paragraph: list[tuple[int, str]], following: str, width: int) -> bool:
    """Return whether the following line belongs to a paragraph: its last line was full, or it hangs below a number."""
    first, last = paragraph[0][1], paragraph[-1][1]
    hanging = HANGING_START.match(first)
    is_hanging = hanging is not None and measure_indent(following) >= measure_indent(first) + HANGING_INDENT
    is_broken = bool(BROKEN_END.search(last.rstrip())) and not following[:1].isupper()
    return (
        is_full(last, following, width)
        or (is_hanging and not last.rstrip().endswith("?"))
        or (is_broken and bool(width))
    )


def measure_indent(line: str) -> int:
    line = line.expandtabs(4)
    return len(line) - len(line.lstrip())


def join_lists(passages: list[Passage]) -> list[Passage]:
    """Return the passages with lists that follow one another as one."""
    joined: list[Passage] = []
    for passage in passages:
        if passage.kind == Kind.LIST and joined and joined[-1].kind == Kind.LIST:
            joined[-1] = replace(joined[-1], items=joined[-1].items + passage.items)
        else:
            joined.append(passage)
    return joined
