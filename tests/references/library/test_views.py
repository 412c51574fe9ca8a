"""The public list of works and its search."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from wagtail.models import PageViewRestriction

from references.enums import Status
from references.library import views
from references.models import Reference
from references.starter import read_starter_works
from tests.articles.builders import html_of, make_citing_article, queries
from tests.references.builders import give_notice, make_reference, make_work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def get_starter_labels() -> list[str]:
    """Return the works that the starter pages cite, as the list shows them."""
    works = Reference.objects.filter(key__in=[work["csl"]["id"] for work in read_starter_works()])
    return [work.label for work in works.order_by("authors", "year", "title")]


def listed(client: Client, query: str = "") -> list[str]:
    html = html_of(client, f"/references/{query}")
    return [unescape(label) for label in re.findall(r'work__facts">(.*?)\s*(?:·|</p>)', html)]


def test_cited_works_are_listed_in_order(client: Client) -> None:
    make_reference("Uncited")
    assert listed(client) == get_starter_labels()


def test_statuses_are_shown_and_grave_ones_highlighted(client: Client) -> None:
    works = [make_reference(name) for name in ("Gray", "Dunn")]
    for work, status in zip(works, (Status.CORRECTED, Status.RETRACTED), strict=True):
        give_notice(work, status)
    make_citing_article(*works)
    html = html_of(client, "/references/?q=findings")
    assert re.findall(r'class="(work__status.*?)">(.*?)<', html) == [
        ("work__status work__status--grave", "Retracted"),
        ("work__status", "Corrected"),
    ]


def test_empty_library_shows_a_message(client: Client) -> None:
    Reference.objects.update(live=False)
    assert "No page on this site cites a work yet." in html_of(client, "/references/")


def test_hidden_works_are_not_listed(client: Client) -> None:
    make_citing_article(make_reference("Gray", live=False))
    assert listed(client) == get_starter_labels()


@pytest.mark.parametrize("state", ["draft", "restricted"])
def test_works_cited_only_on_private_pages_are_not_listed(client: Client, state: str) -> None:
    page = make_citing_article(make_reference("Gray"))
    assert "Gray 2020" in listed(client)
    if state == "draft":
        page.unpublish()
    else:
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert listed(client) == get_starter_labels()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Gray", ["Gray 2020"]),
        ("quil", ["Quill 2020"]),
        ("muller", ["Kalisch et al. 2024"]),
        ("MÜLLER", ["Kalisch et al. 2024"]),
        ("Quíll", ["Quill 2020"]),
        ("fear engrams", ["Stegemann et al. 2023"]),
        ("stegemann engr", ["Stegemann et al. 2023"]),
        ("2024 psycho", ["Efremov 2024"]),
        ("psycho 2024", ["Efremov 2024"]),
        ("steg fear 202", ["Stegemann et al. 2023"]),
        ("Stegemann et al. 2023", ["Stegemann et al. 2023"]),
        ("odegard", ["Ødegård 2020"]),
        ("Ødegård", ["Ødegård 2020"]),
        ("ødegard", ["Ødegård 2020"]),
        ("doi:10.1038/s41593", ["Stegemann et al. 2023"]),
        ("https://doi.org/10.1038/s41593", ["Stegemann et al. 2023"]),
        ("https://doi.org/10.1038/S41593-023-01291-X", ["Stegemann et al. 2023"]),
        ("PMID: 37024573", ["Stegemann et al. 2023"]),
        ("pmc11494424", ["Efremov 2024"]),
        ("978-0-306-40615-7", ["Hale 2020"]),
        ("10.1038/another", []),
        ("fear unicorns", []),
        ("% _ ' \" * ( ) AND OR NOT : - \\", []),
    ],
)
def test_search_finds_works(client: Client, words: str, found: list[str]) -> None:
    book = make_reference("Hale", work=make_work("Hale", type="book", ISBN="9780306406157"))
    make_citing_article(make_reference("Gray"), make_reference("Quill"), make_reference("Ødegård"), book)
    make_reference("Quilling")
    query = reverse("library", query={"q": words})
    assert listed(client, query.removeprefix("/references/")) == found
    if not found:
        assert "No works found for" in html_of(client, query)


def test_evidence_kind_filters_the_list(client: Client) -> None:
    reviews = listed(client, "?kind=narrative-review")
    assert {"Efremov 2024", "Kalisch et al. 2024"} <= set(reviews)
    assert not {"Jacobs et al. 2021", "Stegemann et al. 2023"} & set(reviews)
    assert listed(client, "?kind=narrative-review&q=resilience") == ["Kalisch et al. 2024"]
    assert "No works match your search." in html_of(client, "/references/?kind=opinion")


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "query", ["?q=%00", "?kind=nonsense", f"?q={'x' * 300}", "?q=%ff%fe", "?page=", f"?q=https://doi{'-a' * 90}!"]
)
def test_nonsense_queries_do_not_fail(client: Client, query: str) -> None:
    assert client.get(f"/references/{query}").status_code in {200, 404}


@pytest.mark.parametrize("address", ["/references/a\0/", "/references/a\0.json"])
def test_urls_with_null_bytes_do_not_resolve(address: str) -> None:
    with pytest.raises(Resolver404):
        resolve(address)


@pytest.mark.parametrize("page", ["0", "99", "-1", "x"])
def test_missing_page_number_returns_404(client: Client, page: str) -> None:
    assert client.get(f"/references/?page={page}").status_code == 404


def test_pagination_keeps_the_search(client: Client) -> None:
    make_citing_article(*(make_reference(f"Author{place:02}") for place in range(views.WORKS_PER_PAGE + 1)))
    first = html_of(client, "/references/?q=author")
    assert len(listed(client, "?q=author")) == views.WORKS_PER_PAGE
    assert 'href="?q=author&amp;page=2">Next' in first
    assert listed(client, "?q=author&page=2") == ["Author25 2020"]


def test_queries_do_not_grow_with_works(client: Client) -> None:
    def cost(address: str) -> int:
        html_of(client, address)
        with queries() as statements:
            html_of(client, address)
        return len(statements)

    addresses = ["/references/", "/references/?q=a", "/references/?q=10.1000/abc"]
    before = [cost(address) for address in addresses]
    make_citing_article(*(make_reference(f"Author{place}") for place in range(60)))
    assert [cost(address) for address in addresses] == before
    assert max(before) <= 9


def test_pages_have_canonical_urls_and_searches_are_not_indexed(client: Client) -> None:
    make_citing_article(*(make_reference(f"Author{place:02}") for place in range(views.WORKS_PER_PAGE + 1)))
    for query, address in (("", ""), ("?page=1", ""), ("?page=2", "?page=2"), ("?utm=x", "")):
        html = html_of(client, f"/references/{query}")
        assert f'<link rel="canonical" href="http://testserver/references/{address}">' in html
        assert "noindex" not in html
    for query in ("?q=author", "?kind=opinion"):
        assert '<meta name="robots" content="noindex">' in html_of(client, f"/references/{query}")


def test_library_responses_are_not_cached(client: Client) -> None:
    for address in ("/references/", "/references.ris", "/references/efremov2024/", "/references/efremov2024.bib"):
        assert client.get(address)["Cache-Control"] == "no-cache"


def test_pages_link_to_the_library(client: Client) -> None:
    assert '<a href="/references/">References</a>' in html_of(client, "/about/")


def test_hostile_text_is_escaped(client: Client) -> None:
    hostile = "<script>alert(1)</script>\"'&"
    work = make_work(hostile, title=hostile, **{"container-title": hostile, "publisher": hostile})
    make_citing_article(
        Reference.objects.create(key="hostile", csl=work, population=hostile, conflict_of_interest=hostile)
    )
    for address in ("/references/", reverse("library", query={"q": hostile}), "/references/hostile/"):
        html = html_of(client, address)
        assert "<script>" not in html
        assert "alert(1)</script>" not in html


def test_sitemap_lists_cited_works(client: Client) -> None:
    make_reference("Uncited")
    addresses = re.findall(r"<loc>http://testserver(/references/.*?)</loc>", html_of(client, "/sitemap.xml"))
    assert {"/references/efremov2024/", "/references/jacobs2021/", "/references/sluka2016/"} <= set(addresses)
    assert not any("uncited" in address for address in addresses)
