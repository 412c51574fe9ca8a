"""The least that an application can do: it sends the bytes that a file holds. `tools/speed/cached.py` serves it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

BODY = Path(os.environ["BARE_BODY"]).read_bytes()
HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Encoding", "br"),
    ("Content-Length", str(len(BODY))),
    ("Vary", "Accept-Encoding"),
]


def application(_environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    start_response("200 OK", list(HEADERS))
    return [BODY]


async def rsgi_application(_scope: object, protocol: Any) -> None:
    """Do the same by the interface of granian that our own gateway has."""
    protocol.response_bytes(200, HEADERS, BODY)
