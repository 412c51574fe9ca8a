"""Dates as people and programs write them: EDTF (ISO 8601-2, level 0 and much of 1), and words.

`2019/05/12/`, `2019 May-Jun`, `12 May 2019`, `2019-05/2019-06`, `2010-21`, `Spring 2010`, `c. 1998`,
`1998~`, `1999/..`, `44 BC`; and in German, `12. März 2019`, `12.03.2019`, `Herbst 2010`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

Point = tuple[int, ...]

# In citeproc and ISO 8601-2, the months 21 to 24 are the seasons.
FIRST_SEASON, LAST_SEASON = 21, 24
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_NUMBERS = {
    **{name: number for number, name in enumerate(MONTHS, 1)},
    "mär": 3,
    "maer": 3,
    "mrz": 3,
    "mai": 5,
    "okt": 10,
    "dez": 12,
}
# In English, as RIS and the styles write them.
SEASON_NAMES = ("Spring", "Summer", "Autumn", "Winter")
SEASON_NUMBERS = {
    "spring": 1,
    "summer": 2,
    "autumn": 3,
    "fall": 3,
    "winter": 4,
    "frühling": 1,
    "frühjahr": 1,
    "sommer": 2,
    "herbst": 3,
}

DIGITS = re.compile(r"\d{1,4}", re.ASCII)
YEAR_DIGITS = re.compile(r"-?\d{1,4}", re.ASCII)
NUMERIC_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?!\d)")
COMPACT_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)(?!\d)")
YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
DAY_FIRST_DATE = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", re.ASCII)
# As Americans or Britons write days. Where both numbers may be the month, only the year is known.
SLASHED_DATE = re.compile(r"(?:(\d{1,2})/)?(\d{1,2})/(\d{4})", re.ASCII)
MONTHS_OF_ONE_YEAR = re.compile(r"(\d{4})-(\d\d)/(\d\d)", re.ASCII)
BEFORE_CHRIST = re.compile(r"(\d{1,4})\s*(?:B\.?\s?C\.?(?:\s?E\.?)?|v\.\s?Chr\.)", re.ASCII | re.IGNORECASE)
MONTH = re.compile(rf"\b({'|'.join(MONTH_NUMBERS)})[a-z]*", re.IGNORECASE)
SEASON = re.compile(rf"\b({'|'.join(SEASON_NUMBERS)})\b", re.IGNORECASE)
DAY_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
POINT = r"-?\d{4}(?:-\d\d){0,2}"
EDTF = re.compile(
    rf"(?P<start>{POINT})(?P<start_mark>[~?%]?)(?P<until>/(?:(?P<end>{POINT})(?P<end_mark>[~?%]?)|\.\.|open|unknown)?)?"
)
# Nothing is known of an open start, so the end is all there is.
OPEN_START_RANGE = re.compile(rf"(?:\.\.)?/(?P<end>{POINT})[~?%]?")
UNCERTAIN_YEAR = re.compile(r"\[\s*(\d{4})\s*\?\s*\]", re.ASCII)
# `c. 1998`, but not `c1998`, which is the year of a copyright.
CIRCA = re.compile(r"\[?\s*(?:ca?\.\s*|ca\s+|circa\s+|about\s+|approx(?:\.|imately)?\s+)(?=\w)", re.IGNORECASE)


@dataclass(frozen=True)
class DateRange:
    """A date as far as it is known: year, month and day, and the same of its end if it is a range.

    A year before Christ is negative, as in CSL.
    """

    start: Point = ()
    end: Point = ()
    # 1 to 4, spring first; 0 if no season is told.
    season: int = 0
    is_approximate: bool = False
    # What the record says in place of a date: "in press".
    words: str = ""
    end_season: int = 0
    # Whether the range has not ended.
    is_open: bool = False

    def __bool__(self) -> bool:
        return bool(self.start or self.words)


def parse_written_date(text: str, known: Point = ()) -> DateRange:
    """Return the date as far as `text` tells it; empty if neither `text` nor `known` tells a year.

    `known` is a year, or the leading parts of a date, that holds where `text` tells none.
    """
    text = text.strip()
    if match := UNCERTAIN_YEAR.fullmatch(text):
        text = f"ca. {match[1]}"
    if match := CIRCA.match(text):
        parsed = parse_written_date(text[match.end() :].rstrip(" ]"), known)
        return replace(parsed, is_approximate=True, words="")
    return parse_numeric_date(text) or parse_worded_date(text, known)


def parse_numeric_date(text: str) -> DateRange:
    """Return the date of a text that is a date in digits and nothing else; empty for any other."""
    if match := EDTF.fullmatch(text):
        return parse_edtf(match)
    if match := OPEN_START_RANGE.fullmatch(text):
        return parse_date_range(match["end"].split("-"), None)
    if match := BEFORE_CHRIST.fullmatch(text) or DAY_FIRST_DATE.fullmatch(text):
        return parse_date_range([f"-{match[1]}"] if match.re is BEFORE_CHRIST else match.group(3, 2, 1), None)
    if match := SLASHED_DATE.fullmatch(text):
        return parse_date_range(order_slashed_parts(match), None)
    if (match := MONTHS_OF_ONE_YEAR.fullmatch(text)) and match[2] < match[3] <= "12":
        return parse_date_range(match.group(1, 2), match.group(1, 3))
    return DateRange()


def parse_worded_date(text: str, known: Point) -> DateRange:
    """Return the date of a text that may hold words: names of months, seasons, remarks."""
    is_in_words = MONTH.search(text) or re.match(r"\d{4}\s*[-–]\s*\d{4}", text)
    match = COMPACT_DATE.match(text) or NUMERIC_DATE.match(text)
    if match and not is_in_words and (match[2] or not SEASON.search(text)):
        return parse_date_range(list(match.groups()), None)
    text = re.sub(r"[–—]", "-", text)
    first, _, last = re.sub(r"(?<=[^\W\d_])\s*/\s*(?=[^\W\d_])", "-", text).partition("-")  # July/August
    if not YEAR.search(first) and (year := YEAR.search(last)):
        first = f"{first} {year[0]}"  # Spring-Summer 2010
    start, season = parse_worded_point(first, known)
    end, end_season = parse_worded_point(last, start) if start and last.strip() else ((), 0)
    if end_season and not season and len(start) == 1 and not MONTH.search(first):
        season, end_season = end_season, 0  # 2001-2002 Winter
    return build_date_range(start, season, end if len(end) == len(start) else (), end_season)


def order_slashed_parts(match: re.Match[str]) -> list[str]:
    """Return year, month and day of a date with slashes.

    `03/15/2001` and `15/03/2001` are the same day; of `05/03/2001` only the year is known.
    """
    first, second, year = match.groups()
    if not first:
        return [year, second]
    if int(first) > 12 or first == second:
        return [year, second, first]
    return [year, first, second] if int(second) > 12 else [year]


def parse_edtf(match: re.Match[str]) -> DateRange:
    end = match["end"]
    parsed = parse_date_range(split_edtf_point(match["start"]), split_edtf_point(end) if end else None)
    is_approximate = bool(match["start_mark"] or match["end_mark"])
    return replace(parsed, is_approximate=is_approximate, is_open=bool(match["until"]) and not end)


def split_edtf_point(text: str) -> list[str]:
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    return f"{sign}{digits}".rsplit("-", digits.count("-"))


def parse_date_range(start: Sequence[object], end: Sequence[object] | None) -> DateRange:
    """Return the date of the parts of a start and perhaps an end. Their months may be seasons."""
    first, season = parse_seasonal_point(start)
    last, end_season = parse_seasonal_point(end) if end is not None else ((), 0)
    return build_date_range(first, season, last, end_season)


def build_date_range(start: Point, season: int, end: Point, end_season: int) -> DateRange:
    is_range = end > start or (end == start and 0 < season != end_season > 0)
    return DateRange(start, end, season, end_season=end_season) if start and is_range else DateRange(start, (), season)


def parse_seasonal_point(values: Sequence[object]) -> tuple[Point, int]:
    """Return year, month and day with season 0, or the year with its season."""
    date = get_valid_date_parts(values)
    month = str(values[1]).strip() if len(values) > 1 else ""
    if len(date) == 1 and month.isdigit() and FIRST_SEASON <= int(month) <= LAST_SEASON:
        return date, int(month) - FIRST_SEASON + 1
    return date, 0


def get_valid_date_parts(values: Sequence[object]) -> Point:
    """Return the leading parts that are numbers in range. Records also hold them as text."""
    numbers: list[int] = []
    for part, form, highest in zip(values, (YEAR_DIGITS, DIGITS, DIGITS), (9999, 12, 31), strict=False):
        digits = str(part).strip()
        if isinstance(part, bool) or not form.fullmatch(digits) or not int(digits) or int(digits) > highest:
            break
        numbers.append(int(digits))
    return tuple(numbers)


def parse_worded_point(text: str, known: Point) -> tuple[Point, int]:
    """Return year, month and day, or year and season, of words in any order.

    Parts that are missing before the first that is told are those of `known`.
    """
    year, season = YEAR.search(text), SEASON.search(text)
    if season:
        return (int(year[0]),) if year else known[:1], SEASON_NUMBERS[season[1].lower()]
    month, day = MONTH.search(text), DAY_NUMBER.search(text)
    components = [year and year[0], month and MONTH_NUMBERS[month[1].lower()], day and day[0]]
    first = next((position for position, part in enumerate(components) if part), 0)
    return get_valid_date_parts([*known[:first], *components[len(known[:first]) :]]), 0


def parse_season(text: str) -> int:
    """Return 1 to 4 for `1`, `Spring` or `spring`; 0 for anything else."""
    return int(text) if text in {"1", "2", "3", "4"} else SEASON_NUMBERS.get(text.lower(), 0)
