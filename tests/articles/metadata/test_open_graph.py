"""What is shown beside a link to a page, and the one URL of each page."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.test import Client
from wagtail.models import Site

from tests.articles.builders import (
    STARTER_ARTICLE,
    get_starter_article,
    html_of,
    make_articles,
    make_person,
    name_authors,
)
from tests.references.library.reading import get_content

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def read_properties(html: str) -> list[tuple[str, str]]:
    found = re.findall(r'<meta property="([^"]*)" content="([^"]*)">', html)
    return [(name, unescape(value)) for name, value in found]


def read_links(html: str) -> set[tuple[str, str]]:
    return set(re.findall(r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)">', html))


def read_canonical(html: str) -> str:
    [address] = re.findall(r'<link rel="canonical" href="([^"]*)">', html)
    return str(address)


def test_article_tells_times_people_languages_and_picture(client: Client) -> None:
    article = get_starter_article()
    name_authors(article, make_person("Wilma Writer", title_before="Dr"), make_person("Ida Example"))
    article.first_published_at = datetime(2025, 3, 4, tzinfo=UTC)
    article.last_published_at = datetime(2026, 11, 22, tzinfo=UTC)
    article.save()
    told = read_properties(html_of(client, STARTER_ARTICLE))
    assert [(name, value) for name, value in told if not name.startswith("og:image")] == [
        ("og:site_name", "The Fibromyalgia Clinic"),
        ("og:type", "article"),
        ("og:title", article.title),
        ("og:description", article.search_description or article.standfirst),
        ("og:url", f"http://testserver{STARTER_ARTICLE}"),
        ("og:locale", "en_GB"),
        ("og:locale:alternate", "de_DE"),
        ("article:published_time", "2025-03-04"),
        ("article:modified_time", "2026-11-22"),
        ("article:author", "Dr Wilma Writer"),
        ("article:author", "Ida Example"),
    ]
    image = {name: value for name, value in told if name.startswith("og:image")}
    assert image.keys() == {f"og:image{end}" for end in ("", ":type", ":width", ":height", ":alt")}
    assert (image["og:image:width"], image["og:image:height"]) == ("1200", "630")


def test_other_pages_are_websites(client: Client) -> None:
    for address in ("/", "/faq/", "/references/", "/references/efremov2024/", "/search/"):
        told = dict(read_properties(html_of(client, address)))
        assert (told["og:type"], told["og:url"]) == ("website", f"http://testserver{address}")
        assert "article:author" not in told


def test_every_full_url_names_the_host_of_the_site(client: Client) -> None:
    """A request may come by another host; what leaves the site names one."""
    Site.objects.update(hostname="clinic.example", port=443)
    Site.clear_site_root_paths_cache()
    addresses = ["/", STARTER_ARTICLE, "/faq/", "/references/efremov2024/", "/articles/feed/", "/opensearch.xml"]
    for address in addresses:
        response = client.get(address)
        found = set(re.findall(r"https?://([^/\"]*)", get_content(response)))
        ours = {host for host in found if host in {"testserver", "clinic.example"}}
        assert ours == {"clinic.example"}, address


@pytest.mark.parametrize("address", [STARTER_ARTICLE, "/", "/faq/"])
def test_versions_name_each_other_and_the_default(client: Client, address: str) -> None:
    links = read_links(html_of(client, address))
    by_language = dict(links)
    assert by_language["x-default"] == by_language["en"] == f"http://testserver{address}"
    german = by_language["de"].removeprefix("http://testserver")
    assert read_links(html_of(client, german)) == links


def test_page_in_one_language_names_no_others(client: Client) -> None:
    make_articles(1)
    html = html_of(client, "/articles/article-number-0/")
    assert read_links(html) == set()
    assert "og:locale:alternate" not in html


def test_later_part_of_a_list_has_a_url_of_its_own(client: Client) -> None:
    make_articles(13)
    assert read_canonical(html_of(client, "/articles/?page=2")) == "http://testserver/articles/?page=2"
    assert read_canonical(html_of(client, "/articles/?page=1&from=x")) == "http://testserver/articles/"
