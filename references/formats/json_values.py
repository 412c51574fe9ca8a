"""Read the values of a JSON array or of JSON lines one by one, however large the file, and past broken values."""

import json
import math
import re
from collections.abc import Iterator
from typing import TextIO

from references.formats.size_limits import LONGEST_RECORD

CHUNK = 65536
# No literal or escape is longer. One may be cut where a chunk ends.
LONGEST_TOKEN = 16
# How many objects after a broken value are tried as the next record before the rest of the file is skipped.
MOST_ATTEMPTS = 10_000
# The digits of integers that PostgreSQL and JavaScript keep exactly.
LONGEST_INTEGER = 15

VALUE_SEPARATOR = re.compile(r"[\s,\ufeff]*")
OBJECT_START = re.compile(r"[,\[\]}\n]\s*(?=\{)")


class BrokenValue:
    """Something that is no JSON value, up to the next record."""


def parse_finite_float(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def parse_integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= LONGEST_INTEGER else digits


def ignore_constant(constant: str) -> None:
    """Return None for NaN and the infinities, which are not JSON."""


DECODER = json.JSONDecoder(parse_float=parse_finite_float, parse_int=parse_integer, parse_constant=ignore_constant)


class JsonValues:
    """The values of `text`: those of an array, or those that follow one another."""

    def __init__(self, text: TextIO) -> None:
        self.text = text
        self.buffer = ""
        self.position = 0

    def __iter__(self) -> Iterator[object]:
        if self.next_character() == "[":
            self.position += 1
        while self.next_character() not in {"", "]"}:
            yield self.next_value()

    def next_character(self) -> str:
        """Return the first character of the next value, or nothing at the end."""
        while True:
            if separator := VALUE_SEPARATOR.match(self.buffer, self.position):
                self.position = separator.end()
            if self.position < len(self.buffer) or not self.grow():
                return self.buffer[self.position : self.position + 1]

    def next_value(self) -> object:
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
        """Return whether the value may only seem broken because not all of it is read yet."""
        if not isinstance(error, json.JSONDecodeError):
            return False
        return error.msg.startswith("Unterminated string") or error.pos > len(self.buffer) - LONGEST_TOKEN

    def skip_to_next_record(self) -> None:
        """Skip to the next object that has a title: the parts of a record have none."""
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
        """Read more, twice as much each time within one value, and drop what was read before the value.

        Return whether there was anything to read.
        """
        self.buffer = self.buffer[self.position :]
        self.position = 0
        if len(self.buffer) > LONGEST_RECORD:
            return False
        chunk = self.text.read(max(CHUNK, len(self.buffer)))
        self.buffer += chunk
        return bool(chunk)
