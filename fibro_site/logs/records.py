"""What may be told of a record of Python's logging: the facts in the list below, and nothing else.

Texts of exceptions quote the values that caused them (`Key (email)=(...) already exists`), and messages of libraries
quote what they were given: a path with a token in it, a header, a message that could not be read. So an exception is
told by its class and where it was raised. Of a library's message only what its authors wrote is told, and only if it is
one that speaks of processes; of any other, no more than where in its code it comes from. The messages of our own code
are told whole: a test sorts all that they name (tests/fibro_site/logs/test_own_messages.py).
"""

import logging
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from django.http import HttpRequest

from fibro_site.logs.causes import Cause, current

OWN_ROOMS = {"articles", "fibro_site", "intake", "references", "tools"}
# They tell of processes, brokers and schedules, and not of what is worked on.
TELLING_LIBRARIES = {"_granian", "celery", "kombu"}
# What Celery says of a task, which has no arguments here.
TELLING_NAMES = {"name", "id", "description"}
LEFT_OUT = "…"
# What an HTTP method can be here. A stranger may send any word in its place.
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
OTHER_METHOD = "OTHER"


@dataclass(frozen=True)
class LogFacts:
    """All that a line can say. `frames` has where an exception went through, the place where it was raised last."""

    time: datetime
    level: str
    logger: str
    message: str
    cause: Cause
    view: str = ""
    method: str = ""
    status: int | None = None
    milliseconds: int | None = None
    error: str = ""
    frames: list[traceback.FrameSummary] = field(default_factory=list)


def read_facts(record: logging.LogRecord) -> LogFacts:
    request = getattr(record, "request", None)
    is_ours = record.name.partition(".")[0] in OWN_ROOMS
    error, frames = describe_exception(record)
    return LogFacts(
        time=datetime.fromtimestamp(record.created, tz=UTC),
        level=record.levelname,
        logger=record.name,
        message=write_message(record),
        cause=current.get(),
        view=getattr(record, "view", "") if is_ours else get_view(request),
        method=getattr(record, "method", "") if is_ours else get_method(request),
        status=read_number(record, "status" if is_ours else "status_code"),
        milliseconds=read_number(record, "milliseconds") if is_ours else None,
        error=error,
        frames=frames,
    )


def write_message(record: logging.LogRecord) -> str:
    """Return the message of a record as far as it may be told, in one line."""
    top = record.name.partition(".")[0]
    if top in OWN_ROOMS:
        text = record.getMessage()
    elif top in TELLING_LIBRARIES:
        text = fill_in(record)
    elif record.name.startswith("django.request") and record.exc_info:
        text = "A request failed"
    elif record.name.startswith("django.security"):
        text = "A request was refused"
    else:
        text = f"A message of {record.name} ({Path(record.pathname).name}, line {record.lineno})"
    return " ".join(text.split())


def fill_in(record: logging.LogRecord) -> str:
    """Return a library's message with numbers, and classes of exceptions, in their places alone."""
    if not isinstance(record.msg, str):
        return describe_value(record.msg)
    args: object = record.args
    if not args:
        return record.msg
    try:
        if isinstance(args, Mapping):
            return record.msg % {
                name: value if name in TELLING_NAMES and isinstance(value, str) else describe_value(value)
                for name, value in args.items()
            }
        return record.msg % tuple(value if is_number(value) else Shown(value) for value in record.args or ())
    except (TypeError, ValueError, KeyError):
        # Whatever it wanted to say, it does so nowhere.
        return record.msg


class Shown:
    """A value that is shown as `describe_value` has it, however a message asks for it."""

    def __init__(self, value: object) -> None:
        self.text = describe_value(value)

    def __str__(self) -> str:
        return self.text

    __repr__ = __str__


def describe_value(value: object) -> str:
    if is_number(value):
        return str(value)
    if isinstance(value, BaseException):
        return name_class(type(value))
    return LEFT_OUT


def is_number(value: object) -> bool:
    return isinstance(value, bool | int | float)


def describe_exception(record: logging.LogRecord) -> tuple[str, list[traceback.FrameSummary]]:
    """Return the class of a record's exception and where it went through, without its text."""
    found: object = record.exc_info
    if not isinstance(found, tuple) or found[0] is None:
        return "", []
    kind, _error, frames = found
    return name_class(kind), extract_frames(frames)


def extract_frames(frames: TracebackType | None) -> list[traceback.FrameSummary]:
    """Return the frames with their lines of code and without their variables."""
    return list(traceback.extract_tb(frames))


def name_class(kind: type) -> str:
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def read_number(record: logging.LogRecord, name: str) -> int | None:
    value = getattr(record, name, None)
    return value if isinstance(value, int) else None


def get_view(request: object) -> str:
    """Return the name of the view that a request has reached; never its path, which may hold a token."""
    match = request.resolver_match if isinstance(request, HttpRequest) else None
    return match.view_name if match else ""


def get_method(request: object) -> str:
    if not isinstance(request, HttpRequest):
        return ""
    return request.method if request.method in METHODS else OTHER_METHOD
