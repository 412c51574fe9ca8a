"""Fixtures of the tests of references."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AbstractUser, Permission
from wagtail.models import Page

from articles.models import ArticleIndexPage
from references.enums import Status
from references.models import Reference
from references.web import allowed_hosts, client
from tests.references.builders import give_notice, make_reference
from tests.references.web.server import WebServer


@pytest.fixture
def site(db: None) -> None:
    """An empty list of articles, for pages that cite."""
    Page.objects.get(depth=1).add_child(instance=ArticleIndexPage(title="Articles", slug="articles"))


@pytest.fixture
def cleo(cleo: AbstractUser) -> AbstractUser:
    """Cleo, with the permissions that the starter gives to editors."""
    codenames = [f"{verb}_reference" for verb in ("add", "change", "delete")]
    cleo.groups.get().permissions.add(*Permission.objects.filter(codename__in=codenames))
    return cleo


@pytest.fixture
def dunn(db: None) -> Reference:
    """A retracted work."""
    dunn = make_reference("Dunn")
    give_notice(dunn, Status.RETRACTED)
    return dunn


@pytest.fixture
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retry failed requests almost at once."""
    monkeypatch.setattr(client, "FIRST_RETRY_WAIT", 0.01)


@pytest.fixture
def internet(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    """A server in the place of the whole internet: every host and port leads to it."""
    with WebServer().listening() as server:
        connection_to = client.build_connection

        def lead_here(_number: str, address: allowed_hosts.ParsedUrl, timeout: float) -> Any:
            open_line = allowed_hosts.ParsedUrl("http", address.host, server.port, address.target)
            return connection_to("127.0.0.1", open_line, timeout)

        monkeypatch.setattr(allowed_hosts, "resolve_host", lambda *_: ["93.184.215.14"])
        monkeypatch.setattr(client, "build_connection", lead_here)
        yield server
