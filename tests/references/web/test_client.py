"""The client against a real server that misbehaves in every way it can."""

import contextlib
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from references.web import allowed_hosts, client
from references.web.client import Patience
from references.web.errors import (
    NotFound,
    ResponseGarbled,
    ResponseTooLarge,
    ResponseTooSlow,
    Unavailable,
    UrlRefused,
    WebError,
)
from tests.references.web.certificates import certificate_for
from tests.references.web.server import WebServer, bomb, cut_short, endless, raw, redirect, reply, reset

pytestmark = pytest.mark.usefixtures("short_waits")

QUICK = Patience(total=5, silence=2, tries=3)
HASTY = Patience(total=0.3, silence=0.2, tries=1)


def get(server: WebServer, path: str = "/", *, limit: int = 1000, patience: Patience = QUICK) -> bytes:
    return client.fetch_url(
        server.url + path, accept="text/plain", limit=limit, patience=patience, trusted=server.url
    ).body


def test_body_is_returned(server: WebServer) -> None:
    server.paths["/"] = reply(b"found")
    assert get(server) == b"found"


def test_request_headers_identify_the_site(server: WebServer, settings: Any) -> None:
    settings.CONTACT_EMAIL, settings.BASE_URL, settings.VERSION = "ada@example.org", "https://clinic.example", "9.9"
    server.paths["/"] = reply()
    get(server)
    (asked,) = server.asked
    assert asked.headers == {
        "Host": f"127.0.0.1:{server.port}",
        "User-Agent": "fibro-site/9.9 (https://clinic.example; mailto:ada@example.org)",
        "Accept": "text/plain",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }


def test_gzipped_body_is_decompressed(server: WebServer) -> None:
    server.paths["/"] = bomb(1)
    assert get(server, limit=2 << 20) == bytes(1 << 20)


def test_not_found_is_not_retried(server: WebServer) -> None:
    server.paths["/"] = reply(status=404)
    with pytest.raises(NotFound):
        get(server)
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 418, 501])
def test_permanent_errors_are_not_retried(server: WebServer, status: int) -> None:
    server.paths["/"] = reply(status=status)
    with pytest.raises(Unavailable) as caught:
        get(server)
    assert (caught.value.status, len(server.asked)) == (status, 1)
    assert str(caught.value) == f"The server responded with the error {status}."


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_temporary_errors_are_retried(server: WebServer, status: int) -> None:
    server.paths["/"] = [reply(status=status), reply(status=status), reply(b"at last")]
    assert get(server) == b"at last"


def test_retries_are_limited(server: WebServer) -> None:
    server.paths["/"] = reply(status=500)
    with pytest.raises(Unavailable):
        get(server)
    assert len(server.asked) == QUICK.tries


@pytest.mark.parametrize("broken", [reset, cut_short, raw(b"")])
def test_broken_connection_is_retried(server: WebServer, broken: Any) -> None:
    server.paths["/"] = [broken, reply(b"whole")]
    assert get(server) == b"whole"


def test_partial_download_is_discarded(server: WebServer, tmp_path: Path) -> None:
    server.paths["/"] = [cut_short, reply(b"whole")]
    with (tmp_path / "file").open("w+b") as into:
        client.download_url(server.url, into, limit=1000, patience=QUICK, trusted=server.url)
        into.seek(0)
        assert into.read() == b"whole"


