"""What stands between granian and Django: it takes a request's body off the network, then gives a thread the whole.

Django answers in threads, of which a process has few, and a thread that waits for a body waits as long as its sender
likes. So bodies are read here, by one loop that waits for all of them at once: each has a deadline, a client has so
many at a time, and all of them together so much memory. A page that is only read always finds a thread.

A body longer than a visitor's can be is not read ahead. Django first says who is asking
(fibro_site/middleware/body_limits.py), and then reads it piece by piece, under a deadline too.
"""

import asyncio
import contextlib
import io
import itertools
import multiprocessing
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.signals import got_request_exception
from django.dispatch import receiver

from fibro_site.processes import heartbeat, lifeline
from fibro_site.processes.body_sizes import MAX_BODY_SIZE
from fibro_site.wsgi import application as django_application
from intake.antispam import rate_limit

THREADS = 4
# A long upload holds a thread; pages keep the others.
MAX_LONG_BODIES = 2
MAX_BODIES = 256
# Not counted behind a proxy, which has one address for everybody and reads bodies whole itself.
MAX_BODIES_PER_CLIENT = 32
MAX_BODY_MEMORY = 64 * 1024 * 1024
# What an upload may take beyond settings.BODY_SECONDS: nobody's line is slower, in bytes a second.
MIN_UPLOAD_RATE = 32 * 1024
REJECTION_RETRY_SECONDS = 10  # seconds
# A process whose threads have all been at one request for so long is not coming back.
STUCK_SECONDS = 60.0
HEARTBEAT_INTERVAL_SECONDS = 1.0
# A busy machine may keep a well process waiting for some seconds.
HEARTBEAT_LIFETIME_SECONDS = 30.0
RESPONSE_CHUNK_SIZE = 256 * 1024

Headers = list[tuple[str, str]]


