"""The structured data of a work: valid, harmless, and no more than readers see."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from articles.rendering.body import prepare_body
from references.enums import Status, WorkType
from references.library import structured_data
from references.models import Reference
from tests.articles.builders import STARTER_ARTICLE, get_starter_article, html_of
from tests.references.builders import make_reference, make_work
from tests.references.library.reading import get_structured_data


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_text_cannot_close_the_script_element(value: Any) -> None:
    html = structured_data.render_script({"value": value})
    inside = html.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&\u2028\u2029") & set(inside)
    assert json.loads(inside) == {"@context": "https://schema.org", "value": value}


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        (WorkType.ARTICLE, "ScholarlyArticle"),
        (WorkType.BOOK, "Book"),
        (WorkType.CHAPTER, "Chapter"),
        (WorkType.REPORT, "Report"),
        (WorkType.WEB_PAGE, "WebPage"),
        (WorkType.THESIS, "Thesis"),
        (WorkType.DATASET, "Dataset"),
        ("song", "CreativeWork"),
    ],
)
def test_work_types_become_schema_types(kind: str, type_: str) -> None:
    reference = Reference(csl=make_work(type=kind, DOI="10.1000/<a>b"))
    reference.read_columns()
    url = "https://doi.org/10.1000/%3Ca%3Eb"
    assert structured_data.build_citation(reference) == {"@type": type_, "identifier": url}


def test_work_without_doi_has_url_and_status() -> None:
    work = make_work(URL="https://example.org/7", issued={}, title="On <i>E. coli</i>")
    reference = Reference(csl=work, status=Status.RETRACTED)
    reference.read_columns()
    assert structured_data.build_citation(reference) == {
        "@type": "ScholarlyArticle",
        "name": "On E. coli",
        "url": "https://example.org/7",
        "creativeWorkStatus": "Retracted",
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("site")
class TestOnPages:
    def test_reference_page_holds_structured_data(self, client: Client) -> None:
        authors = [{"family": "Gray", "given": "Ann B."}, {"literal": "The Group"}]
        make_reference(work=make_work(author=authors, DOI="10.1000/abc"))
        html = html_of(client, "/references/gray2020/")
        assert get_structured_data(html) == {
            "@context": "https://schema.org",
            "@type": "ScholarlyArticle",
            "name": "Findings of Gray",
            "author": [{"@type": "Person", "name": "Ann B. Gray"}, "The Group"],
            "datePublished": "2020-03",
            "identifier": "https://doi.org/10.1000/abc",
            "isPartOf": {"@type": "Periodical", "name": "Journal of Examples"},
            "mainEntityOfPage": "http://testserver/references/gray2020/",
        }

    def test_article_lists_its_citations_in_order(self, client: Client) -> None:
        html = html_of(client, STARTER_ARTICLE)
        told = get_structured_data(html)["citation"]
        listed = [work.reference.doi for work in prepare_body(get_starter_article().body).references]
        assert [work["identifier"] for work in told] == [f"https://doi.org/{doi}" for doi in listed]
        assert len(listed) > 3
