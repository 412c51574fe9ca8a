"""Records of lines that begin with a tag, as RIS and MEDLINE have them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TextIO

from references.formats.size_limits import LONGEST_WORK


@dataclass(frozen=True)
class Tagged:
    """The tags of one record with their values, in order."""

    # Where it begins, counted from 1.
    line: int
    values: list[tuple[str, str]]
    # Whether there was more of it than a work can have, which was not kept.
    is_too_large: bool = False

    def first(self, *tags: str) -> str:
        """The first value that is not empty, by the order of `tags`."""
        return next((value for tag in tags for value in self.by_tag.get(tag, ()) if value), "")

    def all(self, *tags: str) -> list[str]:
        """The values of these tags, in the order of the record."""
        if len(tags) == 1:
            return self.by_tag.get(tags[0], [])
        return [value for tag, value in self.values if tag in tags]

    @cached_property
    def by_tag(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for tag, value in self.values:
            found.setdefault(tag, []).append(value)
        return found


@dataclass(frozen=True)
class Dialect:
    # Its groups are the tag and the value.
    line: re.Pattern[str]
    begins: str
    ends: str = ""
    # Whose further lines are values of their own.
    lists: frozenset[str] = frozenset()
    # Whose values have no spaces, so that the end of a line may stand in the middle of one.
    unspaced: frozenset[str] = frozenset()


def records(text: TextIO, dialect: Dialect) -> Iterator[Tagged]:
    """Each record from its first tag to its last. Lines outside of records are left out, unless they have a tag."""
    begun = size = 0
    values: list[tuple[str, list[str]]] = []
    for number, line in enumerate(text, start=1):
        match = dialect.line.match(line)
        size += len(line)
        if not match:
            if size <= LONGEST_WORK and values and (words := line.strip()):
                go_on(values, words, dialect)
            continue
        tag = match[1].upper()
        if values and tag in {dialect.begins, dialect.ends}:
            yield closed(begun, values, size - len(line), dialect)
            values, size = [], len(line)
        if tag != dialect.ends:
            begun = begun if values else number
            if values and size > LONGEST_WORK:
                continue
            values.append((tag, [(match[2] or "").strip()]))
    if values:
        yield closed(begun, values, size, dialect)


def go_on(values: list[tuple[str, list[str]]], words: str, dialect: Dialect) -> None:
    tag, lines = values[-1]
    if tag in dialect.lists:
        values.append((tag, [words]))
    else:
        lines.append(words)


def closed(line: int, values: list[tuple[str, list[str]]], size: int, dialect: Dialect) -> Tagged:
    joined = [(tag, ("\n" if tag in dialect.unspaced else " ").join(lines).strip()) for tag, lines in values]
    return Tagged(line, joined, size > LONGEST_WORK)
