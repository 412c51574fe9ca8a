"""A request and its response, as WSGI (PEP 3333) has them."""

import io
import sys
from collections.abc import Callable, Iterable
from typing import Any

from granian.rsgi import Scope

RESPONSE_CHUNK_SIZE = 256 * 1024
BASE_ENVIRON: dict[str, Any] = {
    "SCRIPT_NAME": "",
    "SERVER_SOFTWARE": "granian",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
    "wsgi.input_terminated": True,
}

Headers = list[tuple[str, str]]
WsgiApplication = Callable[..., Iterable[bytes]]


def build_environ(scope: Scope, length: int, body: io.BufferedIOBase) -> dict[str, Any]:
    """Return the environ of a request whose body has this length."""
    host, _, port = scope.server.rpartition(":")
    environ = {
        **BASE_ENVIRON,
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
    }
    for name, value in scope.headers.items():
        # A name with an underscore could pass for a header that a proxy sets and guards.
        if "_" in name:
            continue
        key = "HTTP_" + name.upper().replace("-", "_")
        if key in {"HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH"}:
            key = key.removeprefix("HTTP_")
        if key in environ and key.startswith("HTTP_"):
            environ[key] += f"{'; ' if key == 'HTTP_COOKIE' else ','}{value}"
        else:
            environ[key] = value
    environ["CONTENT_LENGTH"] = str(length) if length else ""
    return environ


class WsgiResponse:
    """One response of a WSGI application. Its methods run in a thread."""

    def __init__(self, application: WsgiApplication, environ: dict[str, Any]) -> None:
        self.application = application
        self.environ = environ
        self.is_whole = False
        self.is_closed = False

    def start_response(self, status: str, headers: Headers, exc_info: object = None) -> None:
        self.status = int(status.partition(" ")[0])
        self.headers = headers

    def begin(self) -> bytes:
        """Call the application. Return the first piece of the response, which mostly is all of it."""
        self.body = self.application(self.environ, self.start_response)
        self.pieces = iter(self.body)
        piece = self.next_piece()
        self.is_whole = len(piece) < RESPONSE_CHUNK_SIZE
        # Closing it here saves a second call in a thread. A response with work for afterwards is closed when it is sent
        # (fibro_site/middleware/after_response.py).
        if self.is_whole and not getattr(self.body, "works_when_closed", False):
            self.close()
        return piece

    def next_piece(self) -> bytes:
        """Return as much as is worth sending at once; nothing at the end."""
        found, size = [], 0
        for piece in self.pieces:
            found.append(piece)
            size += len(piece)
            if size >= RESPONSE_CHUNK_SIZE:
                break
        return b"".join(found)

    def close(self) -> None:
        self.is_closed = True
        if hasattr(self.body, "close"):
            self.body.close()
