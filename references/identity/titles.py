"""Titles as they are compared: two records of one work differ in case, accents, tags and stops."""

import re
import unicodedata

from references import inline_markup

# Letters that are none with an accent, as those write them who have no such key.
LETTER_REPLACEMENTS = str.maketrans(
    {"Æ": "Ae", "æ": "ae", "Œ": "Oe", "œ": "oe", "Þ": "Th", "þ": "th", "ß": "ss"}
    | dict(zip("ØøŁłĐđÐðĦħŦŧı", "OoLlDdDdHhTti", strict=True))
)
# As much of a title as a column holds; longer ones that agree so far are the same.
MAX_TITLE_KEY_LENGTH = 200


def build_title_key(title: str) -> str:
    """The letters and digits of `title`, without case and accents: `Müller’s <i>test</i>.` is `mullerstest`."""
    return re.sub(r"[\W_]+", "", strip_accents(inline_markup.strip_inline_tags(title).casefold()))[
        :MAX_TITLE_KEY_LENGTH
    ]


def fold_text(text: str) -> str:
    """Letters and digits without case and accents; what has none of them as it is."""
    return build_title_key(text) or text.casefold()


def strip_accents(text: str) -> str:
    """`Müller` as `Muller`."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def get_plain_spellings(word: str) -> set[str]:
    """How else `word` may be typed: `Ødegård` as `Ødegard` and `Odegard`."""
    plain = strip_accents(word)
    return {plain, plain.translate(LETTER_REPLACEMENTS)} - {word}
