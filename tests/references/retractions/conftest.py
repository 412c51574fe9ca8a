"""Fixtures of the tests of registers: their servers, a work that they name, and a reader of rows."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from references.models import Reference
from references.retractions import crossref_updates, registers
from references.retractions.reports import RegisterReport
from tests.references.builders import make_reference, make_work
from tests.references.retractions.reading import Read
from tests.references.retractions.register import text
from tests.references.web.server import WebServer


@pytest.fixture(autouse=True)
def no_waits(short_waits: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Retry failed requests almost at once, and make no pause between two questions."""
    monkeypatch.setattr(crossref_updates, "PAUSE_SECONDS", 0.0)


@pytest.fixture
def server(settings: Any) -> Iterator[WebServer]:
    """A server that is every register of the settings."""
    with WebServer().listening() as server:
        settings.CROSSREF_URL = settings.PUBMED_URL = server.url
        settings.RETRACTION_WATCH_CSV = f"{server.url}/retraction_watch.csv"
        yield server


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return a function that reads rows as the Retraction Watch CSV."""

    def read(*rows: dict[str, str], is_dry_run: bool = False) -> RegisterReport:
        path = tmp_path / "retraction_watch.csv"
        path.write_text(text(rows), encoding="utf-8")
        return registers.check_retraction_watch(str(path), is_dry_run=is_dry_run)

    return read


@pytest.fixture
def gray(db: None) -> Reference:
    return make_reference("Gray", work=make_work("Gray", DOI="10.1000/gray", PMID="31000001"))
