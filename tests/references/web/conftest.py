from collections.abc import Iterator

import pytest

from tests.references.web.server import WebServer


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer().listening() as server:
        yield server
