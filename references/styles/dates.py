"""Dates in words. Entries are in English whatever the language of the page, as the styles demand."""

from collections.abc import Sequence
from dataclasses import replace

from references.csl import DateRange
from references.inline_markup import strip_marks
from references.written_dates import SEASON_NAMES

MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
SHORT_MONTH_NAMES = tuple(month[:3] for month in MONTH_NAMES)
RANGE_DASH = "–"
# Before and after Christ.
ERAS = ("BC", "AD")
FIRST_WITHOUT_ERA = 500


def format_years(date: DateRange, eras: Sequence[str] = ERAS) -> str:
    """Return `2019`, `2013–2019`, `1999–` for an open range, or `44 BC`."""
    if not date.start:
        return strip_marks(date.words)
    years = list(dict.fromkeys(point[0] for point in (date.start, date.end) if point))
    marks = [format_era(year, eras) for year in years]
    if len(set(marks)) == 1:
        marks = [*("" for _ in marks[1:]), marks[0]]
    text = RANGE_DASH.join(f"{abs(year)}{mark}" for year, mark in zip(years, marks, strict=True))
    return f"{text}{RANGE_DASH}" if date.is_open else text


def format_era(year: int, eras: Sequence[str]) -> str:
    """Return the era of a year that would not be recognised as one without it, or nothing."""
    return f" {eras[0]}" if year < 0 else f" {eras[1]}" if year < FIRST_WITHOUT_ERA else ""


def format_american_date(date: DateRange) -> str:
    """Return `October 26, 2021`, `November 30–December 2, 2020` or `May 2024`."""
    if has_several_years(date) and has_more_than_years(date):
        return RANGE_DASH.join(format_american_date(point) for point in split_date_range(date))
    separator = ", " if len(date.start) > 2 else " "
    return separator.join(filter(None, (format_within_year(date), format_years(date))))


def format_nlm_date(date: DateRange) -> str:
    """Return `2020 Nov 30–Dec 2`, as the National Library of Medicine writes it."""
    if has_several_years(date) and has_more_than_years(date):
        return RANGE_DASH.join(format_nlm_date(point) for point in split_date_range(date))
    return " ".join(filter(None, (format_years(date), format_within_year(date, SHORT_MONTH_NAMES))))


def format_apa_date(date: DateRange, eras: Sequence[str] = ERAS) -> str:
    """Return `2021, October 26` or `2009, October–2010, October`, as the American Psychological Association does."""
    if has_several_years(date) and has_more_than_years(date):
        return RANGE_DASH.join(format_apa_date(point, eras) for point in split_date_range(date))
    return ", ".join(filter(None, (format_years(date, eras), format_within_year(date))))


def drop_days(date: DateRange) -> DateRange:
    """Return the date without days."""
    start, end = date.start[:2], date.end[:2]
    return replace(date, start=start, end=end if end > start or date.end_season else ())


def format_within_year(date: DateRange, months: Sequence[str] = MONTH_NAMES) -> str:
    """Return `November 30–December 2`, `November 3–5` or the season."""
    start, end = date.start[1:], date.end[1:]
    if not start:
        return RANGE_DASH.join(SEASON_NAMES[season - 1] for season in (date.season, date.end_season) if season)
    first = " ".join((months[start[0] - 1], *map(str, start[1:])))
    if not end:
        return first
    last = map(str, end[1:]) if end[0] == start[0] else (months[end[0] - 1], *map(str, end[1:]))
    return f"{first}{RANGE_DASH}{' '.join(last)}"


def has_several_years(date: DateRange) -> bool:
    return date.end[:1] > date.start[:1]


def has_more_than_years(date: DateRange) -> bool:
    """Return whether more than the years is known."""
    return bool(date.start[1:] or date.end[1:] or date.season)


def split_date_range(date: DateRange) -> tuple[DateRange, DateRange]:
    return DateRange(date.start, season=date.season), DateRange(date.end, season=date.end_season)
