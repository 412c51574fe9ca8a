"""Dates of records as CSL's, and back."""

import datetime
import re
from itertools import takewhile
from typing import Any

from references import csl
from references.csl import Csl, valid_date
from references.written_dates import FIRST_SEASON, MONTHS, DateRange, Point, read

__all__ = ["MONTHS", "date", "day", "of_range", "points", "told", "year"]

NO_DATE = {"n.d", "nd", "no date", "s.a", "undated", "unknown", "null", "none"}
YEAR = re.compile(r"\d{4}")
STATE = re.compile(
    r"(?:^|[\s,;/(\[])(in press|forthcoming|accepted|submitted|in preparation|advance online publication"
    r"|epub ahead of print)\s*[)\]]?\s*$",
    re.IGNORECASE,
)
ACADEMIC_YEAR = re.compile(r"(\d\d)(\d\d)\s*[-/–—]+\s*(\d\d)")


def date(text: str, known: Point = ()) -> Csl:
    """A CSL date as far as `text` tells it; empty if it tells no year and `known` gives none."""
    return of_range(read(text, known))


def state(text: str) -> str:
    """What a date says of a work that is not out: `in press` of `2011, in press`."""
    found = STATE.search(text)
    return found[1].lower() if found and YEAR.search(text) else ""


def told(text: str, known: Point = ()) -> Csl:
    """The same; words that tell no year are kept as they are, since they are printed in its place: "in press"."""
    if found := date(text, known):
        return found
    words = text.strip(" .")
    return {"literal": words} if re.search(r"[^\W\d_]{2}|\d{2}", words) and words.lower() not in NO_DATE else {}


def year(text: str) -> Csl:
    """A field that has no room for a month: `2011/12` are two years."""
    match = ACADEMIC_YEAR.fullmatch(text.strip())
    if match and (int(match[3]) > int(match[2]) or (match[2], match[3]) == ("99", "00")):
        first = int(match[1] + match[2])
        return {"date-parts": [[first], [first - first % 100 + int(match[3]) + (100 if match[3] == "00" else 0)]]}
    return told(text)


def of_json(value: Any) -> Any:
    """A date of CSL as its schema has it, whatever of it other programs leave out. What is none stays as it is."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return told(str(whole(value)))
    if isinstance(value, list):
        value = value[0] if value and isinstance(value[0], dict) else {"date-parts": value}
    if not isinstance(value, dict):
        return value
    if "year" in value and "date-parts" not in value:
        # A day without its month says nothing.
        point = list(takewhile(bool, (value.get(part) for part in ("year", "month", "day"))))
        value = {**without(value, "year", "month", "day"), "date-parts": [point]}
    return with_parts(value)


def with_parts(value: Csl) -> Csl:
    """With `date-parts` that are lists of numbers, and without the words that they were told in."""
    told_parts = value.get("date-parts")
    if not isinstance(told_parts, list):
        told_parts = [told_parts] if told_parts else []
    if told_parts and not isinstance(told_parts[0], list):
        told_parts = [told_parts]
    points = [[whole(part) for part in point] for point in told_parts if isinstance(point, list)]
    if points and points[0] and not valid_date(points[0]):
        words = " ".join(part for part in points[0] if isinstance(part, str))
        return {**without(value, "date-parts"), **told(words)}
    if points and points[0]:
        return {**value, "date-parts": points}
    # A raw date is read as it stands (`csl.date_range`).
    written = value.get("literal") or value.get("date-time")
    found = date(written) if isinstance(written, str) and not value.get("raw") else {}
    return {**without(value, "date-parts", "literal"), **found} if found else value


def without(value: Csl, *names: str) -> Csl:
    return {name: part for name, part in value.items() if name not in names}


def whole(number: Any) -> Any:
    """2001 of 2001.0."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


def of_range(told: DateRange) -> Csl:
    if not told.start:
        return {}
    if told.end_season:
        parts = [[*told.start, FIRST_SEASON - 1 + told.season], [*told.end, FIRST_SEASON - 1 + told.end_season]]
        return {"date-parts": parts}
    found: Csl = {"date-parts": [list(point) for point in (told.start, told.end) if point]}
    if told.is_open:
        # As citeproc knows an end that is not known.
        found["date-parts"].append([0] * len(told.start))
    if told.season:
        found["season"] = told.season
    if told.is_approximate:
        found["circa"] = True
    return found


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
