"""An anonymous page view makes few queries, repeats none, and makes the same number however much there is.

The first view of a process costs more: it fills Wagtail's cache of site root paths and loads content types.
"""

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from tests.articles.builders import (
    STARTER_ARTICLE,
    get_starter_article,
    html_of,
    make_article,
    make_articles,
    make_cited,
    make_person,
    name_authors,
    prose,
    queries,
    questions,
)
from tests.articles.signing.builders import sign
from tests.references.builders import cite

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

FIRST, LATER = 10, 6


def cost(client: Client, address: str) -> int:
    with queries() as statements:
        html_of(client, address)
    return len(statements)


def later_cost(client: Client, address: str) -> int:
    html_of(client, address)
    return cost(client, address)


def test_article_takes_few_queries(client: Client, new_process: None) -> None:
    assert cost(client, STARTER_ARTICLE) <= FIRST
    assert cost(client, STARTER_ARTICLE) <= LATER


@pytest.mark.parametrize("address", ["/", "/articles/", "/faq/", "/about/"])
def test_first_view_of_a_process_takes_few_queries(client: Client, new_process: None, address: str) -> None:
    with queries() as statements:
        client.get(address)
    assert len(statements) <= FIRST


def test_queries_do_not_grow_with_articles(client: Client) -> None:
    addresses = ["/", "/articles/", "/faq/", STARTER_ARTICLE]
    with_one = [later_cost(client, address) for address in addresses]
    make_articles(200)
    assert [later_cost(client, address) for address in addresses] == with_one
    assert later_cost(client, "/articles/?page=2") == with_one[1]


def test_queries_do_not_grow_with_works(client: Client) -> None:
    (one, *_), text = make_cited(40)
    make_article("One", prose(f"<p>Words.{cite(one)}</p>"), slug="one")
    make_article("Forty", text, questions(text["value"]), slug="forty")
    assert later_cost(client, "/articles/one/") == later_cost(client, "/articles/forty/") <= LATER


def test_authors_and_reviewer_take_no_query_of_their_own(client: Client) -> None:
    article = get_starter_article()
    bare = later_cost(client, STARTER_ARTICLE)
    name_authors(article, make_person("Ida Example"), make_person("Jon Example"))
    sign(article)
    assert later_cost(client, STARTER_ARTICLE) == bare <= LATER
    assert "Dr Rosa Example" in html_of(client, STARTER_ARTICLE)


def test_queries_do_not_grow_with_links(client: Client) -> None:
    links = [prose(f'<p><a linktype="page" id="{page.pk}">a page</a></p>') for page in Page.objects.filter(depth=3)]
    make_article("One", links[0], slug="one")
    make_article("Many", *links, *links, slug="many")
    assert later_cost(client, "/articles/one/") == later_cost(client, "/articles/many/") <= LATER


def test_private_page_elsewhere_adds_no_query(client: Client) -> None:
    before = later_cost(client, STARTER_ARTICLE)
    PageViewRestriction.objects.create(page=Page.objects.get(slug="faq"), restriction_type="login")
    assert later_cost(client, STARTER_ARTICLE) == before


def test_translated_page_takes_at_most_two_more_queries(client: Client) -> None:
    assert later_cost(client, "/de/ueber-uns/") <= later_cost(client, "/about/") + 2
