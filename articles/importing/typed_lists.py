"""Lists that were typed as paragraphs: `1. …`, `2. …`."""

import re
from dataclasses import replace

from articles.importing import vocabulary
from articles.importing.passages import Kind, Line, ListItem, Passage
from articles.importing.phrases import get_words, join_phrases, slice_phrase, trim_phrase, write_phrase

TYPED_ITEM = re.compile(r"(\d{1,2})[.)]\s+(?=\S)")


def join_typed_items(passages: list[Passage]) -> list[Passage]:
    """Return the passages with paragraphs that begin with `1.`, `2.`, … as one list, except in the list of works."""
    joined: list[Passage] = []
    is_in_works = False
    for passage in passages:
        if passage.kind == Kind.HEADING or vocabulary.matches_wholly(vocabulary.REFERENCES, passage.words):
            is_in_works = vocabulary.matches_wholly(vocabulary.REFERENCES, passage.words)
        number = TYPED_ITEM.match(passage.words) if passage.kind == Kind.PARAGRAPH and not is_in_works else None
        if not number or "?" in passage.words:
            joined.append(passage)
            continue
        first = Line(trim_phrase(slice_phrase(passage.lines[0].phrase, number.end())), passage.line)
        typed = int(number[1])
        item = ListItem((first, *passage.lines[1:]), is_ordered=True, number=typed)
        last = joined[-1] if joined else None
        if last and last.kind == Kind.LIST and last.items[-1].number == typed - 1 > 0:
            joined[-1] = replace(last, items=(*last.items, item))
        else:
            joined.append(Passage(Kind.LIST, passage.line, items=(item,)) if typed == 1 else passage)
    return [unwrap_lone_item(passage) for passage in joined]


def strip_item_numbers(passage: Passage) -> Passage:
    """Return a list without the numbers that stand in the text of its items: the page counts by itself."""
    return replace(passage, items=tuple(map(strip_item_number, passage.items)))


def strip_item_number(item: ListItem) -> ListItem:
    number = TYPED_ITEM.match(get_words(item.lines[0].phrase)) if item.is_ordered else None
    if not number:
        return item
    first = replace(item.lines[0], phrase=trim_phrase(slice_phrase(item.lines[0].phrase, number.end())))
    return replace(item, lines=(first, *item.lines[1:]))


def unwrap_lone_item(passage: Passage) -> Passage:
    """Return a list of one typed item as the paragraph that it was."""
    if passage.kind != Kind.LIST or len(passage.items) > 1 or passage.items[0].number is None:
        return passage
    item = passage.items[0]
    number = write_phrase(f"{item.number}.")
    first = replace(item.lines[0], phrase=join_phrases([number, item.lines[0].phrase], " "))
    return Passage(Kind.PARAGRAPH, passage.line, (first, *item.lines[1:]))
