"""Titles as they are compared: two records of one work differ in case, accents, tags and stops."""

import re
import unicodedata

from references.formatting import markup

# As much of a title as a column holds; longer ones that agree so far are the same.
LONGEST = 200


def title_key(title: str) -> str:
    """The letters and digits of `title`, without case and accents: `Müller’s <i>test</i>.` is `mullerstest`."""
    return re.sub(r"[\W_]+", "", unaccented(markup.plain(title).casefold()))[:LONGEST]


def unaccented(text: str) -> str:
    """`Müller` as `Muller`."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
