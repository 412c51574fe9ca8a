"""Entries of types that the goldens do not cover."""

import pytest

from references.enums import CitationStyle
from references.styles import (
    reference_list,
)


@pytest.mark.parametrize("style", CitationStyle)
@pytest.mark.parametrize("kind", ["speech", "software", "article", "article-newspaper", "patent", "", "unheard-of"])
def test_other_types_print_author_title_and_year(style: CitationStyle, kind: str) -> None:
    work = {"type": kind, "title": "A work", "author": [{"literal": "NHS"}], "issued": {"date-parts": [[2020]]}}
    entry = reference_list.format_plain_entry(work, style)
    assert [part in entry for part in ("NHS", "A work", "2020")] == [True, True, True]
