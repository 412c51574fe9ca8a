"""Works are downloaded in several formats."""

import json

import pytest
from django.test import Client

from references.enums import EvidenceKind
from references.formats import parser
from references.library import downloads
from references.models import Reference
from references.starter import read_starter_works
from tests.articles.builders import make_article, prose
from tests.references.builders import cite, make_reference, make_work
from tests.references.library.reading import get_content, get_keys

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

# In the order of the library: by the first author.
KEYS = sorted(work["csl"]["id"] for work in read_starter_works())


@pytest.mark.parametrize(
    ("extension", "content_type"),
    [
        ("bib", "application/x-bibtex; charset=utf-8"),
        ("ris", "application/x-research-info-systems; charset=utf-8"),
        ("json", "application/vnd.citationstyles.csl+json; charset=utf-8"),
    ],
)
def test_library_is_downloaded_in_each_format(client: Client, extension: str, content_type: str) -> None:
    response = client.get(f"/references.{extension}")
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"] == f'attachment; filename="references.{extension}"'
    assert get_keys(get_content(response)) == KEYS
    assert get_keys(get_content(client.get(f"/references.{extension}?q=resilience&kind=narrative-review"))) == [
        "kalisch2024"
    ]


def test_download_of_an_empty_search_is_empty(client: Client) -> None:
    assert get_content(client.get("/references.ris?q=unicorns")) == ""
    assert json.loads(get_content(client.get("/references.json?q=unicorns"))) == []


def test_works_cited_keep_the_order_of_the_page(client: Client) -> None:
    works = [make_reference(name) for name in ("Gray", "Dunn", "Hale")]
    make_article("Citing", prose("".join(f"<p>Words.{cite(work)}</p>" for work in works)), slug="citing")
    for extension in downloads.EXPORT_FORMATS:
        response = client.get(f"/articles/citing/works-cited.{extension}")
        assert response["Content-Disposition"] == f'attachment; filename="citing.{extension}"'
        assert get_keys(get_content(response)) == ["gray2020", "dunn2020", "hale2020"]


def test_public_downloads_omit_abstracts_and_notes(client: Client) -> None:
    make_reference(work=make_work(abstract="Nobody may copy this.", note="Ask Ann.", annote="Ask Ben."))
    for extension in downloads.EXPORT_FORMATS:
        text = get_content(client.get(f"/references/gray2020.{extension}"))
        assert "Findings of Gray" in text
        assert "Nobody may copy" not in text
        assert "Ask" not in text


@pytest.mark.parametrize("extension", downloads.EXPORT_FORMATS)
def test_export_for_editors_holds_every_field(extension: str) -> None:
    work = make_work(abstract="Made up.", custom={"full-text-url": "https://example.org/7.pdf"})
    make_reference(work=work, evidence_kind=EvidenceKind.TRIAL)
    written = "".join(
        downloads.EXPORT_FORMATS[extension].write(
            downloads.export_for_editors(Reference.objects.filter(key="gray2020"))
        )
    )
    [record] = parser.parse_pasted_works(written)
    assert record.csl == {
        **work,
        "id": "gray2020",
        "custom": {"full-text-url": "https://example.org/7.pdf", "evidence-kind": "trial"},
    }
    assert record.evidence_kind == EvidenceKind.TRIAL


@pytest.mark.parametrize(
    "address", ["/references.csv", "/references.bibx", "/articles/works-cited.csv", "/references/x.doc"]
)
def test_unknown_formats_return_404(client: Client, address: str) -> None:
    assert client.get(address, follow=True).status_code == 404
