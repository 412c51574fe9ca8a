"""Rich text of records: plain characters, and balanced <i>, <b>, <sub> and <sup>.

CSL-JSON allows these four in titles (CSL 1.0.2, "HTML-like tags"); records from elsewhere hold anything. A text is
`marked` once, when it is read from the record: each allowed tag that has its partner becomes one character that no text
may hold. Whatever is then put together from marked texts is escaped as a whole by `rendered`, so that only these eight
marks can ever become tags.
"""

import re
from collections.abc import Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

TAG = re.compile(r"(</?(?:i|b|sub|sup)>)")

# Noncharacters, which Unicode keeps for a program's own use (Unicode Standard, 23.7).
OPENING = dict(zip(("<i>", "<b>", "<sub>", "<sup>"), "\ufdd0\ufdd1\ufdd2\ufdd3", strict=True))
CLOSING = dict(zip(("</i>", "</b>", "</sub>", "</sup>"), "\ufdd4\ufdd5\ufdd6\ufdd7", strict=True))
MARK_OF = OPENING | CLOSING
MARKS = "".join(MARK_OF.values())
ITALIC, ROMAN = OPENING["<i>"], CLOSING["</i>"]

NO_MARKS = str.maketrans(dict.fromkeys(MARKS))


def html(text: str) -> SafeString:
    """`text` escaped, but for the allowed tags that open and close in order."""
    return rendered(marked(text))


def plain(text: str) -> str:
    """`text` without the tags that `html` lets through."""
    return unmarked(marked(text))


def marked(text: str) -> str:
    text = unmarked(text)
    if "<" not in text:
        return text
    pieces = TAG.split(text)
    balanced = set(balanced_tags(pieces))
    return "".join(MARK_OF[piece] if place in balanced else piece for place, piece in enumerate(pieces))


def balanced_tags(pieces: list[str]) -> Iterator[int]:
    """Positions of the tags that have their partner. Odd positions are tags, as `TAG.split` leaves them."""
    still_open: list[int] = []
    for position in range(1, len(pieces), 2):
        tag = pieces[position]
        if not tag.startswith("</"):
            still_open.append(position)
        elif still_open and pieces[still_open[-1]] == tag.replace("/", ""):
            yield from (still_open.pop(), position)


def rendered(text: str) -> SafeString:
    """Marked text as HTML."""
    text = str(escape(text))
    for tag, mark in MARK_OF.items():
        text = text.replace(mark, tag)
    return mark_safe(text)  # noqa: S308 -- escaped, but for eight literal tags


def unmarked(text: str) -> str:
    """Marked text as plain text."""
    return text if text.isascii() else text.translate(NO_MARKS)


def italic(text: str) -> str:
    """Marked text in italics. What is in italics in it stands out by being upright."""
    if not text:
        return ""
    if ITALIC in text:
        return f"{ITALIC}{upright_within(text)}{ROMAN}".replace(ITALIC + ROMAN, "")
    return f"{ITALIC}{text}{ROMAN}"


def upright_within(text: str) -> str:
    """`text` with its outermost italics turned inside out; those within another tag are dropped, to keep order."""
    still_open: list[str] = []
    turned = []
    for character in text:
        if character in CLOSING.values():
            still_open.pop()
        if character in {ITALIC, ROMAN}:
            turned.append((ROMAN if character == ITALIC else ITALIC) if not still_open else "")
        else:
            turned.append(character)
        if character in OPENING.values():
            still_open.append(character)
    return "".join(turned)
