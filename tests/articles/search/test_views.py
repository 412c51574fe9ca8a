"""The page of results: what it finds in the starter site, in which order, at which cost, and whatever is typed."""

import logging
import re

import pytest
from defusedxml import ElementTree
from django.contrib.auth.models import AbstractUser
from django.core.cache import cache
from django.test import Client
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits, SearchPromotion
from wagtail.models import Page

from articles import editor_roles
from articles.models import HomePage, InformationPage
from articles.search import matching, rate_limit, views
from tests.articles.builders import STARTER_ARTICLE, html_of, make_article, make_cited, prose, queries
from tests.articles.search.searching import find_urls, list_urls, search

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

MAX_QUERIES = 11
HOSTILE = [
    "x" * 10_000,
    "pain " * 2_000,
    '"',
    '"""""',
    "' OR 1=1 --",
    "NEAR(pain sleep, 2)",
    "* - ^ ( ) : {autocomplete} :pain",
    "pain AND OR NOT",
    "-pain",
    "\x00pain\x00",
    "\ud800\udfff",
    "\U0001f600 \U0001f9d8",
    "%_%",
    "\\",
    "\u202egnikcats \u0627\u0644\u0623\u0644\u0645",
    "\u75bc\u75db",
    "pa\u0301in",
    "henpain & ! | <-> :*",
    "<script>alert(1)</script>",
    "\t\r\n ",
]


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_typed_gets_a_page(client: Client, typed: str) -> None:
    response = client.get("/search/", {"q": typed.encode("utf-8", "surrogatepass")})
    html = response.content.decode()
    assert response.status_code == 200
    assert len(html) < 30_000
    assert "<script>alert" not in html
    assert 'role="status"' in html or "What you can try" in html


def test_results_say_what_they_are(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "RESULTS_PER_PAGE", 100)
    html = search(client, "pain")
    assert list_urls(html)[0].startswith(("/articles/", "/faq/", "/glossary/"))
    kinds = re.findall(r'result__kind">([^<]*)<', html)
    assert {"Article", "Question", "Page", "Cited work"} <= {*kinds}
    assert kinds[-1] == "Cited work"
    assert "<mark>pain</mark>" in html
    assert all(url.startswith("/references/") for url in find_urls(client, "pain", kind="work"))
    assert find_urls(client, "pain", kind="nonsense") == list_urls(html)


def test_misspelt_words_are_found(client: Client) -> None:
    html = search(client, "fibromialgia")
    assert STARTER_ARTICLE in list_urls(html)
    assert "We looked for <strong>fibromyalgia</strong> instead." in html
    assert find_urls(client, "stegmann") == ["/references/stegemann2023/"]


def test_words_that_never_stand_together_find_some(client: Client) -> None:
    html = search(client, "pain quokkas wombats")
    assert STARTER_ARTICLE in list_urls(html)
    assert "Nothing has all of your words." in html


def test_reader_s_language_comes_first(client: Client) -> None:
    german = InformationPage.objects.get(locale__language_code="de", slug="ueber-uns")
    english = InformationPage.objects.get(locale__language_code="en", slug="about")
    for page in (german, english):
        page.title = "Zugzwang"
        page.save_revision().publish()
    assert find_urls(client, "zugzwang") == ["/about/", "/de/ueber-uns/"]
    html = search(client, "zugzwang", at="/de/search/")
    assert list_urls(html) == ["/de/ueber-uns/", "/about/"]
    assert '<h2 class="result__title" lang="en">' in re.sub(r"\s+", " ", html)
    assert 'lang="de">' in html


def test_german_words_are_found_in_each_spelling(client: Client) -> None:
    page = InformationPage.objects.get(locale__language_code="de", slug="ueber-uns")
    page.body = [("prose", "<p>Müdigkeit und das Zugvogelgedächtnis.</p>")]
    page.save_revision().publish()
    for words in ("Zugvogelgedächtnis", "zugvogelgedaechtnis", "Muedigkeit", "mudigkeit", "müdigkeiten", "Zugvogel"):
        assert "/de/ueber-uns/" in find_urls(client, words, at="/de/search/"), words


def test_number_of_queries_is_constant(client: Client) -> None:
    def count(words: str, at: str = "/search/") -> int:
        search(client, words, at=at)
        with queries() as statements:
            search(client, words, at=at)
        return len(statements)

    few = count("pain")
    assert few <= MAX_QUERIES
    assert count("fibromialgia") <= MAX_QUERIES
    assert count("stegmann") <= MAX_QUERIES
    works, text = make_cited(30)
    for place in range(12):
        make_article(f"Pain {place}", text, prose(f"<p>Pain {place}</p>"))
    works[0].csl["title"] = "Pain"
    works[0].save()
    assert count("pain") == few


