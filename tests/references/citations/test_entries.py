"""Entries of a list of works: the DOI is the link, and the pages stay on one line."""

import pytest
from django.utils.safestring import SafeString

from references.citations.entries import render_entry
from references.identity.work_urls import Link

RESOLVER = Link("Publisher (DOI)", "https://doi.org/10.1/a%3Cb")
FULL_TEXT = Link("Full text", "https://example.org/")


@pytest.mark.parametrize("printed", ["doi:10.1/a&lt;b", "doi: 10.1/a&lt;b", "https://doi.org/10.1/a&lt;b"])
def test_printed_doi_becomes_the_link(printed: str) -> None:
    entry, left = render_entry(SafeString(f"Gray B. Pain. {printed}. Accessed"), [RESOLVER, FULL_TEXT])
    assert entry == f'Gray B. Pain. <a href="https://doi.org/10.1/a%3Cb">{printed}</a>. Accessed'
    assert left == [FULL_TEXT]


def test_link_stays_below_an_entry_that_prints_no_doi() -> None:
    entry, left = render_entry(SafeString("Gray B. Pain."), [RESOLVER, FULL_TEXT])
    assert (entry, left) == ("Gray B. Pain.", [RESOLVER, FULL_TEXT])


@pytest.mark.parametrize(
    ("pages", "shown"),
    [
        ("22(4):565-577.", "22(4):<span>565-577</span>."),
        ("22(4), e12–e19.", "22(4), <span>e12–e19</span>."),
        ("COVID-19 and 978-3-16-148410-0", "COVID-19 and 978-3-16-148410-0"),
        ("https://a.test/1-2", "https://a.test/1-2"),
    ],
)
def test_pages_stay_on_one_line(pages: str, shown: str) -> None:
    assert render_entry(SafeString(pages), [])[0] == shown
