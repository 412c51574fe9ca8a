"""Words quoted from a work: they count only if they stand in its stored abstract, word for word."""

import re

from references import inline_markup

# What may stand right before a quote in the abstract, and right after it. A hyphen or a point may not: "smokers" is no
# quote from "non-smokers", nor "5%" from "0.5%".
QUOTE_PREFIX = r"\s—\"'“‘«(\["  # noqa: RUF001 -- that is a quotation mark
QUOTE_SUFFIX = r"[.,;:!?)\]\"'”’»]*(?:[\s—]|$)"


def is_quoted_from(quote: str, abstract: str) -> bool:
    """Whether `quote` is a run of whole words of `abstract`, of which neither white space nor italics are compared."""
    words = collapse_spaces(quote)
    text = collapse_spaces(inline_markup.strip_inline_tags(abstract))
    return bool(words) and bool(re.search(rf"(?<![^{QUOTE_PREFIX}]){re.escape(words)}(?={QUOTE_SUFFIX})", text))


def collapse_spaces(text: str) -> str:
    return " ".join(text.split())