def test_long_lists_have_pages(client: Client) -> None:
    for place in range(views.RESULTS_PER_PAGE + 1):
        make_article(f"Zugzwang {place}", slug=f"zugzwang-{place}")
    first, second = search(client, "zugzwang"), search(client, "zugzwang", page="2")
    assert len({*list_urls(first), *list_urls(second)}) == views.RESULTS_PER_PAGE + 1
    assert "11 results" in first
    assert 'href="?q=zugzwang&amp;page=2"' in first
    assert '<ol class="results" role="list" start="11">' in second


def test_what_somebody_looks_for_is_kept_nowhere(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        response = client.get("/search/", {"q": "quokka"})
    assert "quokka" not in caplog.text
    assert response["Cache-Control"] == "no-store, private"
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies
    assert not Query.objects.exists()
    assert not QueryDailyHits.objects.exists()
    html = response.content.decode()
    assert '<meta name="robots" content="noindex">' in html
    assert 'href="http://testserver/search/"' in html
    # In links for search engines it would be found again.
    assert "quokka" not in html.split("</head>")[0]


def test_promoted_results_come_first_once(client: Client) -> None:
    picks = Query.objects.create(query_string="pain").editors_picks
    picks.add(SearchPromotion(page=Page.objects.get(slug="faq"), description="<b>All answers</b>"), bulk=False)
    picks.add(SearchPromotion(page=Page.objects.get(slug="privacy")), bulk=False)
    Page.objects.get(slug="privacy").specific.unpublish()
    html = search(client, " Pain ")
    assert list_urls(html)[0] == "/faq/"
    assert list_urls(html).count("/faq/") == 1
    assert "/privacy/" not in list_urls(html)
    assert "&lt;b&gt;All answers" in html
    assert "Suggested by our editors" not in search(client, "pain", kind="article")


def test_editors_promote_results_and_see_no_report_of_words(cleo: AbstractUser, cleo_client: Client) -> None:
    editor_roles.ensure_editor_roles()
    assert cleo_client.get("/admin/searchpicks/add/").status_code == 200
    assert "search-terms" not in cleo_client.get("/admin/").content.decode()


def test_empty_pages_help(client: Client) -> None:
    for html in (html_of(client, "/search/"), search(client, "quokkaquokka"), search(client, '"')):
        assert "What you can try" in html
        assert 'href="/articles/"' in html
    assert "We found nothing for “quokkaquokka”." in search(client, "quokkaquokka")
    assert "Please type a word" in search(client, '"')


def test_too_many_searches_are_refused_for_a_while(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit, "SEARCHES_AT_ONCE", 2)
    for _round in range(2):
        search(client, "pain")
    refused = client.get("/search/", {"q": "pain"})
    assert refused.status_code == 429
    assert refused["Retry-After"] == "60"
    assert refused["Cache-Control"] == "no-store, private"
    assert "Please wait a minute" in refused.content.decode()
    # Whoever looks for nothing yet, and everybody else.
    html_of(client, "/search/")
    assert client.get("/search/", {"q": "pain"}, REMOTE_ADDR="192.0.2.7").status_code == 200
    cache.clear()
    search(client, "pain")


def test_one_household_has_one_limit() -> None:
    class Request:
        def __init__(self, address: str) -> None:
            self.META = {"REMOTE_ADDR": address}
            self.headers: dict[str, str] = {}

    clients = [rate_limit.identify_client(Request(address)) for address in ("2001:db8::1", "2001:db8::2", "192.0.2.7")]  # type: ignore[arg-type]
    assert clients == ["2001:db8::/64", "2001:db8::/64", "192.0.2.7"]


def test_browsers_are_told_of_the_search(client: Client) -> None:
    for prefix, language in (("", "en"), ("/de", "de")):
        response = client.get(f"{prefix}/opensearch.xml")
        assert response["Content-Type"] == "application/opensearchdescription+xml"
        description = ElementTree.fromstring(response.content)
        namespace = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
        assert len(description.findtext("o:ShortName", "", namespace)) in range(1, 17)
        assert description.findtext("o:Language", "", namespace) == language
        url = description.find("o:Url", namespace)
        assert url is not None
        assert url.get("template") == f"http://testserver{prefix}/search/?q={{searchTerms}}"
    assert 'href="/de/opensearch.xml"' in html_of(client, "/de/search/")


def test_pages_lead_to_the_search_and_the_404_has_its_field(client: Client) -> None:
    assert '<a href="/search/">Search</a>' in html_of(client, "/")
    missing = client.get("/no-such-page/")
    assert missing.status_code == 404
    assert 'role="search" action="/search/"' in missing.content.decode()
    assert html_of(client, "/search/").count('role="search"') == 1


def test_site_without_pages_searches(db: None, client: Client) -> None:
    HomePage.objects.all().delete()
    assert find_urls(client, "pain") == []


def test_common_words_are_bounded(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "MAX_MATCHES", 3)
    assert re.search(r"More than \d results\.", search(client, "pain"))
    make_article("Zugzwang")
    assert "1 result" in search(client, "zugzwang")
