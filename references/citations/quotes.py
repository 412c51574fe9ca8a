"""Checks that quoted words are in the stored abstract of a work, word for word."""

import re

from references import inline_markup

# The characters that may be directly before a quote in the abstract, and after it. A hyphen or a point may not:
# "smokers" is no quote from "non-smokers", and "5%" is none from "0.5%".
QUOTE_PREFIX = r"\s—\"'“‘«(\["  # noqa: RUF001 -- that is a quotation mark
QUOTE_SUFFIX = r"[.,;:!?)\]\"'”’»]*(?:[\s—]|$)"


def is_quoted_from(quote: str, abstract: str) -> bool:
    """Return whether `quote` is a sequence of whole words of `abstract`. White space and italics are ignored."""
    words = collapse_spaces(quote)
    text = collapse_spaces(inline_markup.strip_inline_tags(abstract))
    return bool(words) and bool(re.search(rf"(?<![^{QUOTE_PREFIX}]){re.escape(words)}(?={QUOTE_SUFFIX})", text))


def collapse_spaces(text: str) -> str:
    return " ".join(text.split())
