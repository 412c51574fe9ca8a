"""No library's message brings anything into the log that it was given."""

import logging
import sys
from collections.abc import Callable

import pytest
from django.core.exceptions import DisallowedRedirect

from fibro_site.logs.formatters import JsonFormatter, LineFormatter
from tests.fibro_site.logs.planting import MARKER

CELERY_TASK = "Task %(name)s[%(id)s] %(description)s: %(exc)s"


def make_record(name: str, message: object, *args: object, error: Exception | None = None) -> logging.LogRecord:
    exc_info = (type(error), error, None) if error else None
    return logging.LogRecord(name, logging.ERROR, __file__, 1, message, args, exc_info)


def make_task_record() -> logging.LogRecord:
    context = {"name": "intake.tasks.drain", "id": "1a2b", "description": "raised unexpected", "exc": MARKER}
    return make_record("celery.app.trace", CELERY_TASK, context, error=ValueError(MARKER))


RECORDS: dict[str, Callable[[], logging.LogRecord]] = {
    "Django, of a path": lambda: make_record("django.request", "%s: %s", "Not Found", f"/own/{MARKER}/"),
    "Django, of an error": lambda: make_record("django.request", "%s: %s", "x", MARKER, error=ValueError(MARKER)),
    "Django, of a trick": lambda: make_record("django.security.X", MARKER, error=DisallowedRedirect(MARKER)),
    "Celery, of a task": make_task_record,
    "Celery, of a broker": lambda: make_record("celery.worker", "Cannot connect to %s: %s", MARKER, OSError(MARKER)),
    "Celery, an error alone": lambda: make_record("celery.beat", ValueError(MARKER)),
    "Kombu, of a message": lambda: make_record("kombu", "Cannot decode %r", MARKER),
    "a message that does not fit": lambda: make_record("celery", "%d messages of %s", MARKER, MARKER),
    "asyncio, of a future": lambda: make_record("asyncio", f"Never retrieved: <exception=ValueError('{MARKER}')>"),
    "a library unheard of": lambda: make_record("unheard", f"It was {MARKER}"),
}


@pytest.mark.parametrize("formatter", [LineFormatter(), JsonFormatter()])
@pytest.mark.parametrize("name", RECORDS)
def test_no_library_brings_in_what_it_was_given(name: str, formatter: logging.Formatter) -> None:
    line = formatter.format(RECORDS[name]())
    assert MARKER not in line
    assert line


def test_failed_task_is_told_by_its_name_and_the_class_of_its_error() -> None:
    line = LineFormatter().format(make_task_record())
    assert "Task intake.tasks.drain[1a2b] raised unexpected: …" in line
    assert line.endswith("\nValueError")


def test_broker_that_is_away_is_told_by_the_class_of_the_error() -> None:
    record = make_record("celery.worker.consumer.consumer", "Cannot connect to %s: %s. %d", "amqp://", OSError("x"), 3)
    assert "Cannot connect to …: OSError. 3" in LineFormatter().format(record)


def test_unknown_message_says_where_it_comes_from() -> None:
    assert "A message of unheard (test_records.py, line 1)" in LineFormatter().format(make_record("unheard", MARKER))


def test_other_formatters_leave_nothing_behind() -> None:
    """Python keeps the text of an exception in the record once another handler has written it."""
    try:
        int(MARKER)
    except ValueError:
        record = logging.LogRecord("site", logging.ERROR, __file__, 1, "It failed", None, sys.exc_info())
    logging.Formatter().format(record)
    assert MARKER not in LineFormatter().format(record)


def test_line_breaks_cannot_forge_a_line() -> None:
    record = make_record("intake.tasks", "The digest could not be sent: %s", "x\n2026-12-01 INFO forged")
    assert LineFormatter().format(record).count("\n") == 0
