from collections.abc import Iterator
from typing import Any

import pytest

from tests.references.web.server import WebServer


@pytest.fixture
def server(settings: Any) -> Iterator[WebServer]:
    """Every register at once, and the only ones."""
    with WebServer().listening() as server:
        settings.CROSSREF_URL = settings.PUBMED_URL = server.url
        settings.RETRACTION_WATCH_CSV = f"{server.url}/retraction_watch.csv"
        yield server
