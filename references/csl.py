"""Reads CSL-JSON, the form in which works are stored (citation-style-language.org, schema 1.0).

Real records break the schema in every way. `cleaned` refuses what cannot be kept; every reader here then gives a plain
answer for whatever is left, and never raises.
"""

import re
from dataclasses import dataclass
from typing import Any

Csl = dict[str, Any]

# Control characters and surrogates: Unicode's categories Cc and Cs.
UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
DIGITS = re.compile(r"\d{1,4}", re.ASCII)
DATE = re.compile(r"(\d{1,4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


@dataclass(frozen=True)
class Name:
    """A person, or a body, whose whole name is in `family`."""

    family: str
    given: str = ""
    # "van den"; where it is sorted under the family name, `dropping` of it goes behind the given name.
    particle: str = ""
    suffix: str = ""
    dropping: str = ""
    is_body: bool = False


@dataclass(frozen=True)
class DateRange:
    """A date as far as it is known: year, month and day, and the same of its end if it is a range."""

    start: tuple[int, ...] = ()
    end: tuple[int, ...] = ()
    # 1 to 4, spring first; 0 if none is told.
    season: int = 0
    is_approximate: bool = False
    # What a record says in place of a date: "in press".
    words: str = ""

    def __bool__(self) -> bool:
        return bool(self.start or self.words)


def cleaned(value: Any) -> Any:
    """The same JSON without nulls, control characters and broken Unicode, which one database or another refuses."""
    if isinstance(value, dict):
        return {cleaned(str(key)): cleaned(part) for key, part in value.items() if part is not None}
    if isinstance(value, list):
        return [cleaned(part) for part in value if part is not None]
    if isinstance(value, str):
        return UNFIT.sub(" ", value).strip()
    return value


def text(csl: Csl, variable: str) -> str:
    value = csl.get(variable)
    if isinstance(value, str):
        return " ".join(value.split())
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def names(csl: Csl, variable: str) -> list[Name]:
    value = csl.get(variable)
    people = [person for person in value if isinstance(person, dict)] if isinstance(value, list) else []
    return [name for name in map(name_of, people) if name.family]


def name_of(person: Csl) -> Name:
    if literal := text(person, "literal"):
        return Name(literal, is_body=True)
    particles = (text(person, "dropping-particle"), text(person, "non-dropping-particle"))
    family, given = text(person, "family"), text(person, "given")
    if not family:
        return Name(given)
    return Name(family, given, " ".join(filter(None, particles)), text(person, "suffix"), particles[0])


def date(csl: Csl, variable: str = "issued") -> tuple[int, ...]:
    """Year, month and day as far as they are known; the first of a range; empty if none is."""
    return date_range(csl, variable).start


def date_range(csl: Csl, variable: str = "issued") -> DateRange:
    value = csl.get(variable)
    if not isinstance(value, dict):
        return DateRange()
    start, end = date_parts(value)
    words = ""
    if not start:
        written = text(value, "raw") or text(value, "literal")
        match = DATE.match(written)
        start = valid_date(list(match.groups())) if match else ()
        words = "" if start else written
    season = text(value, "season")
    return DateRange(
        start,
        end if end > start else (),
        int(season) if season in {"1", "2", "3", "4"} else 0,
        bool(value.get("circa")),
        words,
    )


def date_parts(value: Csl) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Start and end, each empty if it is not told."""
    parts = value.get("date-parts")
    told = parts[:2] if isinstance(parts, list) else []
    start, end, *_ = *(valid_date(part) if isinstance(part, list) else () for part in told), (), ()
    return start, end


def valid_date(parts: list[Any]) -> tuple[int, ...]:
    """The leading parts that are numbers in range; records also hold them as text."""
    numbers: list[int] = []
    for part, highest in zip(parts, (9999, 12, 31), strict=False):
        digits = str(part).strip()
        if isinstance(part, bool) or not DIGITS.fullmatch(digits) or not 1 <= int(digits) <= highest:
            break
        numbers.append(int(digits))
    return tuple(numbers)


def year(csl: Csl) -> int | None:
    parts = date(csl)
    return parts[0] if parts else None


def edtf(csl: Csl, variable: str = "issued") -> str:
    """`2023`, `2023-05`, `2023-05-12` or the range `2019/2021-03`, as much as is known (ISO 8601-2); else empty."""
    known = date_range(csl, variable)
    return "/".join(edtf_date(parts) for parts in (known.start, known.end) if parts)


def edtf_date(parts: tuple[int, ...]) -> str:
    return "-".join(f"{part:04}" if place == 0 else f"{part:02}" for place, part in enumerate(parts))


def full_text_url(csl: Csl) -> str:
    """The address of the full text, which CSL has no variable for: ours stands under `custom`."""
    custom = csl.get("custom")
    return text(custom, "full-text-url") if isinstance(custom, dict) else ""
