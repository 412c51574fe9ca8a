"""Why something is logged: the request or the task that is being worked on.

A request has an id of 16 hexadecimal digits. A task that a request asked for has the id of that request as well, so
that one search finds what became of it. The id is in no table: no row leads to the request that made it.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


@dataclass(frozen=True)
class Cause:
    request_id: str = ""
    task: str = ""
    task_id: str = ""


NO_CAUSE = Cause()
current: ContextVar[Cause] = ContextVar("cause", default=NO_CAUSE)


@contextmanager
def caused_by(cause: Cause) -> Iterator[None]:
    """Name the cause of all that this thread logs meanwhile."""
    token = current.set(cause)
    try:
        yield
    finally:
        current.reset(token)


def create_request_id() -> str:
    return secrets.token_hex(8)


def is_request_id(text: object) -> bool:
    return isinstance(text, str) and REQUEST_ID.fullmatch(text) is not None
