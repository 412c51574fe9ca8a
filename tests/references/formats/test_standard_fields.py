"""Exports use the fields that other programs know, and not only our own."""

from typing import Any

import pytest

from references.formats.export import EXPORT_FORMATS
from references.formats.parser import parse_pasted_works
from references.formats.records import Record

ARTICLE = {"type": "article-journal", "title": "a", "number": "e42692", "page": "1-10"}
BOOK = {"type": "book", "title": "a", "collection-title": "Series", "collection-number": "12"}


def dated(**issued: Any) -> dict[str, Any]:
    return {"type": "article-journal", "title": "a", "issued": issued}


@pytest.mark.parametrize(
    ("work", "bibtex", "ris"),
    [
        (ARTICLE, "eid = {e42692}", "C7  - e42692"),
        (BOOK, "number = {12}", "M1  - 12"),
        (
            dated(**{"date-parts": [[2020]]}) | {"status": "in press"},
            "pubstate = {inpress}",
            "DA  - 2020///in press",
        ),
        (dated(**{"date-parts": [[2010]], "season": 1}), "date = {2010-21}", "DA  - 2010///Spring"),
        (dated(**{"date-parts": [[1998]], "circa": True}), "date = {1998~}", "DA  - 1998///circa"),
        (dated(**{"date-parts": [[1999], [0]]}), "date = {1999/..}", "PY  - 1999"),
        (dated(literal="in press"), "year = {in press}", "PY  - in press"),
        (
            {"type": "article-journal", "title": "a", "author": [{"family": "Test"}, {"literal": "et al."}]},
            "author = {Test and others}",
            "AU  - et al.",
        ),
        ({"type": "article-journal", "title": "a", "DOI": "10.5555/ABC"}, "doi = {10.5555/ABC}", "DO  - 10.5555/ABC"),
    ],
)
def test_exports_use_standard_fields(work: dict[str, Any], bibtex: str, ris: str) -> None:
    assert bibtex in "".join(EXPORT_FORMATS["bibtex"].write([work]))
    assert ris in "".join(EXPORT_FORMATS["ris"].write([work])).splitlines()
    for name, export in EXPORT_FORMATS.items():
        (back,) = parse_pasted_works("".join(export.write([work])))
        assert isinstance(back, Record)
        assert back.csl == ({**back.csl, **work} if name == "bibtex" else work)
        assert back.csl.items() >= work.items()
