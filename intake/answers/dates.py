"""Dates as people write them, in three boxes or all in one: digits of any script, "1.", and the names of months."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.dates import MONTHS, MONTHS_3, MONTHS_ALT

from intake.answers.number_parsing import normalize_digits

DAY_PART, MONTH_PART, YEAR_PART = DATE_PARTS = ("day", "month", "year")
DATE_DIGITS = re.compile(r"\d{1,4}", re.ASCII)
# Written beside the names that Django knows.
EXTRA_MONTH_NAMES = {"jänner": 1, "jaenner": 1, "feber": 2, "maerz": 3, "mrz": 3, "sept": 9}
MIN_MONTH_NAME_LENGTH = 3
FULL_DATE_PATTERNS = (
    re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\. ?(?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})(?:\.|st|nd|rd|th)? ?(?P<month>[^\W\d]{3,}\.?),? (?P<year>\d{4})"),
    re.compile(r"(?P<month>[^\W\d]{3,}\.?) (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})"),
)


class UnreadableDate(ValueError):
    """These parts are not valid. With `is_no_day` the month is too short for the day."""

    def __init__(self, *parts: str, is_no_day: bool = False) -> None:
        super().__init__(*parts)
        self.parts = parts
        self.is_no_day = is_no_day


class IncompleteDate(ValueError):
    """These parts are missing."""

    def __init__(self, *parts: str) -> None:
        super().__init__(*parts)
        self.parts = parts


@dataclass(frozen=True)
class TypedDate:
    """The text in the boxes for day, month and year."""

    day: str
    month: str
    year: str

    @classmethod
    def from_boxes(cls, texts: Sequence[str]) -> "TypedDate":
        """Read the three boxes. A whole date that was written or pasted into one of them is split over the three."""
        parts = cls(*(" ".join(normalize_digits(text).split()) for text in texts))
        given = [text for text in (parts.day, parts.month, parts.year) if text]
        return parts.split_pasted_date(given[0]) if len(given) == 1 else parts

    def split_pasted_date(self, text: str) -> "TypedDate":
        """Return the three parts of a whole date, or the boxes as they are."""
        match = next((found for shape in FULL_DATE_PATTERNS if (found := shape.fullmatch(text))), None)
        return TypedDate(match["day"], match["month"], match["year"]) if match else self

    def to_iso(self, *, may_be_partial: bool) -> str:
        """Return `2019-05-12`, or `2019-05` or `2019` if it may be partial.

        Raise IncompleteDate or UnreadableDate.
        """
        missing = [name for name in DATE_PARTS if not getattr(self, name)]
        if missing and not (may_be_partial and missing in ([DAY_PART], [DAY_PART, MONTH_PART])):
            needed = [name for name in missing if not may_be_partial or name != DAY_PART]
            raise IncompleteDate(*needed)
        numbers = {DAY_PART: parse_day(self.day), MONTH_PART: parse_month(self.month), YEAR_PART: parse_year(self.year)}
        if wrong := [name for name in DATE_PARTS if name not in missing and numbers[name] is None]:
            raise UnreadableDate(*wrong)
        try:
            whole = date(numbers[YEAR_PART] or 1, numbers[MONTH_PART] or 1, numbers[DAY_PART] or 1)
        except ValueError as error:
            raise UnreadableDate(DAY_PART, is_no_day=True) from error
        return whole.isoformat()[: (10, 7, 4)[len(missing)]]


def parse_day(text: str) -> int | None:
    """Read `12`, `1.` or `3rd`; return None for anything else."""
    digits = re.sub(r"(\.|st|nd|rd|th)$", "", text.casefold())
    return int(digits) if DATE_DIGITS.fullmatch(digits) and 1 <= int(digits) <= 31 else None


def parse_month(text: str) -> int | None:
    """Read `5`, `05`, `5.`, `May`, `Mai` or `Sept.`; return None for anything else.

    Names count in every language of the site, and shortened as long as only one month begins like that.
    """
    name = text.casefold().removesuffix(".")
    if DATE_DIGITS.fullmatch(name):
        return int(name) if 1 <= int(name) <= 12 else None
    names = get_month_names()
    if name in names or len(name) < MIN_MONTH_NAME_LENGTH:
        return names.get(name)
    matches = {number for full_name, number in names.items() if full_name.startswith(name)}
    return matches.pop() if len(matches) == 1 else None


def parse_year(text: str) -> int | None:
    """Read a year of four digits; return None for anything else."""
    return int(text) if re.fullmatch(r"[1-9]\d{3}", text, re.ASCII) else None


@cache
def get_month_names() -> dict[str, int]:
    """Return the number of each month by its names in every language of the site, in lower case."""
    names = dict(EXTRA_MONTH_NAMES)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for table in (MONTHS, MONTHS_3, MONTHS_ALT):
                names |= {str(name).casefold().removesuffix("."): number for number, name in table.items()}
    return names


def find_differing_part(written: str, bound: str) -> str:
    """Return the largest part in which a date, perhaps a partial one, differs from a bound."""
    for name, own, other in zip((YEAR_PART, MONTH_PART, DAY_PART), written.split("-"), bound.split("-"), strict=False):
        if own != other:
            return name
    return YEAR_PART
