"""A word that must be in no line, and what the site's log and its error reports would hold."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

from django.http import HttpRequest, HttpResponse

from fibro_site.logs.formatters import JsonFormatter

MARKER = "ada-writes-of-her-pain"


@contextmanager
def caught_log() -> Iterator[StringIO]:
    """Collect what the site's own log would say as JSON, whoever says it."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    (console,) = (each for each in logging.getLogger().handlers if each.name == "console")
    handler.filters = console.filters
    logging.getLogger().addHandler(handler)
    try:
        yield stream
    finally:
        logging.getLogger().removeHandler(handler)


def parse_lines(stream: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def fail(request: HttpRequest, part: str) -> HttpResponse:
    """A view that fails, with what was sent in its variables and in the text of its error."""
    words = request.POST.get("words", part)
    raise ValueError(f"{words} {request.COOKIES}")
