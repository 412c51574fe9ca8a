"""A long body reaches Django whole, however the network cuts it into pieces, or not at all."""

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.handlers.wsgi import LimitedStream

from fibro_site.processes.request_bodies import BodyReader, RejectedRequest

LONG = 3 * 1024 * 1024
PIECE = 60_000


async def send_pieces(size: int) -> AsyncIterator[bytes]:
    """Send a body as granian gives it: in pieces, and nothing more once the client has gone."""
    for start in range(0, size, PIECE):
        yield b"x" * min(PIECE, size - start)


def read_body(declared: int, sent: int) -> int:
    """Read a body as Django does for `request.body`, from a thread, and return how long it is."""
    scope: Any = SimpleNamespace(headers={"content-length": str(declared)}, client="127.0.0.1:9")
    protocol: Any = send_pieces(sent)

    async def read() -> int:
        async with BodyReader(str).open_body(scope, protocol) as (length, body):
            return len(await asyncio.to_thread(LimitedStream(body, length).read))

    return asyncio.run(read())


@pytest.mark.parametrize("length", [100_000, LONG])
def test_body_is_whole(length: int) -> None:
    assert read_body(length, length) == length


@pytest.mark.parametrize("length", [100_000, LONG])
def test_body_that_ends_early_is_no_body(length: int) -> None:
    with pytest.raises((RejectedRequest, OSError)):
        read_body(length, length - PIECE)
