"""What migration 0003 reads from CSL-JSON: a copy of the code of that time.

Changes of the live code do not change what the migration does.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

Point = tuple[int, ...]
# Of citeproc and of ISO 8601-2: the months 21 to 24 are the seasons.
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
# As Americans and Britons write days; where both readings are months, only the year is known.
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
# The months before and after an open start: nothing is known of it, so the end is all there is.
OPEN_START_RANGE = re.compile(rf"(?:\.\.)?/(?P<end>{POINT})[~?%]?")
# `c. 1998`, but not `c1998`, which is the year of a copyright.
UNCERTAIN_YEAR = re.compile(r"\[\s*(\d{4})\s*\?\s*\]", re.ASCII)
CIRCA = re.compile(r"\[?\s*(?:ca?\.\s*|ca\s+|circa\s+|about\s+|approx(?:\.|imately)?\s+)(?=\w)", re.IGNORECASE)


@dataclass(frozen=True)
class DateRange:
    """A date as far as it is known: year, month and day, and the same of its end if it is a range.

    A year before Christ is negative, as in CSL.
    """

    start: Point = ()
    end: Point = ()
    # 1 to 4, spring first; 0 if none is told.
    season: int = 0
    is_approximate: bool = False
    # What a record says in place of a date: "in press".
    words: str = ""
    end_season: int = 0
    # Whether it goes on.
    is_open: bool = False

    def __bool__(self) -> bool:
        return bool(self.start or self.words)


def parse_written_date(text: str, known: Point = ()) -> DateRange:
    """As far as `text` tells it; empty if it tells no year and `known` gives none."""
    text = text.strip()
    if match := UNCERTAIN_YEAR.fullmatch(text):
        text = f"ca. {match[1]}"
    if match := CIRCA.match(text):
        parsed = parse_written_date(text[match.end() :].rstrip(" ]"), known)
        return DateRange(parsed.start, parsed.end, parsed.season, True, "", parsed.end_season, parsed.is_open)
    return parse_numeric_date(text) or parse_worded_date(text, known)


def parse_numeric_date(text: str) -> DateRange:
    """Of a text that is nothing else."""
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
    """Of a text that may have words, too."""
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
    """`03/15/2001` and `15/03/2001` are of one day; of `05/03/2001` only the year is known."""
    first, second, year = match.groups()
    if not first:
        return [year, second]
    if int(first) > 12 or first == second:
        return [year, second, first]
    return [year, first, second] if int(second) > 12 else [year]


def parse_edtf(match: re.Match[str]) -> DateRange:
    end = match["end"]
    parsed = parse_date_range(split_edtf_point(match["start"]), split_edtf_point(end) if end else None)
    is_doubtful = bool(match["start_mark"] or match["end_mark"])
    is_open = bool(match["until"]) and not end
    return DateRange(parsed.start, parsed.end, parsed.season, is_doubtful, "", parsed.end_season, is_open)


def split_edtf_point(text: str) -> list[str]:
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    return f"{sign}{digits}".rsplit("-", digits.count("-"))


def parse_date_range(start: Sequence[Any], end: Sequence[Any] | None) -> DateRange:
    """The date of the parts of one point or two, whose months may be seasons."""
    first, season = parse_seasonal_point(start)
    last, end_season = parse_seasonal_point(end) if end is not None else ((), 0)
    return build_date_range(first, season, last, end_season)


def build_date_range(start: Point, season: int, end: Point, end_season: int) -> DateRange:
    is_range = end > start or (end == start and 0 < season != end_season > 0)
    return DateRange(start, end, season, end_season=end_season) if start and is_range else DateRange(start, (), season)


def parse_seasonal_point(values: Sequence[Any]) -> tuple[Point, int]:
    """Year, month and day, or year and season."""
    date = get_valid_date_parts(values)
    month = str(values[1]).strip() if len(values) > 1 else ""
    if len(date) == 1 and month.isdigit() and FIRST_SEASON <= int(month) <= LAST_SEASON:
        return date, int(month) - FIRST_SEASON + 1
    return date, 0


def get_valid_date_parts(values: Sequence[Any]) -> Point:
    """The leading parts that are numbers in range; records also hold them as text."""
    numbers: list[int] = []
    for part, form, highest in zip(values, (YEAR_DIGITS, DIGITS, DIGITS), (9999, 12, 31), strict=False):
        digits = str(part).strip()
        if isinstance(part, bool) or not form.fullmatch(digits) or not int(digits) or int(digits) > highest:
            break
        numbers.append(int(digits))
    return tuple(numbers)


def parse_worded_point(text: str, known: Point) -> tuple[Point, int]:
    """Year, month and day in any order, the month in words, or year and season. What is missing before the first of
    them is `known`."""
    year, season = YEAR.search(text), SEASON.search(text)
    if season:
        return (int(year[0]),) if year else known[:1], SEASON_NUMBERS[season[1].lower()]
    month, day = MONTH.search(text), DAY_NUMBER.search(text)
    components = [year and year[0], month and MONTH_NUMBERS[month[1].lower()], day and day[0]]
    first = next((position for position, part in enumerate(components) if part), 0)
    return get_valid_date_parts([*known[:first], *components[len(known[:first]) :]]), 0


def parse_season(text: str) -> int:
    """1 to 4 of `1`, `Spring` and `spring`; 0 of anything else."""
    return int(text) if text in {"1", "2", "3", "4"} else SEASON_NUMBERS.get(text.lower(), 0)


INLINE_TAG = re.compile(r"(</?(?:i|b|sub|sup)>)")
# Noncharacters, which Unicode keeps for a program's own use (Unicode Standard, 23.7).
OPENING_MARKS = dict(zip(("<i>", "<b>", "<sub>", "<sup>"), "\ufdd0\ufdd1\ufdd2\ufdd3", strict=True))
CLOSING_MARKS = dict(zip(("</i>", "</b>", "</sub>", "</sup>"), "\ufdd4\ufdd5\ufdd6\ufdd7", strict=True))
MARKS_BY_TAG = OPENING_MARKS | CLOSING_MARKS
MARK_CHARACTERS = "".join(MARKS_BY_TAG.values())
MARK_REMOVAL = str.maketrans(dict.fromkeys(MARK_CHARACTERS))


def strip_inline_tags(text: str) -> str:
    """`text` without the tags that `html` lets through."""
    return strip_marks(mark_tags(text))


def mark_tags(text: str) -> str:
    text = strip_marks(text)
    if "<" not in text:
        return text
    pieces = INLINE_TAG.split(text)
    balanced = set(find_balanced_tags(pieces))
    return "".join(MARKS_BY_TAG[piece] if place in balanced else piece for place, piece in enumerate(pieces))


def find_balanced_tags(pieces: list[str]) -> Iterator[int]:
    """Positions of the tags that have their partner. Odd positions are tags, as `TAG.split` leaves them."""
    still_open: list[int] = []
    for position in range(1, len(pieces), 2):
        tag = pieces[position]
        if not tag.startswith("</"):
            still_open.append(position)
        elif still_open and pieces[still_open[-1]] == tag.replace("/", ""):
            yield from (still_open.pop(), position)


def strip_marks(text: str) -> str:
    """Marked text as plain text."""
    return text if text.isascii() else text.translate(MARK_REMOVAL)


Csl = dict[str, Any]
DATE_PREFIX = re.compile(r"(\d{1,4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?!\w)")


def get_text(csl: Csl, variable: str) -> str:
    value = csl.get(variable)
    if isinstance(value, str):
        return " ".join(value.split())
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def get_date_range(csl: Csl, variable: str = "issued") -> DateRange:
    value = csl.get(variable)
    if isinstance(value, str):
        # CSL 1.1 has EDTF in place of an object.
        return parse_written_date(value) or DateRange(words=value.strip())
    if not isinstance(value, dict):
        return DateRange()
    parsed = (
        parse_date_parts(value)
        or parse_written_date(get_text(value, "edtf"))
        or parse_written_date(get_text(value, "raw"))
    )
    if not parsed:
        words = get_text(value, "raw") or get_text(value, "literal")
        match = DATE_PREFIX.match(words)
        parsed = (parse_date_range(match.groups(), None) if match else None) or DateRange(words=words)
    season = parsed.season or (
        parse_season(get_text(value, "season")) if len(parsed.start) == 1 and not parsed.end else 0
    )
    return replace(parsed, season=season, is_approximate=parsed.is_approximate or bool(value.get("circa")))


def parse_date_parts(value: Csl) -> DateRange:
    """The date of `date-parts`; an end of 0 is open."""
    parts = value.get("date-parts")
    points = [part for part in parts[:2] if isinstance(part, list)] if isinstance(parts, list) else []
    if not points:
        return DateRange()
    found = parse_date_range(points[0], points[1] if len(points) > 1 else None)
    is_open = len(points) > 1 and bool(points[1]) and str(points[1][0]) == "0"
    return replace(found, is_open=is_open and bool(found.start))


def format_edtf(csl: Csl, variable: str = "issued") -> str:
    """`2023`, `2023-05`, `2023-05-12`, `2023-21` (spring), `1998~`, `1999/..` or the range `2019/2021-03`, as much as
    is known (ISO 8601-2); else empty."""
    known = get_date_range(csl, variable)
    seasons = (known.season, known.end_season)
    written = "/".join(
        format_edtf_date((*point, FIRST_SEASON - 1 + season) if season and len(point) == 1 else point)
        for point, season in zip((known.start, known.end), seasons, strict=True)
        if point
    )
    return f"{written}{'~' if known.is_approximate and written else ''}{'/..' if known.is_open else ''}"


def format_edtf_date(parts: tuple[int, ...]) -> str:
    return "-".join(
        f"{'-' if part < 0 else ''}{abs(part):04}" if place == 0 else f"{part:02}" for place, part in enumerate(parts)
    )


def get_full_text_url(csl: Csl) -> str:
    """The address of the full text, which CSL has no variable for: ours stands under `custom`."""
    custom = csl.get("custom")
    return get_text(custom, "full-text-url") if isinstance(custom, dict) else ""


DIGIT_SEPARATORS = r"[\s\u2010-\u2013-]*"
ISBN = re.compile(
    rf"(?<!\d)(?:97[89](?:{DIGIT_SEPARATORS}\d){{10}}|\d(?:{DIGIT_SEPARATORS}\d){{8}}{DIGIT_SEPARATORS}[\dXx])(?!\d)",
    re.ASCII,
)


def normalize_isbn(text: str) -> str | None:
    """`ISBN 0-306-40615-2` as `9780306406157`, the first of several; None if none is valid (ISO 2108, Annex A)."""
    for candidate in ISBN.findall(text):
        characters = re.sub(r"[^0-9Xx]", "", candidate).upper()
        if len(characters) == 10 and compute_isbn_10_sum(characters) % 11 == 0:
            return add_check_digit(f"978{characters[:9]}")
        if len(characters) == 13 and characters == add_check_digit(characters[:12]):
            return characters
    return None


def compute_isbn_10_sum(characters: str) -> int:
    weights = range(10, 0, -1)
    return sum(w * (10 if c == "X" else int(c)) for w, c in zip(weights, characters, strict=True))


def add_check_digit(twelve: str) -> str:
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve))
    return f"{twelve}{-total % 10}"


# As much of a title as a column holds; longer ones that agree so far are the same.
LONGEST_TITLE_KEY = 200


def build_title_key(title: str) -> str:
    """The letters and digits of `title`, without case and accents: `Müller’s <i>test</i>.` is `mullerstest`."""
    return re.sub(r"[\W_]+", "", strip_accents(strip_inline_tags(title).casefold()))[:LONGEST_TITLE_KEY]


def strip_accents(text: str) -> str:
    """`Müller` as `Muller`."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def clean_web_url(text: str) -> str:
    """`text` if it is an address of the web, else nothing."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in {"http", "https"} and parts.hostname else ""