class RejectedRequest(Exception):
    """A request that is answered without asking Django."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status)
        self.status = status


class Gateway:
    """An RSGI application around a WSGI one."""

    def __init__(self, application: Any) -> None:
        self.application = application
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="django")
        self.running: dict[int, float] = {}
        self.numbers = itertools.count()
        self.bodies: Counter[str] = Counter()
        self.memory = 0
        self.long_bodies = 0
        self.base_environ = {
            "SCRIPT_NAME": "",
            "SERVER_SOFTWARE": "granian",
            "wsgi.version": (1, 0),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            "wsgi.input_terminated": True,
        }

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        if parent := multiprocessing.parent_process():
            lifeline.die_with_parent(parent.pid or 0, signal.SIGKILL)
        # All of them now: later there may be no memory to start one.
        together = threading.Barrier(THREADS)
        for _ in range(THREADS):
            self.threads.submit(together.wait)
        loop.call_soon(self.send_heartbeat)

    def send_heartbeat(self) -> None:
        """Tell the keeper, for as long as it goes on, that this process is well."""
        if not self.is_stuck():
            heartbeat.promise_heartbeat(HEARTBEAT_LIFETIME_SECONDS)
        self.loop.call_later(HEARTBEAT_INTERVAL_SECONDS, self.send_heartbeat)

    def is_stuck(self) -> bool:
        long_ago = time.monotonic() - STUCK_SECONDS
        running = list(self.running.values())
        return len(running) >= THREADS and all(started < long_ago for started in running)

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        try:
            async with self.open_body(scope, protocol) as (length, body):
                await self.answer(self.environ(scope, length, body), protocol)
        except RejectedRequest as refusal:
            headers = [("content-type", "text/plain; charset=utf-8"), ("connection", "close")]
            if refusal.status == HTTPStatus.SERVICE_UNAVAILABLE:
                headers.append(("retry-after", str(REJECTION_RETRY_SECONDS)))
            protocol.response_str(refusal.status.value, headers, f"{refusal.status.phrase}\n")
        except Exception as error:
            exit_without_memory(error)
            raise

    # --- Bodies ------------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def open_body(self, scope: Any, protocol: Any) -> AsyncIterator[tuple[int, Any]]:
        """The length of the body, and what Django reads it from."""
        declared = scope.headers.get("content-length")
        is_chunked = "transfer-encoding" in scope.headers
        length = int(declared) if declared and declared.isdecimal() and not is_chunked else 0
        if not length and not is_chunked:
            yield 0, io.BytesIO()
        elif length > MAX_BODY_SIZE:
            with self.reserve_long_body():
                yield length, LongBody(protocol, self.loop, length)
        else:
            with self.reserve_body(rate_limit.identify_peer(scope.client)):
                body = await self.read_body(protocol)
            # Too long for a visitor: Django says so by its length, and has nothing to read.
            yield len(body), io.BytesIO(body if len(body) <= MAX_BODY_SIZE else b"")

    @contextlib.contextmanager
    def reserve_body(self, client: str) -> Iterator[None]:
        is_crowd = not settings.PROXY_HOPS and self.bodies[client] >= MAX_BODIES_PER_CLIENT
        if is_crowd or self.bodies.total() >= MAX_BODIES:
            raise RejectedRequest(HTTPStatus.SERVICE_UNAVAILABLE)
        self.bodies[client] += 1
        try:
            yield
        finally:
            self.bodies[client] -= 1
            if not self.bodies[client]:
                del self.bodies[client]

    @contextlib.contextmanager
    def reserve_long_body(self) -> Iterator[None]:
        if self.long_bodies >= MAX_LONG_BODIES:
            raise RejectedRequest(HTTPStatus.SERVICE_UNAVAILABLE)
        self.long_bodies += 1
        try:
            yield
        finally:
            self.long_bodies -= 1

    async def read_body(self, protocol: Any) -> bytes:
        """All of a body, or somewhat more than LARGEST_BODY of it."""
        pieces: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(settings.BODY_SECONDS):
                async for piece in protocol:
                    pieces.append(bytes(piece))
                    size += len(piece)
                    self.memory += len(piece)
                    if self.memory > MAX_BODY_MEMORY:
                        raise RejectedRequest(HTTPStatus.SERVICE_UNAVAILABLE)
                    if size > MAX_BODY_SIZE:
                        break
        except TimeoutError as error:
            raise RejectedRequest(HTTPStatus.REQUEST_TIMEOUT) from error
        finally:
            self.memory -= size
        return b"".join(pieces)

    # --- Django ------------------------------------------------------------------------------------------------------

    def environ(self, scope: Any, length: int, body: Any) -> dict[str, Any]:
        """What PEP 3333 calls a request."""
        host, _, port = scope.server.rpartition(":")
        environ = {
            **self.base_environ,
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
            # With an underscore it would pass for a header that a proxy sets and guards.
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

    async def answer(self, environ: dict[str, Any], protocol: Any) -> None:
        """Have Django answer in a thread, and send what it gives; a long answer piece by piece."""
        answer = WsgiResponse(self.application, environ)
        piece = await self.run_in_thread(answer.begin)
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            exit_without_memory()
        try:
            if answer.is_whole:
                protocol.response_bytes(answer.status, answer.headers, piece)
                return
            stream = protocol.response_stream(answer.status, answer.headers)
            while piece:
                await stream.send_bytes(piece)
                piece = await self.run_in_thread(answer.next_piece)
        finally:
            if not answer.is_closed:
                await self.run_in_thread(answer.close)

    async def run_in_thread(self, work: Any) -> Any:
        return await self.loop.run_in_executor(self.threads, self.timed, work)

    def timed(self, work: Any) -> Any:
        number = next(self.numbers)
        self.running[number] = time.monotonic()
        try:
            return work()
        finally:
            del self.running[number]


class WsgiResponse:
    """One answer of a WSGI application. Its methods run in a thread."""

    def __init__(self, application: Any, environ: dict[str, Any]) -> None:
        self.application = application
        self.environ = environ
        self.is_whole = False
        self.is_closed = False

    def start_response(self, status: str, headers: Headers, exc_info: Any = None) -> None:
        self.status = int(status.partition(" ")[0])
        self.headers = headers

    def begin(self) -> bytes:
        """The first piece; all of it, mostly."""
        self.body = self.application(self.environ, self.start_response)
        self.pieces = iter(self.body)
        piece = self.next_piece()
        self.is_whole = len(piece) < RESPONSE_CHUNK_SIZE
        # Closed here it costs no second turn in a thread, unless its work begins then
        # (fibro_site/middleware/after_response.py).
        if self.is_whole and not getattr(self.body, "works_when_closed", False):
            self.close()
        return piece

    def next_piece(self) -> bytes:
        """So much as is worth sending at once; empty at the end."""
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


class LongBody(io.RawIOBase):
    """A body that Django reads from a thread while it arrives. Raises OSError once it has taken too long."""

    def __init__(self, protocol: Any, loop: asyncio.AbstractEventLoop, length: int) -> None:
        self.pieces = aiter(protocol)
        self.loop = loop
        self.deadline = time.monotonic() + settings.BODY_SECONDS + length / MIN_UPLOAD_RATE
        self.left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self.left:
            self.left = self.next_piece()
        taken, self.left = self.left[: len(buffer)], self.left[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)

    def next_piece(self) -> bytes:
        seconds = min(settings.BODY_SECONDS, self.deadline - time.monotonic())
        coming = asyncio.run_coroutine_threadsafe(self.receive(), self.loop)
        try:
            return bytes(coming.result(max(seconds, 0)))
        except TimeoutError as error:
            coming.cancel()
            raise OSError("The body came too slowly.") from error

    async def receive(self) -> bytes:
        return bytes(await anext(self.pieces, b""))


@receiver(got_request_exception)
def exit_without_memory(error: BaseException | None = None, **_kwargs: Any) -> None:
    """A process that has run out of memory would go on failing; whoever is sent away by it comes to another.

    What fails for want of memory is often told as something else, such as a module that cannot be read or a database
    that cannot be opened.
    """
    if isinstance(error or sys.exception(), MemoryError) or not heartbeat.has_spare_memory():
        lifeline.exit_process()


application = Gateway(django_application)
