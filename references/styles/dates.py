"""Dates in words. Entries are in English whatever the language of the page, as the styles have them."""

from collections.abc import Sequence
from dataclasses import replace

from references.csl import DateRange
from references.inline_markup import unmarked

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
SHORT_MONTHS = tuple(month[:3] for month in MONTHS)
SEASONS = ("Spring", "Summer", "Autumn", "Winter")
TO = "–"
# Before and after Christ.
ERAS = ("BC", "AD")
FIRST_WITHOUT_ERA = 500


def year(date: DateRange, eras: Sequence[str] = ERAS) -> str:
    """`2019`, `2013–2019`, `1999–` of what goes on, `44 BC`."""
    if not date.start:
        return unmarked(date.words)
    years = list(dict.fromkeys(point[0] for point in (date.start, date.end) if point))
    marks = [era(year, eras) for year in years]
    if len(set(marks)) == 1:
        marks = [*("" for _ in marks[1:]), marks[0]]
    told = TO.join(f"{abs(year)}{mark}" for year, mark in zip(years, marks, strict=True))
    return f"{told}{TO}" if date.is_open else told


def era(year: int, eras: Sequence[str]) -> str:
    """After the years that would not be known for years without it."""
    return f" {eras[0]}" if year < 0 else f" {eras[1]}" if year < FIRST_WITHOUT_ERA else ""


def american(date: DateRange) -> str:
    """`October 26, 2021`, `November 30–December 2, 2020`, `May 2024`."""
    if spans_years(date) and is_within_years(date):
        return TO.join(american(point) for point in ends(date))
    separator = ", " if len(date.start) > 2 else " "
    return separator.join(filter(None, (within_year(date), year(date))))


def year_first(date: DateRange) -> str:
    """`2020 Nov 30–Dec 2`, as the National Library of Medicine writes it."""
    if spans_years(date) and is_within_years(date):
        return TO.join(year_first(point) for point in ends(date))
    return " ".join(filter(None, (year(date), within_year(date, SHORT_MONTHS))))


def year_then_month(date: DateRange, eras: Sequence[str] = ERAS) -> str:
    """`2021, October 26`, `2009, October–2010, October`, as the American Psychological Association writes it."""
    if spans_years(date) and is_within_years(date):
        return TO.join(year_then_month(point, eras) for point in ends(date))
    return ", ".join(filter(None, (year(date, eras), within_year(date))))


def months_only(date: DateRange) -> DateRange:
    """The same without days."""
    start, end = date.start[:2], date.end[:2]
    return replace(date, start=start, end=end if end > start or date.end_season else ())


def within_year(date: DateRange, months: Sequence[str] = MONTHS) -> str:
    """`November 30–December 2`, `November 3–5`; or the season."""
    start, end = date.start[1:], date.end[1:]
    if not start:
        return TO.join(SEASONS[season - 1] for season in (date.season, date.end_season) if season)
    first = " ".join((months[start[0] - 1], *map(str, start[1:])))
    if not end:
        return first
    last = map(str, end[1:]) if end[0] == start[0] else (months[end[0] - 1], *map(str, end[1:]))
    return f"{first}{TO}{' '.join(last)}"


def spans_years(date: DateRange) -> bool:
    return date.end[:1] > date.start[:1]


def is_within_years(date: DateRange) -> bool:
    """Whether more than the years is known."""
    return bool(date.start[1:] or date.end[1:] or date.season)


def ends(date: DateRange) -> tuple[DateRange, DateRange]:
    return DateRange(date.start, season=date.season), DateRange(date.end, season=date.end_season)
