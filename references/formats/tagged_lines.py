"""Split a file into records of lines that begin with a tag, as RIS and MEDLINE have them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TextIO

from references.formats.records import Refusal, describe_line
from references.formats.size_limits import LONGEST_WORK, WorkTooLarge


@dataclass(frozen=True)
class TaggedRecord:
    """The tags of one record with their values, in order."""

    # Where it begins, counted from 1.
    line: int
    values: list[tuple[str, str]]
    # Whether the record was larger than a work can be. The rest of it was dropped.
    is_too_large: bool = False

    def first(self, *tags: str) -> str:
        """Return the first value that is not empty, in the order of `tags`."""
        return next((value for tag in tags for value in self.values_by_tag.get(tag, ()) if value), "")

    def all(self, *tags: str) -> list[str]:
        """Return the values of these tags, in the order of the record."""
        if len(tags) == 1:
            return self.values_by_tag.get(tags[0], [])
        return [value for tag, value in self.values if tag in tags]

    @property
    def place(self) -> str:
        return describe_line(self.line)

    def has_first_tag(self, dialect: "TagDialect") -> bool:
        """Return whether the record begins with the tag that every record of its format begins with."""
        return self.values[0][0] == dialect.begins

    @cached_property
    def values_by_tag(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for tag, value in self.values:
            found.setdefault(tag, []).append(value)
        return found


@dataclass(frozen=True)
class TagDialect:
    # Matches a line with a tag. Its groups are the tag and the value.
    line: re.Pattern[str]
    begins: str
    ends: str = ""
    # Tags whose further lines are values of their own.
    lists: frozenset[str] = frozenset()
    # Tags whose values have no spaces, so that a line may end in the middle of one.
    spaceless_tags: frozenset[str] = frozenset()


def refuse_tagged_record(record: TaggedRecord, headless: str) -> Refusal | None:
    """Return why the record cannot be read, or None.

    `headless` is the sentence for an editor about a record that lacks its first tag; empty for one that has it.
    """
    reason = headless or (str(WorkTooLarge()) if record.is_too_large else "")
    return Refusal(record.place, reason) if reason else None


def split_tagged_records(text: TextIO, dialect: TagDialect) -> Iterator[TaggedRecord]:
    """Yield each record, from its first tag to its last. Lines outside of records are dropped if they have no tag."""
    begun = size = 0
    values: list[tuple[str, list[str]]] = []
    for number, line in enumerate(text, start=1):
        match = dialect.line.match(line)
        size += len(line)
        if not match:
            if size <= LONGEST_WORK and values and (words := line.strip()):
                append_continuation(values, words, dialect)
            continue
        tag = match[1].upper()
        if values and tag in {dialect.begins, dialect.ends}:
            yield build_tagged_record(begun, values, size - len(line), dialect)
            values, size = [], len(line)
        if tag != dialect.ends:
            begun = begun if values else number
            if values and size > LONGEST_WORK:
                continue
            values.append((tag, [(match[2] or "").strip()]))
    if values:
        yield build_tagged_record(begun, values, size, dialect)


def append_continuation(values: list[tuple[str, list[str]]], words: str, dialect: TagDialect) -> None:
    tag, lines = values[-1]
    if tag in dialect.lists:
        values.append((tag, [words]))
    else:
        lines.append(words)


def build_tagged_record(line: int, values: list[tuple[str, list[str]]], size: int, dialect: TagDialect) -> TaggedRecord:
    joined = [(tag, ("\n" if tag in dialect.spaceless_tags else " ").join(lines).strip()) for tag, lines in values]
    return TaggedRecord(line, joined, size > LONGEST_WORK)
