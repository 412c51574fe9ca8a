"""An article as a work that others cite."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from articles.metadata import citation
from articles.models import ArticlePage
from articles.models.people import find_authors
from references.formats import parser
from tests.articles.builders import (
    STARTER_ARTICLE,
    get_starter_article,
    html_of,
    make_article,
    make_person,
    name_authors,
)
from tests.references.library.reading import get_structured_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

ADDRESS = f"http://testserver{STARTER_ARTICLE}"


@pytest.fixture
def article() -> ArticlePage:
    article = get_starter_article()
    name_authors(article, make_person("Wilma Writer", title_before="Dr", role="Rheumatologist"))
    article.first_published_at = datetime(2025, 3, 4, tzinfo=UTC)
    article.last_published_at = datetime(2026, 11, 22, tzinfo=UTC)
    article.save()
    return article


def test_article_is_converted_to_csl(article: ArticlePage) -> None:
    assert citation.build_article_csl(article, authors=find_authors(article), clinic="The Clinic", url=ADDRESS) == {
        "id": "fibromyalgia-the-neural-network-perspective",
        "type": "webpage",
        "title": "Fibromyalgia: The Neural Network Perspective",
        "author": [{"family": "Writer", "given": "Wilma"}],
        "container-title": "The Clinic",
        "issued": {"date-parts": [[2026, 11, 22]]},
        "URL": ADDRESS,
        "language": "en",
    }


def test_unknown_fields_are_left_out() -> None:
    draft = ArticlePage(title="Draft", slug="draft")
    assert citation.build_article_csl(draft, authors=[], clinic="", url="") == {
        "id": "draft",
        "type": "webpage",
        "title": "Draft",
        "language": "en",
    }


def test_page_shows_its_citation_in_every_style(client: Client, article: ArticlePage) -> None:
    html = html_of(client, STARTER_ARTICLE)
    shown = re.findall(r'cite__style">(.*?)</p>\s*<p class="cite__entry"[^>]*>(.*?)</p>', html)
    title, clinic = "Fibromyalgia: The Neural Network Perspective.", "The Fibromyalgia Clinic"
    assert [(style, unescape(re.sub("<[^>]*>", "", entry))) for style, entry in shown] == [
        ("AMA", f"Writer W. {title} {clinic}. November 22, 2026. {ADDRESS}"),
        ("Vancouver (NLM)", f"Writer W. {clinic} [Internet]. 2026. {title} Available from: {ADDRESS}"),
        ("APA", f"Writer, W. (2026, November 22). {title} {clinic}. {ADDRESS}"),
    ]


@pytest.mark.parametrize("extension", ["bib", "ris", "json"])
def test_citation_of_the_page_is_downloaded(client: Client, article: ArticlePage, extension: str) -> None:
    response = client.get(f"{STARTER_ARTICLE}this-page.{extension}")
    assert response["Content-Disposition"] == f'attachment; filename="{article.slug}.{extension}"'
    [record] = parser.parse_pasted_works(response.getvalue().decode())
    assert record.csl == citation.build_article_csl(
        article, authors=find_authors(article), clinic="The Fibromyalgia Clinic", url=ADDRESS
    )


@pytest.mark.parametrize("name", ["this-page.bib", "works-cited.ris"])
def test_private_pages_have_no_downloads(client: Client, name: str) -> None:
    draft = make_article("Draft", slug="draft")
    draft.unpublish()
    private = make_article("Private", slug="private")
    assert client.get(f"/articles/private/{name}").status_code == 200
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    for address in ("draft", "private", "nothing"):
        assert client.get(f"/articles/{address}/{name}").status_code == 404


def test_only_articles_have_a_citation(client: Client) -> None:
    assert client.get("/faq/this-page.bib").status_code == 404
    assert client.get("/faq/works-cited.bib").status_code == 200
    assert client.get("/works-cited.bib").status_code == 200


def test_article_has_structured_data(client: Client, article: ArticlePage) -> None:
    told = get_structured_data(html_of(client, STARTER_ARTICLE))
    assert {name: value for name, value in told.items() if name != "citation"} == {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "url": ADDRESS,
        "name": article.title,
        "inLanguage": "en",
        "breadcrumb": {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": 1, "name": "Home page", "item": "http://testserver/"},
                {"@type": "ListItem", "position": 2, "name": "Articles", "item": "http://testserver/articles/"},
                {
                    "@type": "ListItem",
                    "position": 3,
                    "name": "Understanding fibromyalgia",
                    "item": "http://testserver/articles/topic/understanding-fibromyalgia/",
                },
                {"@type": "ListItem", "position": 4, "name": article.title},
            ],
        },
        "about": {"@type": "MedicalCondition", "name": "Fibromyalgia"},
        "description": article.standfirst,
        "author": [
            {
                "@type": "Person",
                "name": "Wilma Writer",
                "honorificPrefix": "Dr",
                "url": "http://testserver/people/wilma-writer/",
            }
        ],
        "publisher": {"@type": "MedicalOrganization", "name": "The Fibromyalgia Clinic"},
        "datePublished": "2025-03-04",
        "dateModified": "2026-11-22",
    }


def test_missing_author_and_reviewer_are_left_out(client: Client) -> None:
    html = html_of(client, STARTER_ARTICLE)
    assert {"author", "reviewedBy", "lastReviewed"} & get_structured_data(html).keys() == set()
    assert "Written by" not in html
