"""Dates as records write them, to and from CSL's: `2019/05/12/`, `2019 May-Jun`, `12 May 2019`, `2019-05/2019-06`."""

import datetime
import re

from references import csl
from references.csl import Csl, valid_date

Point = tuple[int, ...]

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NUMERIC = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?!\d)")
COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?!\d)")
YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
MONTH = re.compile(rf"\b({'|'.join(MONTHS)})[a-z]*", re.IGNORECASE)
DAY = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
# ISO 8601-2 level 0, as BibLaTeX takes it; an open end counts as none.
INTERVAL = re.compile(r"(\d{4}(?:-\d\d){0,2})[~?%]?/(?:(\d{4}(?:-\d\d){0,2})[~?%]?|\.\.)?")


def date(text: str, known: Point = ()) -> Csl:
    """A CSL date as far as `text` tells it; empty if it tells no year and `known` gives none. A season is left out."""
    text = text.strip()
    if match := INTERVAL.fullmatch(text):
        return of_points(numeric(match[1]), numeric(match[2] or ""))
    is_in_words = MONTH.search(text) or re.match(r"\d{4}\s*[-–]\s*\d{4}", text)
    if not is_in_words and (match := COMPACT.match(text) or NUMERIC.match(text)):
        return of_points(valid_date(list(match.groups())))
    first, _, last = re.sub(r"[–—]", "-", text).partition("-")
    start = point(first, known)
    return of_points(start, point(last, start) if start and last.strip() else ())


def numeric(text: str) -> Point:
    return valid_date(text.split("-"))


def point(text: str, known: Point) -> Point:
    """Year, month and day in any order, the month in words. What is missing before the first of them is `known`."""
    year, month, day = YEAR.search(text), MONTH.search(text), DAY.search(text)
    told = [year and year[0], month and MONTHS.index(month[1].lower()) + 1, day and day[0]]
    first = next((position for position, part in enumerate(told) if part), 0)
    return valid_date([*known[:first], *told[len(known[:first]) :]])


def of_points(start: Point, end: Point = ()) -> Csl:
    if not start:
        return {}
    is_range = len(end) == len(start) and end > start
    return {"date-parts": [list(start), list(end)] if is_range else [list(start)]}


def day(date: object) -> datetime.date | None:
    """The day of a CSL date that is known to the day."""
    parts = csl.date({"date": date}, "date")
    try:
        return datetime.date(*parts) if len(parts) == 3 else None
    except ValueError:  # 31 June
        return None


def points(value: object) -> list[Point]:
    """The one or two points of a CSL date that is written in `date-parts`."""
    parts = value.get("date-parts") if isinstance(value, dict) else None
    return [valid_date(part) for part in parts if isinstance(part, list)] if isinstance(parts, list) else []
