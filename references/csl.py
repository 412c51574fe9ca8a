"""Reads CSL-JSON, the form in which works are stored (citation-style-language.org, schema 1.0).

Real records break the schema in every way. `cleaned` refuses what cannot be kept; every reader here then gives a plain
answer for whatever is left, and never raises.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

from references.written_dates import (
    FIRST_SEASON,
    DateRange,
    get_valid_date_parts,
    parse_date_range,
    parse_season,
    parse_written_date,
)

__all__ = ["Csl", "DateRange", "Name", "get_valid_date_parts"]

Csl = dict[str, Any]

# Control characters and surrogates: Unicode's categories Cc and Cs.
CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# The last of a list of names that does not name all.
ET_AL = "et al."
DATE_PREFIX = re.compile(r"(\d{1,4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?!\w)")


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

    @property
    def is_et_al(self) -> bool:
        return self.is_body and self.family == ET_AL


def clean_json(value: Any) -> Any:
    """The same JSON without nulls, control characters and broken Unicode, which one database or another refuses."""
    if isinstance(value, dict):
        return {clean_json(str(key)): clean_json(part) for key, part in value.items() if part is not None}
    if isinstance(value, list):
        return [clean_json(part) for part in value if part is not None]
    if isinstance(value, str):
        return CONTROL_CHARACTERS.sub(" ", value).strip()
    return value


def get_text(csl: Csl, variable: str) -> str:
    value = csl.get(variable)
    if isinstance(value, str):
        return " ".join(value.split())
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def get_names(csl: Csl, variable: str) -> list[Name]:
    """The people and bodies that are named."""
    return [name for name in get_printed_names(csl, variable) if not name.is_et_al]


def get_printed_names(csl: Csl, variable: str) -> list[Name]:
    """The same as they are printed: with OTHERS where more had a part in it than the record names."""
    value = csl.get(variable)
    people = [person for person in value if isinstance(person, dict)] if isinstance(value, list) else []
    return [name for name in map(parse_csl_name, people) if name.family]


def parse_csl_name(person: Csl) -> Name:
    if literal := get_text(person, "literal"):
        return Name(literal, is_body=True)
    particles = (get_text(person, "dropping-particle"), get_text(person, "non-dropping-particle"))
    family, given = get_text(person, "family"), get_text(person, "given")
    if not family:
        return Name(given)
    if f"{given} {family}".strip().lower().rstrip(".") in {"others", "et al"}:
        return Name(ET_AL, is_body=True)
    return Name(family, given, " ".join(filter(None, particles)), get_text(person, "suffix"), particles[0])


def get_date_parts(csl: Csl, variable: str = "issued") -> tuple[int, ...]:
    """Year, month and day as far as they are known; the first of a range; empty if none is."""
    return get_date_range(csl, variable).start


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


def get_year(csl: Csl) -> int | None:
    """Of our era; before it, none."""
    parts = get_date_parts(csl)
    return parts[0] if parts and parts[0] > 0 else None


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
