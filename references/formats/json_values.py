"""The values of a JSON array or of JSON lines, one by one: neither a large file nor a broken value is the end."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any, TextIO

from references.formats.size_limits import LONGEST_RECORD

CHUNK = 65536
# Where a chunk ends, a literal or an escape may be cut; none is longer.
LONGEST_TOKEN = 16
# How many objects after a broken one may be parts of it before the rest is given up.
MOST_ATTEMPTS = 10_000
# What PostgreSQL and JavaScript keep to the digit.
LONGEST_INTEGER = 15

VALUE_SEPARATOR = re.compile(r"[\s,\ufeff]*")
OBJECT_START = re.compile(r"[,\[\]}\n]\s*(?=\{)")


class BrokenValue:
    """Stands for something that is no JSON value, up to the next record."""


def parse_finite_float(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def parse_integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= LONGEST_INTEGER else digits


def ignore_constant(constant: str) -> None:
    """NaN and the infinities, which are no JSON."""


DECODER = json.JSONDecoder(parse_float=parse_finite_float, parse_int=parse_integer, parse_constant=ignore_constant)


class JsonValues:
    """The values of `text`: of the array that it is, or else those that stand in it one after another."""

    def __init__(self, text: TextIO) -> None:
        self.text = text
        self.buffer = ""
        self.position = 0

    def __iter__(self) -> Iterator[Any]:
        if self.next_character() == "[":
            self.position += 1
        while self.next_character() not in {"", "]"}:
            yield self.next_value()

    def next_character(self) -> str:
        """What the next value begins with; nothing at the end."""
        while True:
            self.position = VALUE_SEPARATOR.match(self.buffer, self.position).end()  # type: ignore[union-attr]
            if self.position < len(self.buffer) or not self.grow():
                return self.buffer[self.position : self.position + 1]

    def next_value(self) -> Any:
        while True:
            try:
                value, end = DECODER.raw_decode(self.buffer, self.position)
            except (ValueError, RecursionError) as error:
                if self.is_cut(error) and self.grow():
                    continue
                self.skip_to_next_record()
                return BrokenValue()
            # A number may go on in the next chunk.
            if end == len(self.buffer) and self.grow():
                continue
            self.position = end
            return value

    def is_cut(self, error: Exception) -> bool:
        """Whether the value may only seem broken because not all of it is read yet."""
        if not isinstance(error, json.JSONDecodeError):
            return False
        return error.msg.startswith("Unterminated string") or error.pos > len(self.buffer) - LONGEST_TOKEN

    def skip_to_next_record(self) -> None:
        """To the next object that has a title: the parts of a record have none."""
        for _ in range(MOST_ATTEMPTS):
            found = OBJECT_START.search(self.buffer, self.position)
            if not found:
                # The last character may be the comma before it.
                self.position = max(self.position, len(self.buffer) - 1)
                if not self.grow():
                    break
                continue
            self.position = found.end()
            if self.is_at_record():
                return
        self.position = len(self.buffer)
        while self.grow():
            self.position = len(self.buffer)

    def is_at_record(self) -> bool:
        while True:
            try:
                value, _ = DECODER.raw_decode(self.buffer, self.position)
            except (ValueError, RecursionError) as error:
                if self.is_cut(error) and self.grow():
                    continue
                return False
            return "title" in value

    def grow(self) -> bool:
        """Reads on, twice as far each time within a value, and forgets what was read before it."""
        self.buffer = self.buffer[self.position :]
        self.position = 0
        if len(self.buffer) > LONGEST_RECORD:
            return False
        chunk = self.text.read(max(CHUNK, len(self.buffer)))
        self.buffer += chunk
        return bool(chunk)
