"""The bodies of requests, as the web server takes them off the network.

Django answers in threads, of which a process has few, and a thread that waits for a body waits as long as its sender
likes. So bodies are read here, by one loop that waits for all of them at once: each has a deadline, a client may send
only so many at a time, and all of them together may take only so much memory. A page that is only read always finds a
thread.

A body that is longer than a visitor's can be is not read ahead. Django first checks who is asking
(fibro_site/middleware/body_limits.py), and then reads it piece by piece, under a deadline too.
"""

import asyncio
import io
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from http import HTTPStatus
from typing import Any

from django.conf import settings
from granian.rsgi import HTTPProtocol, Scope

from fibro_site.processes.body_sizes import MAX_BODY_SIZE, MB

# A long upload holds a thread; pages have the others.
MAX_LONG_BODIES = 2
MAX_BODIES = 256
# Not counted behind a proxy, which has one address for everybody and reads whole bodies itself.
MAX_BODIES_PER_CLIENT = 32
MAX_BODY_MEMORY = 64 * MB
# Bytes a second. An upload may take as long as it takes at this rate, on top of settings.BODY_SECONDS.
MIN_UPLOAD_RATE = 32 * 1024


class RejectedRequest(Exception):
    """A request that is answered with this status, without Django."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status)
        self.status = status


class BodyReader:
    """Reads the bodies of one server's requests, and counts those that are under way.

    `identify_client` names the client of a peer's address, for counting: clients of one network may be one. It is
    passed in because its module can be imported only once Django has loaded the apps.
    """

    def __init__(self, identify_client: Callable[[str], str]) -> None:
        self.identify_client = identify_client
        self.bodies: Counter[str] = Counter()
        self.memory = 0
        self.long_bodies = 0

    @asynccontextmanager
    async def open_body(self, scope: Scope, protocol: HTTPProtocol) -> AsyncIterator[tuple[int, io.BufferedIOBase]]:
        """Give the length of the body, and a file from which Django reads it. Raises RejectedRequest."""
        declared = scope.headers.get("content-length")
        is_chunked = "transfer-encoding" in scope.headers
        length = int(declared) if declared and declared.isdecimal() and not is_chunked else 0
        if not length and not is_chunked:
            yield 0, io.BytesIO()
        elif length > MAX_BODY_SIZE:
            with self.reserve_long_body():
                # Django takes what one read returns for all that it asked for, so a piece alone would cut the body.
                yield length, io.BufferedReader(LongBody(protocol, asyncio.get_running_loop(), length))
        else:
            with self.reserve_body(self.identify_client(scope.client)):
                body = await self.read_body(protocol)
            if len(body) < length:
                raise RejectedRequest(HTTPStatus.BAD_REQUEST)
            # Too long for a visitor: Django rejects it by its length, and has nothing to read.
            yield len(body), io.BytesIO(body if len(body) <= MAX_BODY_SIZE else b"")

    @contextmanager
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

    @contextmanager
    def reserve_long_body(self) -> Iterator[None]:
        if self.long_bodies >= MAX_LONG_BODIES:
            raise RejectedRequest(HTTPStatus.SERVICE_UNAVAILABLE)
        self.long_bodies += 1
        try:
            yield
        finally:
            self.long_bodies -= 1

    async def read_body(self, protocol: HTTPProtocol) -> bytes:
        """Return all of a body, or somewhat more than MAX_BODY_SIZE of a longer one."""
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


class LongBody(io.RawIOBase):
    """A body that Django reads from a thread while it arrives.

    Raises OSError once it has taken too long, and if it ends early: half of a form is no form.
    """

    def __init__(self, protocol: HTTPProtocol, loop: asyncio.AbstractEventLoop, length: int) -> None:
        self.pieces = aiter(protocol)
        self.loop = loop
        self.deadline = time.monotonic() + settings.BODY_SECONDS + length / MIN_UPLOAD_RATE
        self.missing = length
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
            piece = bytes(coming.result(max(seconds, 0)))
        except TimeoutError as error:
            coming.cancel()
            raise OSError("The request body arrived too slowly.") from error
        self.missing -= len(piece)
        if not piece and self.missing > 0:
            raise OSError("The request body ended early.")
        return piece

    async def receive(self) -> bytes:
        return bytes(await anext(self.pieces, b""))
