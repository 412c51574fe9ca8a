"""The entry of a work in the list of a page: its DOI is a link, and its pages stay on one line."""

import re
from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from references.identity.work_urls import DOI_RESOLVER, Link

# As the styles write it: `doi:10.1/a`, `doi: 10.1/a` or `https://doi.org/10.1/a`, without the point behind it.
PRINTED_DOI = re.compile(r"(?:doi: ?|https://doi\.org/)10\.[^\s<]*[^\s<.]")
# Browsers break a line behind the hyphen of `565-577`.
PAGE_RANGE = re.compile(r"(?<![\w./-])[A-Za-z]?\d+[-–][A-Za-z]?\d+(?![\w/-])")


def render_entry(entry: SafeString, links: Sequence[Link]) -> tuple[SafeString, list[Link]]:
    """Return the entry with its DOI as a link, and the links that are left to stand below it."""
    resolver = next((link for link in links if link.url.startswith(DOI_RESOLVER)), None)
    printed = PRINTED_DOI.search(entry) if resolver else None
    if not resolver or not printed:
        return keep_ranges_together(entry), list(links)
    before, after = entry[: printed.start()], entry[printed.end() :]
    doi = format_html('<a href="{}">{}</a>', resolver.url, SafeString(printed[0]))
    return SafeString(keep_ranges_together(before) + doi + after), [link for link in links if link != resolver]


def keep_ranges_together(html: str) -> SafeString:
    """Return the HTML of an entry with its ranges of pages in elements that do not break."""
    return mark_safe(PAGE_RANGE.sub(r"<span>\g<0></span>", html))  # noqa: S308 -- the entry is escaped already
