"""Watches what this process opens for writing, what it starts other processes with, and the headers of its responses.

Python tells an audit hook of the first two, in whatever library it happens. A hook stays for as long as the process.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
STARTING = {"subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "os.putenv"}


@dataclass
class Watch:
    """The files that were opened for writing, the arguments and environments of processes, and what of responses
    stands outside their bodies, where browsers, proxies and logs keep it.
    """

    files: set[Path] = field(default_factory=set)
    arguments: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)


WATCHES: list[Watch] = []
HOOKED: list[object] = []


def hear(event: str, details: tuple[Any, ...]) -> None:
    if not WATCHES:
        return
    if event in STARTING:
        WATCHES[-1].arguments.append(repr(details))
    elif event == "open" and isinstance(details[0], str | bytes) and details[2] & WRITING:
        WATCHES[-1].files.add(Path(os.fsdecode(details[0])).absolute())


@contextmanager
def watching() -> Iterator[Watch]:
    """Yield what is written and started until the block ends."""
    if hear not in HOOKED:
        sys.addaudithook(hear)
        HOOKED.append(hear)
    WATCHES.append(Watch())
    try:
        yield WATCHES[-1]
    finally:
        WATCHES.pop()


def keep_heads(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A middleware that keeps the URL of each request, and the headers and cookies of its response."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for watch in WATCHES:
            watch.heads.append(f"{request.get_full_path()} {dict(response.items())} {response.cookies}")
        return response

    return respond
