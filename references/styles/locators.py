"""Locators: the page or part of a work that a citation means, as an editor types it."""

import re

from references.styles import numbers

LOCATOR_DASH = "-"
PAGE_LOCATOR = re.compile(
    r"(?:(?:pages?|pp?)\b\.?\s*)?([ivxlcdm]+(?=[-–,]|$)[^a-z]*[ivxlcdm]*|[a-z]?\d[\w\s,–-]*)", re.IGNORECASE
)
PAGE_SEPARATOR = re.compile(r"\s*[,;]\s*")


def shorten_locator(locator: str) -> str:
    """Return `p823` for `p. 823`, `823` and `page 823`, and `pp3,5` for `pp. 3, 5` (AMA 3.6).

    Anything else stays as it is: `Table 2`.
    """
    text = " ".join(locator.split())
    match = PAGE_LOCATOR.fullmatch(text)
    if not match:
        return text
    pages = PAGE_SEPARATOR.sub(",", numbers.format_page_ranges(match[1], LOCATOR_DASH))
    return f"{'pp' if numbers.is_plural(pages) else 'p'}{pages}"
