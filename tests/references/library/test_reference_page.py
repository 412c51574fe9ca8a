"""The page of one work."""

import json
import re
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from references.enums import CitationStyle, EvidenceKind, Status
from references.library.views import MAX_SHOWN_AUTHORS, format_partial_date
from references.models import CitationSettings, Reference
from tests.articles.builders import html_of, make_article, prose, queries
from tests.references.builders import cite, make_reference, make_work
from tests.references.library.reading import get_structured_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def facts(html: str) -> dict[str, str]:
    return dict(re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", html))


def places(html: str) -> list[str]:
    return re.findall(r"<li><a href=\"(/articles/[^\"]*)\"", html.partition('id="cited"')[2].partition("</ul>")[0])


def test_page_shows_the_facts_of_the_work(client: Client) -> None:
    make_reference(
        work=make_work(DOI="10.1000/abc", PMID="7", abstract="Nobody may copy this.", note="Ask Ann."),
        evidence_kind=EvidenceKind.TRIAL,
        population="mice",
        conflict_of_interest="Paid for by its maker.",
    )
    html = html_of(client, "/references/gray2020/")
    assert re.search(r"<h1[^>]*>Findings of Gray</h1>", html)
    assert '<p class="work__authors">Ann B. Gray</p>' in html
    assert {name: value for name, value in facts(html).items() if name != "Read this work"} == {
        "Type": "Journal article",
        "Published in": "Journal of Examples",
        "Published": "March 2020",
        "Kind of evidence": "Clinical trial",
        "Who or what was studied": "mice",
        "Conflict of interest": "Paid for by its maker.",
        "DOI": "10.1000/abc",
        "PMID": "7",
    }
    assert 'href="https://doi.org/10.1000/abc"' in html
    assert "Nobody may copy" not in html
    assert "Ask Ann" not in html


def test_long_author_list_is_shortened(client: Client) -> None:
    authors = [{"family": f"Author{place}", "given": "A."} for place in range(MAX_SHOWN_AUTHORS + 2)]
    make_reference(work=make_work(author=authors, language="de"))
    html = html_of(client, "/references/gray2020/")
    assert f"A. Author{MAX_SHOWN_AUTHORS - 1} and 2 others</p>" in html
    assert len(get_structured_data(html)["author"]) == MAX_SHOWN_AUTHORS
    assert '<h1 class="work__heading" lang="de">' in html


def test_style_of_the_site_comes_first(client: Client) -> None:
    make_reference()

    def styles() -> list[str]:
        return re.findall(r'cite__style">(.*?)</p>', html_of(client, "/references/gray2020/"))

    assert styles() == ["AMA", "Vancouver (NLM)", "APA"]
    CitationSettings.objects.update(style=CitationStyle.APA)
    assert styles() == ["APA", "AMA", "Vancouver (NLM)"]


def test_citing_pages_are_linked(client: Client) -> None:
    work = make_reference()
    assert "No page on this site cites it at the moment." in html_of(client, "/references/gray2020/")
    text = prose(f"<p>Words.{cite(work)} More.{cite(work)}</p>")
    make_article("Second", text, text, slug="second")
    make_article("First", text, slug="first")
    make_article("Draft", text, slug="draft").unpublish()
    private = make_article("Private", text, slug="private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert places(html_of(client, "/references/gray2020/")) == ["/articles/first/", "/articles/second/"]


def test_german_page_says_what_is_english_and_writes_german_dates(client: Client) -> None:
    work = make_reference(work=make_work(language="en", issued={"date-parts": [[2024, 11, 30]]}))
    make_article("In English", prose(f"<p>Words.{cite(work)}</p>"))
    html = html_of(client, "/de/references/gray2020/")
    assert '<h1 class="work__heading" lang="en">' in html
    assert 'lang="en">In English</a>' in html
    assert '<p class="cite__entry" lang="en">' in html
    assert facts(html)["Veröffentlicht"] == "30. November 2024"


def test_queries_do_not_grow_with_citing_pages(client: Client) -> None:
    work = make_reference()

    def cost() -> int:
        html_of(client, "/references/gray2020/")
        with queries() as statements:
            html_of(client, "/references/gray2020/")
        return len(statements)

    make_article("One", prose(f"<p>Words.{cite(work)}</p>"))
    with_one = cost()
    for place in range(8):
        make_article(f"Article {place}", prose(f"<p>Words.{cite(work)}</p>"))
    assert cost() == with_one <= 8


def test_status_is_described(client: Client) -> None:
    work, newer = make_reference("Gray"), make_reference("Dunn")
    work.notices.create(
        status=Status.RETRACTED,
        source="Retraction Watch",
        source_id="1",
        dated=date(2024, 2, 1),
        learnt_at=datetime(2024, 2, 3, tzinfo=UTC),
    )
    work.refresh_status()
    html = html_of(client, "/references/gray2020/")
    assert "This work was retracted on 1 February 2024." in html
    assert "We learned this from Retraction Watch on 3 February 2024." in html
    work.notices.all().delete()
    work.notices.create(status=Status.SUPERSEDED, superseded_by=newer, source="journal", source_id="2")
    work.refresh_status()
    assert '<a href="/references/dunn2020/">Dunn 2020</a>' in html_of(client, "/references/gray2020/")


def test_page_has_a_canonical_url_and_uncited_works_are_not_indexed(client: Client) -> None:
    html = html_of(client, "/references/efremov2024/?utm=x")
    assert '<link rel="canonical" href="http://testserver/references/efremov2024/">' in html
    assert "noindex" not in html
    make_reference("Uncited")
    assert '<meta name="robots" content="noindex">' in html_of(client, "/references/uncited2020/")


def test_hidden_work_returns_404(client: Client) -> None:
    make_reference(live=False)
    for address in ("/references/gray2020/", "/references/gray2020.ris", "/references/nothing/", "/references/no.bib"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "key", ["DBLP:conf/chi/Gray20", "gray.2020", "all.bib", "Müller 2020", "a+b?c#d%e", "works.ris"]
)
def test_every_key_has_a_page_and_downloads(client: Client, key: str) -> None:
    address = Reference.objects.create(key=key, csl=make_work()).get_absolute_url()
    assert unquote(address) == f"/references/{key}/"
    assert "Findings of Gray" in html_of(client, address)
    response = client.get(f"{address.removesuffix('/')}.json")
    assert json.loads(response.getvalue())[0]["id"] == key
    assert response["Content-Disposition"].startswith("attachment; filename")


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ("2023", "2023"),
        ("2023-05", "May 2023"),
        ("2023-05-12", "12 May 2023"),
        ("2023-02-31", "2023-02-31"),
        ("1998~", "1998~"),
        ("-0044", "-0044"),
        ("2019-21", "2019-21"),
        ("..", ""),
    ],
)
def test_partial_dates_are_formatted(known: str, words: str) -> None:
    assert format_partial_date(known) == words


@pytest.mark.parametrize(
    "issued", [{"date-parts": [[1998]], "circa": True}, {"literal": "1999/.."}, {"date-parts": [[-44]]}]
)
def test_unusual_dates_do_not_break_the_page(client: Client, issued: dict[str, Any]) -> None:
    work = Reference.objects.create(key="odd-date", csl=make_work(issued=issued))
    assert "Findings of Gray" in html_of(client, work.get_absolute_url())
