"""Searches the site in tests, and reads what it shows."""

import re
from html import unescape

from django.test import Client

RESULT = re.compile(r'<h2 class="result__title"[^>]*>\s*<a href="([^"]*)">(.*?)</a>', re.DOTALL)


def search(client: Client, words: str, *, at: str = "/search/", **query: str) -> str:
    """Return the page of results."""
    response = client.get(at, {"q": words, **query})
    assert response.status_code == 200, (words[:50], response.status_code)
    return response.content.decode()


def list_urls(html: str) -> list[str]:
    return [unescape(url) for url, _heading in RESULT.findall(html)]


def find_urls(client: Client, words: str, **query: str) -> list[str]:
    return list_urls(search(client, words, **query))
