"""The two forms of a line: for people, and as JSON for programs that collect logs."""

import json
import logging
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fibro_site.logs.records import LogFacts, read_facts

BASE_DIR = Path(__file__).resolve().parents[2]


class LineFormatter(logging.Formatter):
    """A line for people. An exception has one more for each place that it went through."""

    def format(self, record: logging.LogRecord) -> str:
        return write_text(read_facts(record))


class JsonFormatter(logging.Formatter):
    """An object of JSON on a line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(dict(select_fields(read_facts(record))), ensure_ascii=False)


def write_text(facts: LogFacts) -> str:
    words = [facts.time.strftime("%Y-%m-%dT%H:%M:%S%z"), facts.level, facts.logger, facts.message]
    if facts.cause.task:
        words.append(f"[task {facts.cause.task} {facts.cause.task_id}]")
    if facts.cause.request_id:
        words.append(f"[request {facts.cause.request_id}]")
    lines = " ".join(words)
    if facts.error:
        lines = f"{lines}\n{''.join(traceback.format_list(facts.frames))}{facts.error}"
    return lines


def select_fields(facts: LogFacts) -> Iterator[tuple[str, Any]]:
    """Yield the fields of an object of JSON, without those that have nothing to say."""
    yield from (
        ("time", facts.time.isoformat(timespec="milliseconds")),
        ("level", facts.level.lower()),
        ("logger", facts.logger),
        ("message", facts.message),
    )
    others = {
        "request_id": facts.cause.request_id,
        "task": facts.cause.task,
        "task_id": facts.cause.task_id,
        "view": facts.view,
        "method": facts.method,
        "status": facts.status,
        "milliseconds": facts.milliseconds,
        "error": facts.error,
        "frames": [f"{shorten(frame.filename)}:{frame.lineno} {frame.name}" for frame in facts.frames],
    }
    yield from ((name, value) for name, value in others.items() if value not in ("", None, []))


def shorten(filename: str) -> str:
    """Return the path of a module from the root of the site on, where it is below that."""
    path = Path(filename)
    return str(path.relative_to(BASE_DIR)) if path.is_relative_to(BASE_DIR) else filename
