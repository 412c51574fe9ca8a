"""Titles as they are compared: two records of one work differ in case, accents, tags and stops."""

import re
import unicodedata

from references import inline_markup

# Letters that are none with an accent, as those write them who have no such key.
PLAIN = str.maketrans(
    {"Æ": "Ae", "æ": "ae", "Œ": "Oe", "œ": "oe", "Þ": "Th", "þ": "th", "ß": "ss"}
    | dict(zip("ØøŁłĐđÐðĦħŦŧı", "OoLlDdDdHhTti", strict=True))
)
# As much of a title as a column holds; longer ones that agree so far are the same.
LONGEST = 200


def title_key(title: str) -> str:
    """The letters and digits of `title`, without case and accents: `Müller’s <i>test</i>.` is `mullerstest`."""
    return re.sub(r"[\W_]+", "", unaccented(inline_markup.plain(title).casefold()))[:LONGEST]


def folded(text: str) -> str:
    """Letters and digits without case and accents; what has none of them as it is."""
    return title_key(text) or text.casefold()


def unaccented(text: str) -> str:
    """`Müller` as `Muller`."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def plainer(word: str) -> set[str]:
    """How else `word` may be typed: `Ødegård` as `Ødegard` and `Odegard`."""
    plain = unaccented(word)
    return {plain, plain.translate(PLAIN)} - {word}
