"""Convert the dates of records to those of CSL and back."""

import datetime
import re
from itertools import takewhile
from typing import Any

from references import csl
from references.csl import Csl, get_valid_date_parts
from references.written_dates import FIRST_SEASON, MONTHS, DateRange, Point, parse_written_date

__all__ = [
    "MONTHS",
    "build_csl_date",
    "get_date_points",
    "get_exact_day",
    "parse_csl_date",
    "parse_date_or_literal",
    "parse_year",
]

NO_DATE_WORDS = {"n.d", "nd", "no date", "s.a", "undated", "unknown", "null", "none"}
YEAR = re.compile(r"\d{4}")
PUBSTATE = re.compile(
    r"(?:^|[\s,;/(\[])(in press|forthcoming|accepted|submitted|in preparation|advance online publication"
    r"|epub ahead of print)\s*[)\]]?\s*$",
    re.IGNORECASE,
)
ACADEMIC_YEAR = re.compile(r"(\d\d)(\d\d)\s*[-/–—]+\s*(\d\d)")


def parse_csl_date(text: str, known: Point = ()) -> Csl:
    """Return a CSL date as far as `text` tells it; empty if neither `text` nor `known` tells a year."""
    return build_csl_date(parse_written_date(text, known))


def parse_pubstate(text: str) -> str:
    """Return what a date says of a work that is not published yet: `in press` of `2011, in press`."""
    found = PUBSTATE.search(text)
    return found[1].lower() if found and YEAR.search(text) else ""


def parse_date_or_literal(text: str, known: Point = ()) -> Csl:
    """Return a CSL date; words without a year as a literal, since they are printed in its place: "in press"."""
    if found := parse_csl_date(text, known):
        return found
    words = text.strip(" .")
    return {"literal": words} if re.search(r"[^\W\d_]{2}|\d{2}", words) and words.lower() not in NO_DATE_WORDS else {}


def parse_year(text: str) -> Csl:
    """Return the date of a field that has no month: `2011/12` are two years."""
    match = ACADEMIC_YEAR.fullmatch(text.strip())
    if match and (int(match[3]) > int(match[2]) or (match[2], match[3]) == ("99", "00")):
        first = int(match[1] + match[2])
        return {"date-parts": [[first], [first - first % 100 + int(match[3]) + (100 if match[3] == "00" else 0)]]}
    return parse_date_or_literal(text)


def normalize_json_date(value: object) -> Any:
    """Return a CSL date as the schema has it, whatever other programs leave out. What is no date stays as it is."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return parse_date_or_literal(str(convert_whole_number(value)))
    if isinstance(value, list):
        value = value[0] if value and isinstance(value[0], dict) else {"date-parts": value}
    if not isinstance(value, dict):
        return value
    if "year" in value and "date-parts" not in value:
        # A day without its month is no use.
        point = list(takewhile(bool, (value.get(part) for part in ("year", "month", "day"))))
        value = {**omit_members(value, "year", "month", "day"), "date-parts": [point]}
    return normalize_date_parts(value)


def normalize_date_parts(value: Csl) -> Csl:
    """Return the date with `date-parts` that are lists of numbers, and without the words that told them."""
    date_parts = value.get("date-parts")
    if not isinstance(date_parts, list):
        date_parts = [date_parts] if date_parts else []
    if date_parts and not isinstance(date_parts[0], list):
        date_parts = [date_parts]
    points = [[convert_whole_number(part) for part in point] for point in date_parts if isinstance(point, list)]
    if points and points[0] and not get_valid_date_parts(points[0]):
        words = " ".join(part for part in points[0] if isinstance(part, str))
        return {**omit_members(value, "date-parts"), **parse_date_or_literal(words)}
    if points and points[0]:
        return {**value, "date-parts": points}
    # A raw date is read where it is used (`csl.get_date_range`).
    written = value.get("literal") or value.get("date-time")
    found = parse_csl_date(written) if isinstance(written, str) and not value.get("raw") else {}
    return {**omit_members(value, "date-parts", "literal"), **found} if found else value


def omit_members(value: Csl, *names: str) -> Csl:
    return {name: part for name, part in value.items() if name not in names}


def convert_whole_number(number: object) -> Any:
    """Return 2001 for 2001.0; anything else as it is."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


def build_csl_date(date_range: DateRange) -> Csl:
    """Return the date as CSL writes it; empty if no year is known."""
    if not date_range.start:
        return {}
    if date_range.end_season:
        parts = [
            [*date_range.start, FIRST_SEASON - 1 + date_range.season],
            [*date_range.end, FIRST_SEASON - 1 + date_range.end_season],
        ]
        return {"date-parts": parts}
    found: Csl = {"date-parts": [list(point) for point in (date_range.start, date_range.end) if point]}
    if date_range.is_open:
        # As citeproc writes an open end.
        found["date-parts"].append([0] * len(date_range.start))
    if date_range.season:
        found["season"] = date_range.season
    if date_range.is_approximate:
        found["circa"] = True
    return found


def get_exact_day(date: object) -> datetime.date | None:
    """Return the day of a CSL date that is known to the day, or None."""
    parts = csl.get_date_parts({"date": date}, "date")
    try:
        return datetime.date(*parts) if len(parts) == 3 else None
    except ValueError:  # 31 June
        return None


def get_date_points(value: object) -> list[Point]:
    """Return the start, and perhaps the end, of a CSL date that is written in `date-parts`."""
    parts = value.get("date-parts") if isinstance(value, dict) else None
    return [get_valid_date_parts(part) for part in parts if isinstance(part, list)] if isinstance(parts, list) else []
