"""Rich text of records: plain characters, and balanced <i>, <b>, <sub> and <sup>.

CSL-JSON allows these four in titles (CSL 1.0.2, "HTML-like tags"); records from elsewhere hold anything. `mark_tags`
marks a text once, when it is read from the record: each allowed tag that has its partner becomes one character that no
text may hold. Whatever is then put together from marked texts is escaped as a whole by `render_marks`, so that only
these eight marks can ever become tags.
"""

import re
from collections.abc import Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

INLINE_TAG = re.compile(r"(</?(?:i|b|sub|sup)>)")

# Noncharacters, which Unicode keeps for a program's own use (Unicode Standard, 23.7).
OPENING_MARKS = dict(zip(("<i>", "<b>", "<sub>", "<sup>"), "\ufdd0\ufdd1\ufdd2\ufdd3", strict=True))
CLOSING_MARKS = dict(zip(("</i>", "</b>", "</sub>", "</sup>"), "\ufdd4\ufdd5\ufdd6\ufdd7", strict=True))
MARKS_BY_TAG = OPENING_MARKS | CLOSING_MARKS
MARK_CHARACTERS = "".join(MARKS_BY_TAG.values())
ITALIC_START, ITALIC_END = OPENING_MARKS["<i>"], CLOSING_MARKS["</i>"]

MARK_REMOVAL = str.maketrans(dict.fromkeys(MARK_CHARACTERS))


def render_html(text: str) -> SafeString:
    """Return `text` escaped, except for the allowed tags that open and close in order."""
    return render_marks(mark_tags(text))


def strip_inline_tags(text: str) -> str:
    """Return `text` without the tags that `render_html` keeps."""
    return strip_marks(mark_tags(text))


def mark_tags(text: str) -> str:
    """Return `text` with a mark in place of each allowed tag that has its partner."""
    text = strip_marks(text)
    if "<" not in text:
        return text
    pieces = INLINE_TAG.split(text)
    balanced = set(find_balanced_tags(pieces))
    return "".join(MARKS_BY_TAG[piece] if index in balanced else piece for index, piece in enumerate(pieces))


def find_balanced_tags(pieces: list[str]) -> Iterator[int]:
    """Yield the positions of the tags that have their partner.

    Odd positions are tags, as `INLINE_TAG.split` leaves them.
    """
    still_open: list[int] = []
    for position in range(1, len(pieces), 2):
        tag = pieces[position]
        if not tag.startswith("</"):
            still_open.append(position)
        elif still_open and pieces[still_open[-1]] == tag.replace("/", ""):
            yield from (still_open.pop(), position)


def render_marks(text: str) -> SafeString:
    """Return marked text as HTML."""
    text = str(escape(text))
    for tag, mark in MARKS_BY_TAG.items():
        text = text.replace(mark, tag)
    return mark_safe(text)  # noqa: S308 -- escaped, but for eight literal tags


def strip_marks(text: str) -> str:
    """Return marked text as plain text."""
    return text if text.isascii() else text.translate(MARK_REMOVAL)


def add_italics(text: str) -> str:
    """Return marked text in italics. What was in italics within it becomes upright, so that it still stands out."""
    if not text:
        return ""
    if ITALIC_START in text:
        return f"{ITALIC_START}{invert_italics(text)}{ITALIC_END}".replace(ITALIC_START + ITALIC_END, "")
    return f"{ITALIC_START}{text}{ITALIC_END}"


def invert_italics(text: str) -> str:
    """Return `text` with its outermost italics inverted. Those within another tag are dropped, to keep the order."""
    still_open: list[str] = []
    turned = []
    for character in text:
        if character in CLOSING_MARKS.values():
            still_open.pop()
        if character in {ITALIC_START, ITALIC_END}:
            turned.append((ITALIC_END if character == ITALIC_START else ITALIC_START) if not still_open else "")
        else:
            turned.append(character)
        if character in OPENING_MARKS.values():
            still_open.append(character)
    return "".join(turned)