def test_retry_after_is_honoured(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    in_three_seconds = format_datetime(datetime.now(UTC) + timedelta(seconds=3), usegmt=True)
    server.paths["/"] = [
        reply(status=429, Retry_After="2"),
        reply(status=503, Retry_After=in_three_seconds),
        reply(b"now"),
    ]
    assert get(server) == b"now"
    assert waits == [2, pytest.approx(3, abs=1.1)]


@pytest.mark.parametrize("wait", ["60", "99999999999999999999", format_datetime(datetime(2999, 1, 1, tzinfo=UTC))])
def test_long_retry_after_ends_the_tries(server: WebServer, wait: str) -> None:
    server.paths["/"] = reply(status=429, Retry_After=wait)
    started = time.monotonic()
    with pytest.raises(Unavailable):
        get(server)
    assert time.monotonic() - started < 1
    assert len(server.asked) == 1


@pytest.mark.parametrize("wait", ["", "soon", "-1", "²", "Mon, 99 Foo 2020", "1e3"])
def test_invalid_retry_after_is_ignored(wait: str) -> None:
    assert client.parse_retry_after(wait) is None


def test_silent_server_times_out(server: WebServer) -> None:
    server.paths["/"] = server.slowly()
    with pytest.raises(ResponseTooSlow):
        get(server, patience=HASTY)


@pytest.mark.parametrize("headers", [False, True])
def test_dripping_server_times_out(server: WebServer, headers: bool) -> None:
    server.paths["/"] = server.dripping(headers=headers)
    started = time.monotonic()
    with pytest.raises(ResponseTooSlow):
        get(server, patience=HASTY)
    assert time.monotonic() - started < 2


def test_closed_port_is_unavailable(server: WebServer) -> None:
    with WebServer().listening() as gone:
        pass
    with pytest.raises(Unavailable):
        get(gone)


@pytest.mark.parametrize("large", [reply(b"a" * 1001), endless, bomb(64)])
def test_too_large_body_is_not_read(server: WebServer, large: Any) -> None:
    server.paths["/"] = large
    with pytest.raises(ResponseTooLarge):
        get(server, limit=1000)
    assert len(server.asked) == 1


def test_invalid_gzip_is_garbled(server: WebServer) -> None:
    server.paths["/"] = reply(b"not packed at all", Content_Encoding="gzip")
    with pytest.raises(ResponseGarbled):
        get(server)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_followed(server: WebServer, status: int) -> None:
    server.paths |= {"/": redirect("/there", status), "/there": reply(b"found")}
    answer = client.fetch_url(server.url, accept="*/*", limit=10, trusted=server.url)
    assert (answer.url, answer.body) == (f"{server.url}/there", b"found")


def test_redirects_are_limited(server: WebServer) -> None:
    server.paths["/"] = redirect("/")
    with pytest.raises(Unavailable):
        get(server)
    assert len(server.asked) == client.MAX_REDIRECTS + 1


@pytest.mark.parametrize(
    "to", ["ftp://example.org/", "http://169.254.169.254/", "//localhost/", "http://[::1", "file:///"]
)
def test_redirect_to_a_forbidden_url_is_refused(server: WebServer, to: str) -> None:
    server.paths["/"] = redirect(to)
    with pytest.raises(UrlRefused):
        get(server)


def test_trust_is_limited_to_the_port(server: WebServer) -> None:
    """A trusted server redirects to another port of the same machine, which is never requested."""
    with WebServer().listening() as other:
        server.paths["/"] = redirect(other.url)
        with pytest.raises(UrlRefused):
            get(server)
        assert other.asked == []


def test_untrusted_loopback_is_refused(server: WebServer) -> None:
    with pytest.raises(UrlRefused):
        client.fetch_url(server.url, accept="*/*", limit=10)
    assert server.asked == []


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    """A server with a certificate for `register.example`, by an authority that we trust."""
    certificate = certificate_for("register.example", tmp_path)
    trusting = ssl.create_default_context(cafile=certificate)
    monkeypatch.setattr(client, "get_ssl_context", lambda: trusting)
    # In place of the name server.
    monkeypatch.setattr(allowed_hosts, "resolve_host", lambda *_: ["127.0.0.1"])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with WebServer().listening(context) as server:
        server.paths["/"] = reply(b"sealed")
        yield server


def test_certificate_of_the_host_is_accepted(register: WebServer) -> None:
    url = f"https://register.example:{register.port}"
    assert client.fetch_url(url, accept="*/*", limit=10, trusted=url).body == b"sealed"
    assert register.asked[0].headers["Host"] == f"register.example:{register.port}"


@pytest.mark.parametrize("host", ["other.example", "127.0.0.1"])
def test_certificate_of_another_host_is_refused(register: WebServer, host: str) -> None:
    url = f"https://{host}:{register.port}"
    with pytest.raises(Unavailable, match="No secure connection to the server"):
        client.fetch_url(url, accept="*/*", limit=10, trusted=url)
    assert register.asked == []


def test_redirect_to_http_is_refused(register: WebServer) -> None:
    url = f"https://register.example:{register.port}"
    register.paths["/"] = redirect("http://register.example/")
    with pytest.raises(UrlRefused):
        client.fetch_url(url, accept="*/*", limit=10, trusted=url)


@given(
    st.binary(max_size=300)
    | st.binary(max_size=200).map(lambda noise: b"HTTP/1.1 200 OK\r\n" + noise)
    | st.binary(max_size=200).map(lambda noise: b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + noise)
)
def test_random_bytes_give_a_body_or_a_web_error(noise: bytes) -> None:
    once = Patience(total=5, tries=1)
    body = BytesIO()
    with WebServer({"/": raw(noise)}).listening() as server, contextlib.suppress(WebError):
        assert client.download_url(server.url, body, limit=10_000, patience=once, trusted=server.url) == server.url
    assert len(body.getvalue()) <= len(noise)
