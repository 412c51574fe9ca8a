"""Read plain text into passages, whether its lines were broken by hand, by a mail program, or not at all."""

import re
from dataclasses import replace
from itertools import groupby

from articles.importing.passages import Kind, Line, ListItem, Passage, SourceText
from articles.importing.phrases import write_phrase

# Longer lines were not broken for anybody to read.
WIDEST_WRAPPED = 130
NARROWEST_WRAPPED = 40
# How much of the width the next word must go beyond for a line to have been full.
FULL_SHARE = 0.9
UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|_{3,}|\*{3,}|~{3,})\s*")
BULLET = re.compile(r"(\s*)(?:[•·▪◦‣●○*–]|-(?!\w)|o(?=\s{2}))\s+(?=\S)")
LIST_INDENT, DEEPEST_LIST = 2, 4
TEXT_URL = re.compile(r"https?://|www\.")


def read_plain_text(text: str) -> SourceText:
    """Return the passages of plain text. Without blank lines between them, each line is a paragraph unless it "
    "is full."""
    lines = text.split("\n")
    width = find_wrap_width(lines)
    passages: list[Passage] = []
    for is_blank, block in groupby(enumerate(lines, 1), key=lambda line: not line[1].strip()):
        if not is_blank:
            passages += read_block(list(block), width)
    return SourceText(join_lists(passages))


def find_wrap_width(lines: list[str]) -> int:
    """Return the width at which the lines of a text were broken, or 0 if they were not."""
    lengths = [len(line.rstrip()) for line in lines if not TEXT_URL.search(line)]
    width = max(lengths, default=0)
    return width if NARROWEST_WRAPPED <= width <= WIDEST_WRAPPED else 0


def read_block(block: list[tuple[int, str]], width: int) -> list[Passage]:
    """Return the passages of lines without a blank line between them."""
    passages: list[Passage] = []
    paragraph: list[tuple[int, str]] = []
    for number, text in block:
        if UNDERLINE.fullmatch(text):
            level = (1 if text.strip()[0] == "=" else 2) if len(paragraph) == 1 else 0
            passages += close_paragraph(paragraph, level)
            paragraph = []
        else:
            if paragraph and (BULLET.match(text) or not is_full(paragraph[-1][1], text, width)):
                passages += close_paragraph(paragraph)
                paragraph = []
            paragraph.append((number, text))
    passages += close_paragraph(paragraph)
    return [replace(passage, is_attached=place > 0) for place, passage in enumerate(passages)]


def is_full(line: str, following: str, width: int) -> bool:
    """Return whether the first word of the following line had no place on this one."""
    word = following.split(maxsplit=1)[0]
    return bool(width) and len(line.rstrip()) + 1 + len(word) > width * FULL_SHARE


def close_paragraph(paragraph: list[tuple[int, str]], level: int = 0) -> list[Passage]:
    """Return the passage of the lines of a paragraph, none if they have no words: a heading, an item or a paragraph."""
    if not paragraph:
        return []
    number, first = paragraph[0]
    bullet = BULLET.match(first)
    texts = [(number, first[bullet.end() :] if bullet else first), *paragraph[1:]]
    phrases = [(number, phrase) for number, text in texts if (phrase := write_phrase(text))]
    lines = tuple(Line(phrase, number, is_wrapped=place > 0) for place, (number, phrase) in enumerate(phrases))
    if not lines:
        return []
    if bullet:
        depth = min(len(bullet[1].expandtabs(4)) // LIST_INDENT, DEEPEST_LIST)
        return [Passage(Kind.LIST, number, items=(ListItem(lines, depth),))]
    return [Passage(Kind.HEADING if level else Kind.PARAGRAPH, number, lines, level)]


def join_lists(passages: list[Passage]) -> list[Passage]:
    """Return the passages with lists that follow one another as one."""
    joined: list[Passage] = []
    for passage in passages:
        if passage.kind == Kind.LIST and joined and joined[-1].kind == Kind.LIST:
            joined[-1] = replace(joined[-1], items=joined[-1].items + passage.items)
        else:
            joined.append(passage)
    return joined
