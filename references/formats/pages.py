"""Page ranges with both numbers in full and a hyphen between them, and numbers of articles in place of pages."""

import re
from collections.abc import Iterable

from references.page_numbers import complete_last_page

# Identifiers of publishers, such as `S1080-6032(22)00139-9`, do not say where in a volume an article is.
E_LOCATION = re.compile(r"e\d{1,8}", re.IGNORECASE)
# A page may have a letter: `p2143`, `S12`. So only a dot or a space behind it makes a label.
PAGE_LABEL = re.compile(r"^\s*(?:pp?\.\s*|pp?\s+|pages?\s+|S\.\s+|Seiten?\s+)(?=\w)", re.IGNORECASE)
SHORTENED_RANGE = re.compile(r"(?<![\w-])([A-Za-z]*)(\d+)-(\d+)(?![\w-])")


def join_page_range(first: str, last: str) -> str:
    """Return the range of two tags. Some records have the whole range in the first."""
    if not first or not last or first == last or "-" in first:
        return first or last
    return f"{first}-{last}"


def expand_pages(pages: str) -> str:
    """Return the pages without a label and with each range written in full."""
    return expand_page_ranges(strip_page_label(pages))


def expand_page_ranges(pages: str) -> str:
    """Return `600-610` for `600-10` and `S12-S18` for `S12-8`: NLM leaves out the digits that repeat."""
    return SHORTENED_RANGE.sub(expand_page_range, pages)


def strip_page_label(pages: str) -> str:
    """Return `1-9` for `pp. 1-9` and `Seiten 1-9`: each style has a label of its own, or none."""
    return PAGE_LABEL.sub("", pages)


def expand_page_range(match: re.Match[str]) -> str:
    letters, first, last = match.groups()
    if len(last) >= len(first):
        return match[0]
    return f"{letters}{first}-{letters}{complete_last_page(first, last)}"


def find_e_location(numbers: Iterable[str]) -> str:
    """Return the first number that stands in place of a page: `e42692`."""
    return next(filter(E_LOCATION.fullmatch, numbers), "")
