"""Titles as they are compared: two records of one work differ in case, accents, tags and stops."""

import re
import unicodedata

from references import inline_markup

# Letters that are no letter with an accent, and how people without such a key write them.
LETTER_REPLACEMENTS = str.maketrans(
    {"Æ": "Ae", "æ": "ae", "Œ": "Oe", "œ": "oe", "Þ": "Th", "þ": "th", "ß": "ss"}
    | dict(zip("ØøŁłĐđÐðĦħŦŧı", "OoLlDdDdHhTti", strict=True))
)
# As much of a title as the column holds. Longer titles that agree so far are the same.
MAX_TITLE_KEY_LENGTH = 200


def build_title_key(title: str) -> str:
    """Return the letters and digits of a title without case and accents: `mullerstest` for `Müller’s <i>test</i>.`"""
    return re.sub(r"[\W_]+", "", strip_accents(inline_markup.strip_inline_tags(title).casefold()))[
        :MAX_TITLE_KEY_LENGTH
    ]


def fold_text(text: str) -> str:
    """Return letters and digits without case and accents; of a text that has neither, the text without case."""
    return build_title_key(text) or text.casefold()


def strip_accents(text: str) -> str:
    """Return `Muller` for `Müller`."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def get_plain_spellings(word: str) -> set[str]:
    """Return how else a word may be typed: `Ødegard` and `Odegard` for `Ødegård`."""
    plain = strip_accents(word)
    return {plain, plain.translate(LETTER_REPLACEMENTS)} - {word}
