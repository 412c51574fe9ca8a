"""The web server serves readers while others send slowly, too much, or what no browser sends."""

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import running_site
from tests.processes import ROOT, wait_until

pytestmark = pytest.mark.processes

SLOW = 32
SLOW_HEADS = 500
PATIENCE = 3.0  # how many seconds this server waits for a body
MB = 1024 * 1024


class Server:
    def __init__(self, port: int, uploads: Path, log: Path) -> None:
        self.port = port
        self.uploads = uploads
        self.log = log

    def connect(self, head: str) -> socket.socket:
        """Send the head of a request, and what there is of a body below it."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        line.sendall(head.replace("\n", "\r\n").encode())
        return line

    def ask(self, head: str) -> int:
        with self.connect(head) as line:
            return status_of(line)

    def read_page(self) -> float:
        """Read a page. Return how many seconds that takes."""
        started = time.monotonic()
        web = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        web.request("GET", "/robots.txt")
        assert web.getresponse().status == 200
        web.close()
        return time.monotonic() - started


def status_of(line: socket.socket) -> int:
    """Return the status of the response, or 0 without one."""
    try:
        answer = line.recv(65536)
    except ConnectionResetError:
        answer = b""
    return int(answer.split(b" ", 2)[1]) if answer else 0


def head(path: str, *headers: str) -> str:
    return "\n".join([f"POST {path} HTTP/1.1", "Host: 127.0.0.1", *headers, "", ""])


def part(path: str, length: int) -> str:
    """Return the head of a form with a file, and the beginning of the file."""
    return (
        head(path, f"Content-Length: {length}", "Content-Type: multipart/form-data; boundary=line")
        + '--line\nContent-Disposition: form-data; name="file"; filename="big.bib"\n\n'
    )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    var, uploads = tmp_path_factory.mktemp("var"), tmp_path_factory.mktemp("uploads")
    server = Server(running_site.free_port(), uploads, var / "web.log")
    env = running_site.environment(var, server.port) | {
        "WEB_WORKERS": "1",
        "BODY_SECONDS": str(PATIENCE),
        "TMPDIR": str(uploads),
        # Its pages need no collected files then. A body that is too large gets a 400 in place of our page with a 413.
        "DEBUG": "1",
    }
    subprocess.run([sys.executable, "-m", "fibro_site.setup.bootstrap", str(var)], cwd=ROOT, env=env, check=True)
    with server.log.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "fibro_site.processes.web_server"],
            cwd=ROOT,
            env=env,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        # It listens before its child can respond. Connections wait for that.
        wait_until(lambda: is_listening(server.port), 60, "it listens")
        server.read_page()
        yield server
    finally:
        process.terminate()
        assert process.wait(20) == 0, server.log.read_text()
    assert "Traceback" not in server.log.read_text()


def is_listening(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


@pytest.mark.parametrize("kind", ["Content-Length: 1000", "Transfer-Encoding: chunked"])
def test_slow_bodies_do_not_block_others_and_time_out(server: Server, kind: str) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(server.connect(head("/eligibility/", kind))) for _ in range(SLOW)]
        assert max(server.read_page() for _ in range(10)) < 2
        # The number of unfinished bodies of one client is limited.
        assert server.ask(head("/eligibility/", kind)) == 503
        assert {status_of(line) for line in slow} == {408}
    # They no longer count: this body is read to its end, and refused because it has no CSRF token.
    assert server.ask(head("/eligibility/", "Content-Length: 3") + "a=b") == 403


def test_heads_that_never_end_do_not_block_others_and_time_out(server: Server) -> None:
    """A thousand for the two workers of a site."""
    with ExitStack() as stack:
        slow = [stack.enter_context(server.connect("GET / HTTP/1.1\nHost: 127.0.0.1\n")) for _ in range(SLOW_HEADS)]
        assert max(server.read_page() for _ in range(10)) < 2
        assert {status_of(line) for line in slow} <= {0, 408}
    assert server.read_page() < 2


@pytest.mark.parametrize("path", ["/admin/", "/admin/images/add/", "/account/login/", "/eligibility/"])
def test_strangers_cannot_upload_files(server: Server, path: str) -> None:
    with ExitStack() as stack:
        for _ in range(8):
            line = stack.enter_context(server.connect(part(path, 100 * MB)))
            # The response comes before the body, and no thread waits for it.
            assert status_of(line) in {302, 400, 403, 413}
            assert list(server.uploads.iterdir()) == []
    assert server.read_page() < 2


def test_small_upload_of_a_stranger_is_refused(server: Server) -> None:
    text = part("/eligibility/", 200)
    body = text.split("\n\n", 1)[1].replace("\n", "\r\n")
    assert server.ask(text + "x" * (200 - len(body))) == 403
    assert list(server.uploads.iterdir()) == []


def test_chunked_body_is_read_and_limited(server: Server) -> None:
    small = head("/eligibility/", "Transfer-Encoding: chunked") + "3\na=b\n0\n\n"
    assert server.ask(small) == 403
    with server.connect(head("/eligibility/", "Transfer-Encoding: chunked")) as line:
        try:
            for _ in range(20):
                line.sendall(b"20000\r\n" + b"x" * 0x20000 + b"\r\n")
        except ConnectionError:
            pass
        assert status_of(line) in {0, 400, 413}
    assert server.read_page() < 2


@pytest.mark.parametrize(
    "text",
    [
        head("/eligibility/", "Content-Length: 3", "Content-Length: 4") + "a=bc",
        head("/eligibility/", "Content-Length: -1"),
        head("/eligibility/", "Content-Length: x"),
        head("/eligibility/", "Transfer-Encoding: chunked") + "zz\n",
        head("/eligibility/", *(f"X-{number}: {'x' * 4000}" for number in range(200))),
        "POST / HTTP/1.1\nHost: 127.0.0.1\nContent-Length: 100\n\ntoo little",
    ],
    ids=["two lengths", "negative", "no number", "no chunk", "huge head", "too little"],
)
def test_malformed_requests_do_not_affect_others(server: Server, text: str) -> None:
    assert server.ask(text) in {0, 400, 403, 408, 413, 431}
    assert server.read_page() < 2
