"""The place within a work, as an editor types it beside a citation."""

import re

from references.styles import numbers

DASH = "-"
PAGES = re.compile(
    r"(?:(?:pages?|pp?)\b\.?\s*)?([ivxlcdm]+(?=[-–,]|$)[^a-z]*[ivxlcdm]*|[a-z]?\d[\w\s,–-]*)", re.IGNORECASE
)
BETWEEN_PAGES = re.compile(r"\s*[,;]\s*")


def short(locator: str) -> str:
    """`p. 823`, `823` and `page 823` as `p823`, `pp. 3, 5` as `pp3,5` (AMA 3.6); anything else as it is: `Table 2`."""
    text = " ".join(locator.split())
    match = PAGES.fullmatch(text)
    if not match:
        return text
    pages = BETWEEN_PAGES.sub(",", numbers.pages(match[1], DASH))
    return f"{'pp' if numbers.is_several(pages) else 'p'}{pages}"
