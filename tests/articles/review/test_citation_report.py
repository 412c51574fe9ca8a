"""What editors are told about the citations of a page, and what they cannot publish."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import ArticlePage
from articles.review.citation_report import BlockLocation, report_citations
from references.enums import Status
from references.models import Reference
from tests.articles.builders import build_edit_form, html_of, make_article, prose, questions, stream, table
from tests.articles.signing.builders import PUBLISH, publish_signed
from tests.references.builders import cite, give_notice, make_reference, make_work

pytestmark = pytest.mark.django_db

UNEXPLAINED = "Dunn 2020: Retracted. This work is retracted or in doubt. Enter a reason for citing it."
MISQUOTED = "Gray 2020: The quote is not in the abstract. Copy it from the abstract word for word."
GONE = "This work is no longer in the library, so readers do not see the citation."


@pytest.fixture
def gray() -> Reference:
    return make_reference(work=make_work(abstract="Pain is real."))


def found(*parts: dict[str, Any]) -> list[str]:
    return [str(finding) for finding in report_citations(stream(*parts)).findings]


def test_valid_citations_are_not_reported(gray: Reference, dunn: Reference) -> None:
    text = f"<p>a{cite(gray, locator='p. 3', quote='Pain  is real.')}{cite(dunn, why='It fell.')}</p>"
    assert found(prose(text)) == []
    assert report_citations(stream(prose(text))).works == [gray, dunn]


def test_each_problem_is_reported_once_with_its_blocks(gray: Reference, dunn: Reference) -> None:
    hidden = make_reference("Webb", live=False)
    unreal = cite(gray, quote="Pain is unreal.")
    parts = [
        prose(f"<p>a{unreal}{cite(dunn)} b{cite(dunn)}</p>"),
        {"type": "heading", "value": {"heading": "Words"}},
        questions(f"<p>c{cite(999)}</p>", f"<p>d{cite(dunn)}</p>"),
        table(f"<p>e{cite(hidden)}</p>", [f"<p>f{unreal}</p>"]),
    ]
    assert found(*parts) == [
        f"{MISQUOTED} (Block 1, Text; Block 4, Table)",
        f"{UNEXPLAINED} (Block 1, Text; Block 3, Questions and answers)",
        f"{GONE} (Block 3, Questions and answers)",
        "Webb 2020: This work is not shown to readers, so they do not see the citation. (Block 4, Table)",
    ]
    assert report_citations(stream(*parts)).works == [gray, dunn]


def test_location_is_the_number_of_the_block(dunn: Reference) -> None:
    body = stream({**prose(f"<p>a{cite(dunn)}</p>"), "id": "c0ffee"})
    assert report_citations(body).findings[0].places == [BlockLocation(1, "Text", "c0ffee")]


@pytest.mark.parametrize("number", [1, 5])
def test_all_works_take_one_query(number: int, django_assert_num_queries: Any) -> None:
    parts = [prose(f"<p>a{cite(make_reference(f'Author{n}'))}</p>") for n in range(number)]
    with django_assert_num_queries(1):
        report_citations(stream(*parts))


# --- In the page's editor ------------------------------------------------------------------------------------------


@pytest.fixture
def edit(site: None) -> Any:
    """Post an article with this one text to its edit page, and return the response.

    What is published is signed off before.
    """

    def post(client: Client, article: ArticlePage, text: str, **action: str) -> Any:
        form = build_edit_form(article, text)
        if action:
            return publish_signed(client, article, form)
        return client.post(reverse("wagtailadmin_pages:edit", args=[article.pk]), form)

    return post


@pytest.mark.parametrize(
    ("beside", "complaint"),
    [
        ({}, f"{UNEXPLAINED} (Block 1, Text)"),
        ({"why": "It fell.", "quote": "Pain is unreal."}, "Dunn 2020: Retracted. The quote is not in"),
    ],
)
def test_page_with_invalid_citations_is_saved_but_not_published(
    cleo_client: Client, edit: Any, dunn: Reference, beside: dict[str, str], complaint: str
) -> None:
    article = make_article("An article", prose("<p>Old.</p>"))
    text = f"<p>New.{cite(dunn, **beside)}</p>"
    assert edit(cleo_client, article, text).status_code == 302
    response = edit(cleo_client, article, text, **PUBLISH)
    assert response.status_code == 200
    assert complaint in response.content.decode()
    article.refresh_from_db()
    assert "Old." in str(article.body)


def test_retracted_work_with_a_reason_is_published(cleo_client: Client, edit: Any, dunn: Reference) -> None:
    article = make_article("An article", prose("<p>Old.</p>"))
    assert edit(cleo_client, article, f"<p>New.{cite(dunn, why='It fell.')}</p>", **PUBLISH).status_code == 302
    article.refresh_from_db()
    assert "New." in str(article.body)


def test_work_cited_before_its_retraction_needs_no_reason(cleo_client: Client, edit: Any) -> None:
    webb = make_reference("Webb")
    article = make_article("An article", prose(f"<p>Old.{cite(webb)}</p>"))
    give_notice(webb, Status.RETRACTED)
    assert edit(cleo_client, article, f"<p>New.{cite(webb)}</p>", **PUBLISH).status_code == 302
    # Publishing again after unpublishing counts as citing it now.
    article.refresh_from_db()
    article.unpublish()
    assert edit(cleo_client, article, f"<p>New.{cite(webb)}</p>", **PUBLISH).status_code == 200


def test_missing_work_is_reported_and_does_not_block_publishing(cleo_client: Client, edit: Any) -> None:
    article = make_article("An article", prose("<p>Old.</p>"))
    assert edit(cleo_client, article, f"<p>New.{cite(999)}</p>", **PUBLISH).status_code == 302
    html = html_of(cleo_client, reverse("wagtailadmin_pages:edit", args=[article.pk]))
    assert "Citations on this page need your attention." in html
    assert GONE in html.split('id="panel-child-content-works_cited-section"')[1]
    article.refresh_from_db()
    assert f'href="#block-{article.body[0].id}-section"' in html


def test_editor_lists_the_works_of_a_page(cleo_client: Client, edit: Any, gray: Reference, dunn: Reference) -> None:
    article = make_article("An article", prose(f"<p>Old.{cite(gray)}{cite(dunn, why='It fell.')}</p>"))
    html = html_of(cleo_client, reverse("wagtailadmin_pages:edit", args=[article.pk]))
    assert "need your attention" not in html
    panel = html.split('id="panel-child-content-works_cited-section"')[1]
    assert panel.index("Gray 2020") < panel.index("Dunn 2020") < panel.index("Retracted")


def test_page_without_citations_has_no_list(cleo_client: Client, site: None) -> None:
    article = make_article("An article", prose("<p>Words.</p>"))
    html = html_of(cleo_client, reverse("wagtailadmin_pages:edit", args=[article.pk]))
    assert "works_cited" not in html
