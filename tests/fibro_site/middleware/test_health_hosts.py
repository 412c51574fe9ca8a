"""Probes may use any host, and no other request may."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.test import Client

from fibro_site.logs.formatters import LineFormatter

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("all_well")
@pytest.mark.parametrize("host", ["10.0.0.5", "10.0.0.5:8000", "[::1]", "evil.example", "not a host"])
def test_probes_with_any_host_are_answered(client: Client, host: str, caplog: pytest.LogCaptureFixture) -> None:
    assert client.get("/health/ready/", headers={"host": host}).status_code == 200
    assert client.get("/health/live/", headers={"host": host}).status_code == 200
    assert caplog.records == []


def test_other_pages_refuse_unknown_hosts(client: Client) -> None:
    """The refusal is logged in one line, without a traceback and without the host that was sent."""
    with caught_log() as log:
        assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    assert "refused" in log.getvalue()
    assert "Traceback" not in log.getvalue()
    assert "evil" not in log.getvalue()


@contextmanager
def caught_log() -> Iterator[StringIO]:
    """Collect what the site's own log handler would write."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LineFormatter())
    logging.getLogger().addHandler(handler)
    try:
        yield stream
    finally:
        logging.getLogger().removeHandler(handler)
