"""DOIs as reference managers write them: stored ones are corrected, and a search for them finds the works."""

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command

from references.curation import merging, quality
from references.enums import Status
from references.formats.parser import parse_works
from references.formats.records import Record
from references.library import queries
from references.models import Reference
from references.retractions.matching import LibraryIndex
from tests.references.builders import make_reference, make_work
from tests.references.formats.reading import CASES

mend = import_module("references.migrations.0009_mend_dois").mend

pytestmark = pytest.mark.django_db


def stored(name: str, doi: str) -> Reference:
    """Return a work as an older version stored it, with what surrounded its DOI."""
    work = make_reference(name)
    Reference.objects.filter(pk=work.pk).update(csl=make_work(name, DOI=doi), doi=doi.lower())
    return work


def dois() -> list[tuple[str | None, str, bool]]:
    return list(Reference.objects.order_by("pk").values_list("doi", "csl__DOI", "shares_doi"))


def test_migration_corrects_stored_dois() -> None:
    stored("Gray", r"10.1000/A{\_}b")
    stored("Dunn", "10.1000/c&lt;D&gt;")
    stored("Hill", "10.1000/plain")
    stored("Lake", "no doi")
    mend(apps, None)
    once = dois()
    assert once[:3] == [
        ("10.1000/a_b", "10.1000/A_b", False),
        ("10.1000/c<d>", "10.1000/c<D>", False),
        ("10.1000/plain", "10.1000/plain", False),
    ]
    mend(apps, None)
    assert dois() == once


def test_works_with_equal_corrected_dois_are_reported_and_not_merged(cleo: Any) -> None:
    plain, dressed = stored("Gray", "10.1000/a_b"), stored("Dunn", r"10.1000/a{\_}B")
    mend(apps, None)
    assert dois() == [("10.1000/a_b", "10.1000/a_b", False), (None, "10.1000/a_B", True)]
    assert quality.find_duplicates() == [(plain, dressed)]
    # Registers match both, both can be saved, and a merge leaves one of them.
    assert LibraryIndex().find_works("10.1000/a_b", None) == {plain.pk, dressed.pk}
    dressed.refresh_from_db()
    dressed.save()
    assert merging.find_contradictions(plain, dressed) == []
    merging.merge_references(into=dressed, gone=plain, take=[], by=cleo)
    assert dois() == [("10.1000/a_b", "10.1000/a_B", False)]
    assert quality.find_duplicates() == []


def test_retractions_match_works_by_wrapped_dois() -> None:
    call_command("import_references", str(CASES / "95_retr.bib"), verbosity=0)
    call_command("check_retractions", csv=str(CASES / "95_rw.csv"), verbosity=0)
    statuses = list(Reference.objects.values_list("status", flat=True))
    assert [statuses.count(status) for status in (Status.RETRACTED, Status.CORRECTED, Status.CONCERN)] == [5, 1, 1]


def read_dois(name: str) -> dict[str, str]:
    with (CASES / name).open("rb") as source:
        return {r.csl["title"]: r.csl.get("DOI", "") for r in parse_works(source) if isinstance(r, Record)}


def test_wrapped_dois_in_files_are_unwrapped() -> None:
    assert read_dois("52_doi.bib") == {
        "D1": "10.1007/978-3-319-20794-0_129-1",
        "D2": "10.1007/978-3-319-20794-0_129-2",
        "D3": "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-TST968>3.0.CO;2-2",
        "D4": "10.1002/1521-4141(200106)31:6<1899::AID-TST1899>3.0.CO;2-9",
        "D5": "10.1002/1521-4141(200106)31:6<1899::AID-TST1900>3.0.CO;2-9",
        "D6": "10.5555/d6",
        "D7": "10.5555/D7",
        "D8": "10.5555/d8",
        "D9": "",
        "D10": "",
        "D11": "10.1000/a<b",
    }
    found = read_dois("07_doi_forms.ris")
    assert found["Three"] == "10.5555/three"
    assert found["Eight with lt entity"] == "10.1002/1521-4141(200106)31:6<1899::AID-TST1899>3.0.CO;2-9"
    assert found["Two"] == "10.5555/Two(a)"


FORMS = {
    "ris": "TY  - JOUR\nTI  - a\nDO  - {}\nER  - \n",
    "bibtex": "@article{{a, title={{a}}, doi={{{}}}}}",
    "csl": '[{{"type": "article-journal", "title": "a", "DOI": {}}}]',
    "crossref": '{{"message": {{"title": ["a"], "DOI": {}}}}}',
    "nbib": "PMID- 1\nTI  - a\nLID - {} [doi]\n",
    "pubmed": "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>a</ArticleTitle>"
    '</Article></MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType="doi">{}</ArticleId></ArticleIdList>'
    "</PubmedData></PubmedArticle></PubmedArticleSet>",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("dressed", ["10.1000/A&lt;b&gt;c", "10.1000/A%3Cb%3Ec", "https://doi.org/10.1000/A%3Cb%3Ec"])
def test_escaped_doi_is_decoded_in_each_format(form: str, dressed: str, tmp_path: Path) -> None:
    written = json.dumps(dressed) if "[{" in FORMS[form] or "message" in FORMS[form] else dressed
    path = tmp_path / "works"
    path.write_text(FORMS[form].format(written.replace("&", "&amp;") if form == "pubmed" else written))
    with path.open("rb") as source:
        [record] = parse_works(source)
    assert isinstance(record, Record)
    assert record.csl["DOI"] == "10.1000/A<b>c"


def test_identifier_search_matches_whole_identifiers_only() -> None:
    book = make_reference("Gray", work=make_work(type="book", ISBN="9783319207940"))
    make_reference("Dunn", work=make_work("Dunn", PMCID="PMC12345678"))
    works = Reference.objects.all()
    assert list(queries.filter_by_identifier(works, "10.1007/978-3-319-20794-0_129-2")) == []
    assert list(queries.filter_by_identifier(works, "12345678")) == []
    assert list(queries.filter_by_identifier(works, "978-3-319-20794-0")) == [book]
