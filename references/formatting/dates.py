"""Dates in words. Entries are in English whatever the language of the page, as the styles have them."""

from collections.abc import Sequence

from references.csl import DateRange
from references.formatting.markup import unmarked

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
SHORT_MONTHS = tuple(month[:3] for month in MONTHS)
SEASONS = ("Spring", "Summer", "Autumn", "Winter")
TO = "–"


def year(date: DateRange) -> str:
    """`2019`, or `2013–2019`."""
    years = [str(point[0]) for point in (date.start, date.end) if point]
    return TO.join(dict.fromkeys(years)) or unmarked(date.words)


def american(date: DateRange) -> str:
    """`October 26, 2021`, `November 30–December 2, 2020`, `May 2024`."""
    if spans_years(date):
        return TO.join(american(point) for point in ends(date))
    separator = ", " if len(date.start) > 2 else " "
    return separator.join(filter(None, (within_year(date), year(date))))


def year_first(date: DateRange) -> str:
    """`2020 Nov 30–Dec 2`, as the National Library of Medicine writes it."""
    if spans_years(date):
        return TO.join(year_first(point) for point in ends(date))
    return " ".join(filter(None, (year(date), within_year(date, SHORT_MONTHS))))


def year_then_month(date: DateRange) -> str:
    """`2021, October 26`, `2009, October–2010, October`, as the American Psychological Association writes it."""
    if spans_years(date) and (len(date.start) > 1 or len(date.end) > 1):
        return TO.join(year_then_month(point) for point in ends(date))
    return ", ".join(filter(None, (year(date), within_year(date))))


def months_only(date: DateRange) -> DateRange:
    """The same without days."""
    start, end = date.start[:2], date.end[:2]
    return DateRange(start, end if end > start else (), date.season, words=date.words)


def within_year(date: DateRange, months: Sequence[str] = MONTHS) -> str:
    """`November 30–December 2`, `November 3–5`; or the season."""
    start, end = date.start[1:], date.end[1:]
    if not start:
        return SEASONS[date.season - 1] if date.season else ""
    first = " ".join((months[start[0] - 1], *map(str, start[1:])))
    if not end:
        return first
    last = map(str, end[1:]) if end[0] == start[0] else (months[end[0] - 1], *map(str, end[1:]))
    return f"{first}{TO}{' '.join(last)}"


def spans_years(date: DateRange) -> bool:
    return date.end[:1] > date.start[:1]


def ends(date: DateRange) -> tuple[DateRange, DateRange]:
    return DateRange(date.start), DateRange(date.end)
