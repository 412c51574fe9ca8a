"""A real HTTP server in place of a cache in front of the site. It records what it is told to purge."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FORGOTTEN = 200


class Cache:
    def __init__(self) -> None:
        self.purged: list[str] = []
        self.answer: Callable[[], int] = lambda: FORGOTTEN

    def paths(self) -> list[str]:
        """Return the paths that were purged so far, and forget them."""
        purged, self.purged = self.purged, []
        return sorted(address.removeprefix("testserver") for address in purged)

    @contextmanager
    def listening(self) -> Iterator[str]:
        cache = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_PURGE(self) -> None:
                cache.purged.append(self.headers["Host"] + self.path)
                status = cache.answer()
                if not status:
                    self.close_connection = True
                    return
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
            thread.start()
            try:
                yield f"http://127.0.0.1:{server.server_address[1]}"
            finally:
                server.shutdown()
                thread.join()
