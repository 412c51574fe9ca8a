"""The log never holds the text of an exception, which may quote what a patient wrote."""

import logging
import sys

import pytest
from django.db import IntegrityError, connection

from fibro_site.logs.formatters import LineFormatter

SECRET = "ada-writes-of-her-pain"


def formatted(error: Exception) -> str:
    try:
        raise error
    except type(error):
        record = logging.LogRecord("site", logging.ERROR, __file__, 1, "It failed", None, sys.exc_info())
    return LineFormatter().format(record)


@pytest.mark.parametrize("error", [ValueError(SECRET), IntegrityError(SECRET), KeyError(SECRET)])
def test_exception_text_is_left_out(error: Exception) -> None:
    text = formatted(error)
    assert SECRET not in text
    assert type(error).__qualname__ in text
    assert "test_formatters.py" in text


def test_text_of_the_cause_is_left_out() -> None:
    error = ValueError("outer")
    error.__cause__ = ValueError(SECRET)
    assert SECRET not in formatted(error)


@pytest.mark.django_db
def test_failing_sql_shows_no_parameters() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM nowhere WHERE words = %s", [SECRET])
    except Exception:
        record = logging.LogRecord("site", logging.ERROR, __file__, 1, "It failed", None, sys.exc_info())
    assert SECRET not in LineFormatter().format(record)
