"""Words quoted from a work: they count only if they stand in its stored abstract, word for word."""

import re

from references import inline_markup

# What may stand right before a quote in the abstract, and right after it. A hyphen or a point may not: "smokers" is no
# quote from "non-smokers", nor "5%" from "0.5%".
OPENING = r"\s—\"'“‘«(\["  # noqa: RUF001 -- that is a quotation mark
CLOSING = r"[.,;:!?)\]\"'”’»]*(?:[\s—]|$)"


def stands_in(quote: str, abstract: str) -> bool:
    """Whether `quote` is a run of whole words of `abstract`, of which neither white space nor italics are compared."""
    words = with_single_spaces(quote)
    text = with_single_spaces(inline_markup.plain(abstract))
    return bool(words) and bool(re.search(rf"(?<![^{OPENING}]){re.escape(words)}(?={CLOSING})", text))


def with_single_spaces(text: str) -> str:
    return " ".join(text.split())
