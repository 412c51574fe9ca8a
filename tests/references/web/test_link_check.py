"""The response to a request decides the state of a link."""

from typing import Any

import pytest

from references.web import client, link_check
from references.web.errors import Unavailable
from references.web.link_check import LinkOutcome, LinkState
from tests.references.web.server import Script, WebServer, redirect, reply, reset


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
def test_response_decides_the_link_state(internet: WebServer, script: Script, outcome: LinkOutcome) -> None:
    internet.paths = {
        "/": script,
        "/here": reply(b"here"),
        "/for-good": redirect("/here", 301),
        "/for-now": redirect("/here", 302),
    }
    assert link_check.check_link("http://example.org/") == outcome


def test_no_more_than_one_byte_is_requested(internet: WebServer) -> None:
    internet.paths["/"] = head_refused
    link_check.check_link("https://example.org/")
    assert [(asked.method, asked.headers.get("Range")) for asked in internet.asked] == [
        ("HEAD", None),
        ("GET", "bytes=0-0"),
    ]


def test_silent_server_is_unreachable(internet: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_check, "LINK_CHECK_PATIENCE", client.Patience(total=0.3, silence=0.1))
    internet.paths["/"] = internet.slowly()
    assert link_check.check_link("http://example.org/").state == LinkState.UNREACHABLE


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://localhost/", "http://169.254.169.254/", "ftp://a.org/", ""]
)
def test_private_urls_are_refused(url: str) -> None:
    assert link_check.check_link(url) == LinkOutcome(LinkState.REFUSED)
