"""Pages of submissions, forward and back: each begins where the one beside it ended, and nothing is ever counted.

A list is made of sections, each with its own order. Whatever the order, a page costs what its own rows cost.
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Self

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import DateTimeField, Field, Q, QuerySet
from django.utils.functional import Promise

from intake.models import Submission

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# How a URL names the place behind the last submission.
END = "end"


@dataclass(frozen=True)
class Section:
    """One part of a list. All of it is listed before the next part.

    `order` is a list of fields, each with a minus if the greatest comes first. None of them may be null in the
    section, and the last is unique. The `lanes`, if there are any, are the condition in parts: each submission of the
    section meets one of them. See `list_rows`.
    """

    name: str
    heading: Promise
    condition: Q
    order: tuple[str, ...] = ("received_at", "id")
    lanes: tuple[Q, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Cursor:
    """A place in a list, at one submission. It stays valid when that submission moves or is deleted."""

    section: str
    # Those of the section's order.
    values: tuple[object, ...] = ()

    def __str__(self) -> str:
        return ".".join([self.section, *map(format_value, self.values)])

    @classmethod
    def parse(cls, text: str, sections: Iterable[Section]) -> Self | None:
        """Return the cursor that was written by `str`, or None if the text is no cursor of these sections."""
        if text == END:
            return cls(END)
        name, *written = text.split(".")
        section = next((section for section in sections if section.name == name), None)
        if section is None or len(written) != len(section.order):
            return None
        try:
            return cls(name, tuple(map(parse_value, section.order, written)))
        except (ValueError, OverflowError, ValidationError):
            return None

    @classmethod
    def at(cls, section: Section, row: Submission) -> Self:
        return cls(section.name, tuple(getattr(row, field.removeprefix("-")) for field in section.order))


def format_value(value: object) -> str:
    if isinstance(value, datetime):
        return str((value - EPOCH) // MICROSECOND)
    return value.hex if isinstance(value, uuid.UUID) else str(value)


def parse_value(ordered_by: str, text: str) -> object:
    """Return a value of one of a submission's fields. Raises ValueError, OverflowError or ValidationError."""
    column = Submission._meta.get_field(ordered_by.removeprefix("-"))
    if isinstance(column, DateTimeField):
        return EPOCH + int(text) * MICROSECOND
    if isinstance(column, Field):
        return column.to_python(text)
    raise ValueError("a list can only be ordered by columns")


@dataclass(frozen=True)
class Page:
    """Submissions by section, in order, without empty sections; and where the pages beside it begin, if there are any.

    The next page is after the cursor `next`, the previous one before the cursor `previous`.
    """

    sections: list[tuple[Section, list[Submission]]]
    previous: Cursor | None
    next: Cursor | None

    @property
    def rows(self) -> list[Submission]:
        return [row for _section, rows in self.sections for row in rows]


def get_page(
    rows: QuerySet[Submission],
    sections: Sequence[Section],
    *,
    after: Cursor | None = None,
    before: Cursor | None = None,
    size: int,
) -> Page:
    """Return up to `size` submissions of `rows`: the first, those after a cursor, or those before one.

    In a page before a cursor the submissions are in the same order. Takes at most one query for each section;
    back at the beginning, two.
    """
    if before is None:
        found, has_more = collect_rows(rows, iterate_parts(sections, after), size)
        is_first, is_last = after is None, not has_more
    else:
        backward = [reverse_section(section) for section in reversed(sections)]
        found, has_more = collect_rows(rows, iterate_parts(backward, before), size)
        if not has_more and before.section != END:
            # This is the beginning, and what has come in since may have left it short.
            return get_page(rows, sections, size=size)
        by_name = {section.name: section for section in sections}
        found = [(by_name[section.name], part[::-1]) for section, part in reversed(found)]
        is_first, is_last = not has_more, before.section == END
    if not found:
        # Everything on this side has gone meanwhile.
        return Page([], None, None)
    (first_section, first_rows), (last_section, last_rows) = found[0], found[-1]
    return Page(
        found,
        None if is_first else Cursor.at(first_section, first_rows[0]),
        None if is_last else Cursor.at(last_section, last_rows[-1]),
    )


def reverse_section(section: Section) -> Section:
    order = tuple(field.removeprefix("-") if field.startswith("-") else f"-{field}" for field in section.order)
    return Section(section.name, section.heading, section.condition, order, section.lanes)


def iterate_parts(sections: Sequence[Section], after: Cursor | None) -> Iterator[tuple[Section, Q]]:
    """Yield the sections that follow a cursor, each with the condition for what is left of it."""
    has_passed = after is None or after.section == END
    for section in sections:
        if not has_passed and after is not None and section.name == after.section:
            has_passed = True
            yield section, match_after(section.order, after.values)
        elif has_passed:
            yield section, Q()


def match_after(order: Sequence[str], values: Sequence[object]) -> Q:
    """Return the condition for rows that follow one with these values in this order."""
    *earlier, (last_field, last_value) = zip(order, values, strict=True)
    condition = match_beyond(last_field, last_value)
    for name, value in reversed(earlier):
        # The first half is what an index is searched by.
        condition = match_beyond(name, value, or_equal="e") & (match_beyond(name, value) | condition)
    return condition


def match_beyond(field: str, value: object, *, or_equal: str = "") -> Q:
    comparison = "lt" if field.startswith("-") else "gt"
    return Q(**{f"{field.removeprefix('-')}__{comparison}{or_equal}": value})


def collect_rows(
    rows: QuerySet[Submission], parts: Iterable[tuple[Section, Q]], size: int
) -> tuple[list[tuple[Section, list[Submission]]], bool]:
    """Return the first `size` rows of these parts of sections, without empty ones, and whether there are more."""
    found: list[tuple[Section, list[Submission]]] = []
    left = size
    for section, rest in parts:
        part = list_rows(rows, section, rest, limit=left + 1)
        if part[:left]:
            found.append((section, part[:left]))
        if len(part) > left:
            return found, True
        left -= len(part)
    return found, False


def list_rows(rows: QuerySet[Submission], section: Section, rest: Q, *, limit: int) -> list[Submission]:
    """Return the first rows of what is left of a section.

    With lanes, the first rows of each are found in an index that has them in this order, and merged: so no row is read
    only to be passed over or sorted, however many there are.
    """
    if section.lanes:
        found = [rows.filter(lane & rest).order_by(*section.order).values("pk")[:limit] for lane in section.lanes]
        if not connection.features.supports_slicing_ordering_in_compound:
            found = [Submission.objects.filter(pk__in=first).values("pk") for first in found]
        rows = rows.filter(pk__in=found[0].union(*found[1:], all=True) if found[1:] else found[0])
    else:
        rows = rows.filter(section.condition & rest)
    return list(rows.order_by(*section.order)[:limit])
