"""What a copy of the database tells whoever stole it."""

import base64
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.db import connection

WORD = re.compile(r"[\w=+/.:-]{6,}")


def values(*tables: str) -> Iterator[str]:
    """Return every value of every row of these tables, or of all, as text."""
    with connection.cursor() as cursor:
        for table in tables or connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 -- the tables' own names
            for row in cursor.fetchall():
                yield from map(as_text, row)


def as_text(value: Any) -> str:
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)


def guesses(*tables: str) -> set[str]:
    """Return what a thief would try as a secret: each value, each word in it, and what either means in base64, hex or
    JSON.
    """
    found = set(values(*tables))
    for value in list(found):
        found.update(WORD.findall(value))
    for value in list(found):
        with suppress(ValueError):
            found.add(base64.b64decode(value, validate=True).decode("latin-1"))
        with suppress(ValueError):
            found.add(bytes.fromhex(value).decode("latin-1"))
        with suppress(ValueError, AttributeError):
            found.update(map(str, json.loads(value).values()))
    return found
