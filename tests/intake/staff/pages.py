"""Reads the staff's pages."""

import re
from html.parser import HTMLParser

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intake.models import Submission

INBOX = "/admin/intake/submissions/"
OUTSIDE_CHANGE_TAG = "Changed outside the site"  # in the inbox
OUTSIDE_CHANGE_WARNING = "This submission was changed outside the site."


def submission_url(submission: Submission, rest: str = "") -> str:
    return f"{INBOX}{submission.pk}/{rest}"


def get_page_text(response: HttpResponse) -> str:
    """Return the visible text of a page, on one line."""
    reader = PageReader()
    reader.feed(response.content.decode())
    return " ".join(" ".join(reader.words).split())


class PageReader(HTMLParser):
    """Collects the text, tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.silent += tag in {"script", "style"}

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def list_references(response: HttpResponse) -> list[str]:
    return re.findall(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b(?=\s*</a>)", response.content.decode())


def count_queries(client: Client, url: str) -> int:
    client.get(url)  # fills the caches of content types, templates and sites
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)
