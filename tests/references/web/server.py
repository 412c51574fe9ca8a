"""A real web server on this machine that responds as it is told to: well, late, never, too much, or nonsense."""

import contextlib
import gzip
import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Asked:
    """One request that came in."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        return urlsplit(self.target).path


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "Listener"

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        asked = Asked(self.command, self.path, dict(self.headers), body)
        self.server.scripts.asked.append(asked)
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            self.server.scripts.script_for(asked.path)(self)

    do_HEAD = do_POST = do_GET  # noqa: N815

    def log_message(self, *args: Any) -> None:
        """Print nothing."""


Script = Callable[[Handler], None]


class Listener(ThreadingHTTPServer):
    daemon_threads = True
    scripts: "WebServer"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore broken connections, which are part of what is tested."""


@dataclass
class WebServer:
    """Responds to each path by its script, or by the scripts of a list in turn, the last of which is repeated."""

    paths: dict[str, Script | list[Script]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    url: str = ""
    port: int = 0
    closing: threading.Event = field(default_factory=threading.Event)

    def script_for(self, path: str) -> Script:
        scripts = self.paths.get(path, reply(b"no such path", status=404))
        if isinstance(scripts, list):
            return scripts.pop(0) if len(scripts) > 1 else scripts[0]
        return scripts

    @contextlib.contextmanager
    def listening(self, context: ssl.SSLContext | None = None, *, port: int = 0) -> Iterator["WebServer"]:
        self.closing.clear()
        listener = Listener(("127.0.0.1", port), Handler)
        listener.scripts = self
        if context:
            listener.socket = context.wrap_socket(listener.socket, server_side=True)
        self.port = listener.server_address[1]
        self.url = f"http{'s' if context else ''}://127.0.0.1:{self.port}"
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield self
        finally:
            self.closing.set()
            listener.shutdown()
            thread.join()
            listener.server_close()

    def slowly(self) -> Script:
        """Send nothing for longer than any client waits."""

        def script(handler: Handler) -> None:
            self.closing.wait(30)
            handler.close_connection = True

        return script

    def dripping(self, *, headers: bool = False) -> Script:
        """Send the body or the headers byte by byte, each within the time-out of a single read."""

        def script(handler: Handler) -> None:
            if headers:
                handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
            else:
                handler.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
            while not self.closing.wait(0.02):
                handler.wfile.write(b"a")
            handler.close_connection = True

        return script


def reply(body: bytes = b"", *, status: int = 200, type_: str = "text/plain", **headers: str) -> Script:
    """Send a whole response. Names of headers have underscores in place of hyphens."""

    def script(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": type_, "Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body)

    return script


def json_reply(value: Any) -> Script:
    return reply(json.dumps(value).encode(), type_="application/json")


def redirect(to: str, status: int = 302) -> Script:
    return reply(status=status, Location=to)


def bomb(megabytes: int) -> Script:
    """Send some KB that decompress to this many MB."""
    return reply(gzip.compress(bytes(megabytes << 20)), Content_Encoding="gzip")


def endless(handler: Handler) -> None:
    """Send data for as long as the client reads."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    while True:
        handler.wfile.write(b"a" * 65536)


def cut_short(handler: Handler) -> None:
    """Send less than the Content-Length says."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this")
    handler.close_connection = True


def reset(handler: Handler) -> None:
    """Reset the connection in place of a response."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


def raw(answer: bytes) -> Script:
    """Send exactly these bytes."""

    def script(handler: Handler) -> None:
        handler.wfile.write(answer)
        handler.close_connection = True

    return script
