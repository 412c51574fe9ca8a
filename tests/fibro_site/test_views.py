"""Error pages in the site's look, also for errors of the server itself; robots.txt; headers of every response."""

import re

import pytest
from django.test import Client
from django.test.client import MULTIPART_CONTENT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_site")]

PUBLIC = ["/", "/articles/", "/articles/fibromyalgia-the-neural-network-perspective/", "/faq/", "/eligibility/"]


def heading(content: bytes) -> str:
    found = re.search(r"<h1[^>]*>\s*(.*?)\s*</h1>", content.decode(), re.DOTALL)
    assert found
    return found[1]


def test_unknown_page_shows_our_404_page(client: Client) -> None:
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert heading(response.content)
    assert b"site.css" in response.content


def test_malformed_path_is_no_server_error(client: Client) -> None:
    for path in ("/%00/", "/%ff%fe/", "/articles/%f0%28%8c%bc/", "/eligibility/questions/%00/"):
        assert client.get(path).status_code in {400, 404}, path


def test_malformed_query_is_no_server_error(client: Client) -> None:
    for path in PUBLIC:
        for query in ("?page=%00", "?page=%ff", "?page=" + "9" * 400, "?page=-1", "?page=x", "?q=%00"):
            assert client.get(path + query).status_code in {200, 400, 404}, path + query


def test_unknown_host_is_refused(client: Client) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


def test_missing_csrf_token_shows_our_page() -> None:
    response = Client(enforce_csrf_checks=True).post("/eligibility/", {})
    assert response.status_code == 403
    assert heading(response.content)


def test_public_pages_are_strict_and_have_no_inline_code(client: Client) -> None:
    for path in PUBLIC:
        response = client.get(path)
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy, path
        assert "default-src 'none'" in policy, path
        assert "frame-ancestors 'none'" in policy, path
        html = response.content.decode()
        # A script of this type holds data for search engines, and browsers do not run it.
        inline = r"\sstyle=|\son\w+=|<style|<script(?! type=\"application/ld\+json\">)(?![^>]*\bsrc=)"
        assert not re.search(inline, html), path
        foreign = r"(?:src|href)=[\"'](?:https?:)?//(?!testserver)[^\"']+\.(?:js|css|woff2?|png|svg)"
        assert not re.search(foreign, html), path


def test_public_pages_have_security_headers(client: Client) -> None:
    for path in PUBLIC:
        response = client.get(path)
        assert response["X-Content-Type-Options"] == "nosniff", path
        assert response["Referrer-Policy"] == "same-origin", path
        assert response["X-Frame-Options"] == "DENY", path


def test_public_pages_set_no_cookie(client: Client) -> None:
    for path in PUBLIC[:-1]:
        assert client.get(path).cookies == {}, path


def test_robots_txt_excludes_the_questionnaire(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /eligibility/questions/" in lines
    assert "Disallow: /de/eligibility/questions/" in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines


def test_sitemap_lists_the_article(client: Client) -> None:
    response = client.get("/sitemap.xml")
    assert response["Content-Type"].startswith("application/xml")
    assert b"/articles/fibromyalgia-the-neural-network-perspective/</loc>" in response.content


def test_sitemap_lists_pages_of_every_language(client: Client) -> None:
    listed = re.findall(r"<loc>http://[^/]+(/[^<]*)</loc>", client.get("/sitemap.xml").content.decode())
    assert {"/", "/privacy/", "/de/", "/de/datenschutz/"} <= set(listed)
    assert len(listed) == len(set(listed))


def test_not_found_page_uses_the_language_of_the_url(client: Client) -> None:
    response = client.get("/de/no-such-page/")
    assert response.status_code == 404
    assert '<html lang="de">' in response.content.decode()
    assert "Wir finden diese Seite nicht" in response.content.decode()


@pytest.mark.parametrize("content_type", [MULTIPART_CONTENT, "application/x-www-form-urlencoded"])
def test_too_large_body_shows_our_413_page(content_type: str) -> None:
    words = "x" * (1024 * 1024 + 1)
    body = {"words": words} if content_type == MULTIPART_CONTENT else f"words={words}"
    client = Client(enforce_csrf_checks=True)
    client.get("/eligibility/")
    response = client.post("/eligibility/", body, content_type=content_type)
    assert response.status_code == 413
    assert heading(response.content)
