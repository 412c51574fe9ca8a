"""Reads the pages of the library in the admin."""

import html
import re
from typing import Any

from django.test import Client

QUEUE = "/admin/references/notices/"

HEALTH = "/admin/references/health/"


def get_words(client: Client, address: str, *, status: int = 200, **data: Any) -> str:
    """Return the text of a page, without its tags."""
    response = client.get(address, data)
    assert response.status_code == status, response
    return strip_markup(response.content.decode())


def strip_markup(page: str) -> str:
    page = re.sub(r"(?s)<(script|template|style|svg)\b.*?</\1>", " ", page)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def is_refused(client: Client, address: str, method: str = "get") -> bool:
    response = getattr(client, method)(address)
    return response.status_code == 302 and response["Location"] == "/admin/"
