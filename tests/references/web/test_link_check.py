"""What is said of an address, by what answers there; and which addresses are asked when."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from celery import current_app
from django.conf import settings as site
from django.utils import timezone

from references.curation import dead_links
from references.models import LinkCheck
from references.web import allowed_hosts, client, link_check
from references.web.errors import Unavailable
from references.web.link_check import LinkOutcome, LinkState
from tests.references.builders import make_reference, make_work
from tests.references.web.server import Script, WebServer, redirect, reply, reset


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    """Stands in for the whole internet: every name leads to it, whatever the port."""
    with WebServer().listening() as server:
        connection_to = client.build_connection

        def lead_here(_number: str, address: allowed_hosts.ParsedUrl, timeout: float) -> Any:
            open_line = allowed_hosts.ParsedUrl("http", address.host, server.port, address.target)
            return connection_to("127.0.0.1", open_line, timeout)

        monkeypatch.setattr(allowed_hosts, "resolve_host", lambda *_: ["93.184.215.14"])
        monkeypatch.setattr(client, "build_connection", lead_here)
        yield server


def head_refused(handler: Any) -> None:
    reply(b"here", status=405 if handler.command == "HEAD" else 206)(handler)


@pytest.mark.parametrize(
    ("script", "outcome"),
    [
        (reply(b"here"), LinkOutcome(LinkState.FOUND)),
        (head_refused, LinkOutcome(LinkState.FOUND)),
        (reply(status=416), LinkOutcome(LinkState.FOUND)),
        (reply(status=403), LinkOutcome(LinkState.FOUND, "The website does not allow automatic checks (403).")),
        (reply(status=429), LinkOutcome(LinkState.FOUND, "The website does not allow automatic checks (429).")),
        (reply(status=404), LinkOutcome(LinkState.GONE)),
        (reply(status=410), LinkOutcome(LinkState.GONE)),
        (reply(status=500), LinkOutcome(LinkState.UNREACHABLE, "The server responded with the error 500.")),
        (reset, LinkOutcome(LinkState.UNREACHABLE, str(Unavailable()))),
        (redirect("/here"), LinkOutcome(LinkState.FOUND)),
        (redirect("/here", 301), LinkOutcome(LinkState.MOVED, "http://example.org/here")),
        (redirect("/for-good", 302), LinkOutcome(LinkState.FOUND)),
        (redirect("/for-now", 308), LinkOutcome(LinkState.MOVED, "http://example.org/for-now")),
        (redirect("/nowhere", 301), LinkOutcome(LinkState.GONE)),
        (redirect("/", 301), LinkOutcome(LinkState.UNREACHABLE, "The address redirects too many times.")),
        (redirect("http://127.0.0.1:22/"), LinkOutcome(LinkState.REFUSED)),
        (redirect("http://user@example.org/"), LinkOutcome(LinkState.REFUSED)),
    ],
)
def test_response_decides_the_link_state(server: WebServer, script: Script, outcome: LinkOutcome) -> None:
    server.paths = {
        "/": script,
        "/here": reply(b"here"),
        "/for-good": redirect("/here", 301),
        "/for-now": redirect("/here", 302),
    }
    assert link_check.check_link("http://example.org/") == outcome


def test_no_more_than_one_byte_is_requested(server: WebServer) -> None:
    server.paths["/"] = head_refused
    link_check.check_link("https://example.org/")
    assert [(asked.method, asked.headers.get("Range")) for asked in server.asked] == [
        ("HEAD", None),
        ("GET", "bytes=0-0"),
    ]


def test_silent_server_is_unreachable(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_check, "LINK_CHECK_PATIENCE", client.Patience(total=0.3, silence=0.1))
    server.paths["/"] = server.slowly()
    assert link_check.check_link("http://example.org/").state == LinkState.UNREACHABLE


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://localhost/", "http://169.254.169.254/", "ftp://a.org/", ""]
)
def test_private_urls_are_refused(url: str) -> None:
    assert link_check.check_link(url) == LinkOutcome(LinkState.REFUSED)


# --- Which, and when


def states() -> list[tuple[str, str, str]]:
    return list(LinkCheck.objects.order_by("part").values_list("part", "url", "state"))


@pytest.mark.django_db
def test_every_url_of_a_work_is_checked(server: WebServer) -> None:
    make_reference(
        work=make_work(DOI="10.1000/a", URL="https://one.example/", custom={"full-text-url": "https://two.example/pdf"})
    )
    server.paths = {"/": reply(), "/10.1000/a": redirect("https://one.example/")}
    assert dead_links.check_due_links() == 3
    assert states() == [
        ("doi", "https://doi.org/10.1000/a", "found"),
        ("full-text", "https://two.example/pdf", "gone"),
        ("url", "https://one.example/", "found"),
    ]


@pytest.mark.django_db
def test_host_is_asked_once_in_a_run(server: WebServer) -> None:
    for number in range(3):
        make_reference(f"Gray{number}", work=make_work(URL=f"https://one.example/{number}"))
    assert [dead_links.check_due_links() for _ in range(4)] == [1, 1, 1, 0]
    assert [asked.path for asked in server.asked if asked.method == "HEAD"] == ["/0", "/1", "/2"]


@pytest.mark.django_db
def test_failures_are_checked_daily_and_successes_monthly(server: WebServer) -> None:
    make_reference(work=make_work(URL="https://one.example/"))
    now, counts = timezone.now(), []
    for day, script in enumerate([reply(status=404)] * 3 + [reply()] * 2 + [reply(status=404)]):
        server.paths["/"] = script
        with time_machine.travel(now + timedelta(days=day, minutes=day), tick=False):
            counts.append((dead_links.check_due_links(), LinkCheck.objects.get().failures))
    assert counts == [(1, 1), (1, 2), (1, 3), (1, 0), (0, 0), (0, 0)]
    with time_machine.travel(now + timedelta(days=34), tick=False):
        assert dead_links.check_due_links() == 1


@pytest.mark.django_db
def test_url_removed_from_a_work_is_deleted(server: WebServer) -> None:
    reference = make_reference(work=make_work(URL="https://one.example/"))
    dead_links.check_due_links()
    reference.csl = make_work(URL="https://two.example/")
    reference.save()
    dead_links.check_due_links()
    assert states() == [("url", "https://two.example/", "gone")]


@pytest.mark.django_db
def test_links_are_not_blamed_while_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "no name server")

    make_reference(work=make_work(URL="https://one.example/"))
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert (dead_links.check_due_links(), LinkCheck.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_link_checks_can_be_disabled(server: WebServer, settings: Any) -> None:
    settings.LINK_CHECK_DAYS = 0
    make_reference(work=make_work(URL="https://one.example/"))
    assert (dead_links.check_due_links(), server.asked) == (0, [])


@pytest.mark.django_db
def test_beat_checks_links(server: WebServer) -> None:
    make_reference(work=make_work(URL="https://one.example/"))
    current_app.tasks[site.CELERY_BEAT_SCHEDULE["check-links"]["task"]].apply(throw=True)
    assert states() == [("url", "https://one.example/", "gone")]


def test_run_ends_within_the_time_limit_of_its_task() -> None:
    assert dead_links.RUN_SECONDS + link_check.LINK_CHECK_PATIENCE.total < site.CELERY_TASK_SOFT_TIME_LIMIT
