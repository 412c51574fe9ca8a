"""The sitemap names each page's versions in other languages, and one host."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import Site

from tests.articles.builders import STARTER_ARTICLE, get_starter_article, html_of, make_article

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

GERMAN_ARTICLE = "/de/artikel/fibromyalgie-aus-sicht-der-nervennetze/"


def read_entries(xml: str) -> dict[str, dict[str, str]]:
    """Return the versions that the sitemap names of each of its URLs."""
    return {
        re.findall("<loc>(.*?)</loc>", entry)[0]: dict(re.findall('hreflang="([^"]*)" href="([^"]*)"', entry))
        for entry in re.findall("<url>(.*?)</url>", xml, re.DOTALL)
    }


def test_pages_and_works_name_their_versions(client: Client) -> None:
    alone = make_article("Alone", slug="alone")
    Site.objects.update(hostname="clinic.example", port=443)
    Site.clear_site_root_paths_cache()
    entries = read_entries(html_of(client, "/sitemap.xml"))
    host = "https://clinic.example"
    assert {url.partition("/")[0] + "//" + url.split("/")[2] for url in entries} == {host}
    versions = {"en": f"{host}{STARTER_ARTICLE}", "de": f"{host}{GERMAN_ARTICLE}"}
    for url in versions.values():
        assert entries[url] == {**versions, "x-default": versions["en"]}
    work = {code: f"{host}{prefix}/references/efremov2024/" for code, prefix in (("en", ""), ("de", "/de"))}
    for url in work.values():
        assert entries[url] == {**work, "x-default": work["en"]}
    assert entries[f"{host}{alone.url.removeprefix(host)}"] == {}


def test_readers_are_led_from_the_old_url_of_a_moved_page(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    article = get_starter_article()
    article.slug = "renamed"
    with django_capture_on_commit_callbacks(execute=True):
        article.save_revision().publish()
    response = client.get(STARTER_ARTICLE)
    assert (response.status_code, response["Location"]) == (301, "/articles/renamed/")
