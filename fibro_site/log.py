"""Logging that cannot leak what a patient wrote.

The text of an exception often quotes the value that caused it (`Key (email)=(...) already exists`), so a traceback is
logged as its frames and the class of the exception, never with the text.
"""

import logging
import traceback
from types import TracebackType


class SafeFormatter(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{", datefmt="%Y-%m-%dT%H:%M:%S%z")

    def formatException(  # noqa: N802 -- the name is logging's
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        kind, _error, frames = ei
        if kind is None:
            return ""
        return "".join(traceback.format_tb(frames)) + f"{kind.__module__}.{kind.__qualname__}"


class RefusedHostFilter(logging.Filter):
    """Log a request for a foreign host in one line, without the words of the stranger who sent it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = None
        record.msg, record.args = "A request for an unknown host was refused", ()
        return True
