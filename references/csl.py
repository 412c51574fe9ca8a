"""Read CSL-JSON, the form in which works are stored (citation-style-language.org, schema 1.0).

Real records break the schema in every way. `clean_json` removes what cannot be stored; every function here then returns
a plain value for whatever is left, and never raises.
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
# The literal name that ends a list which does not name everybody, and how records write it.
ET_AL = "et al."
ET_AL_SPELLINGS = {"et al", "others", "and others"}
# Types of CSL that several formats and styles treat alike.
PERIODICAL_TYPES = frozenset(("article-journal", "article-magazine", "article-newspaper"))
BOOK_PART_TYPES = frozenset(("chapter", "paper-conference"))
REFERENCE_ENTRY_TYPES = frozenset(("entry-dictionary", "entry-encyclopedia"))
DATE_PREFIX = re.compile(r"(\d{1,4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?!\w)")


@dataclass(frozen=True)
class Name:
    """A person, or a body with its whole name in `family`."""

    family: str
    given: str = ""
    # "van den". Where names are sorted by family name, the part of it in `dropping` goes behind the given name.
    particle: str = ""
    suffix: str = ""
    dropping: str = ""
    is_body: bool = False

    @property
    def is_et_al(self) -> bool:
        return self.is_body and self.family == ET_AL


def clean_json(value: object) -> Any:
    """Return the JSON without nulls, control characters and broken Unicode, which one database or another refuses."""
    if isinstance(value, dict):
        return {clean_json(str(key)): clean_json(part) for key, part in value.items() if part is not None}
    if isinstance(value, list):
        return [clean_json(part) for part in value if part is not None]
    if isinstance(value, str):
        return CONTROL_CHARACTERS.sub(" ", value).strip()
    return value


def get_text(csl: Csl, variable: str) -> str:
    """Return a text or a number as text with single spaces; nothing if the value is neither."""
    value = csl.get(variable)
    if isinstance(value, str):
        return " ".join(value.split())
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def get_names(csl: Csl, variable: str) -> list[Name]:
    """Return the people and bodies that are named."""
    return [name for name in get_printed_names(csl, variable) if not name.is_et_al]


def get_printed_names(csl: Csl, variable: str) -> list[Name]:
    """Return the names as they are printed: ET_AL comes last where the record does not name everybody."""
    value = csl.get(variable)
    people = [person for person in value if isinstance(person, dict)] if isinstance(value, list) else []
    return [name for name in map(parse_csl_name, people) if name.family]


def parse_csl_name(person: Csl) -> Name:
    """Return the name of a CSL name object. Its family name is empty if the object names nobody."""
    if literal := get_text(person, "literal"):
        return Name(literal, is_body=True)
    particles = (get_text(person, "dropping-particle"), get_text(person, "non-dropping-particle"))
    family, given = get_text(person, "family"), get_text(person, "given")
    if not family:
        return Name(given)
    if is_et_al(f"{given} {family}"):
        return Name(ET_AL, is_body=True)
    return Name(family, given, " ".join(filter(None, particles)), get_text(person, "suffix"), particles[0])


def is_et_al(text: str) -> bool:
    """Return whether `text` stands in a list of names for all those that it leaves out."""
    return text.lower().strip(" .,") in ET_AL_SPELLINGS


def get_date_parts(csl: Csl, variable: str = "issued") -> tuple[int, ...]:
    """Return year, month and day as far as they are known, of a range its start; empty if no year is known."""
    return get_date_range(csl, variable).start


def get_date_range(csl: Csl, variable: str = "issued") -> DateRange:
    """Return a date of the work, from `date-parts`, EDTF, a raw date or words, whichever the record has."""
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
    """Return the date of `date-parts`. An end of 0 is open."""
    parts = value.get("date-parts")
    points = [part for part in parts[:2] if isinstance(part, list)] if isinstance(parts, list) else []
    if not points:
        return DateRange()
    found = parse_date_range(points[0], points[1] if len(points) > 1 else None)
    is_open = len(points) > 1 and bool(points[1]) and str(points[1][0]) == "0"
    return replace(found, is_open=is_open and bool(found.start))


def get_year(csl: Csl) -> int | None:
    """Return the year in which the work was issued; None if it is unknown or before Christ."""
    parts = get_date_parts(csl)
    return parts[0] if parts and parts[0] > 0 else None


def format_edtf(csl: Csl, variable: str = "issued") -> str:
    """Return a date in EDTF (ISO 8601-2) as far as it is known, or nothing.

    For example `2023`, `2023-05`, `2023-05-12`, `2023-21` (spring), `1998~`, `1999/..` or the range `2019/2021-03`.
    """
    known = get_date_range(csl, variable)
    seasons = (known.season, known.end_season)
    written = "/".join(
        format_edtf_date((*point, FIRST_SEASON - 1 + season) if season and len(point) == 1 else point)
        for point, season in zip((known.start, known.end), seasons, strict=True)
        if point
    )
    return f"{written}{'~' if known.is_approximate and written else ''}{'/..' if known.is_open else ''}"


def format_edtf_date(parts: tuple[int, ...]) -> str:
    """Return year, month and day with hyphens, the year with four digits: `2023-05-12`, `-0044`."""
    return "-".join(
        f"{'-' if part < 0 else ''}{abs(part):04}" if index == 0 else f"{part:02}" for index, part in enumerate(parts)
    )


def get_full_text_url(csl: Csl) -> str:
    """Return the URL of the full text, or nothing. CSL has no variable for it: ours stands under `custom`."""
    custom = csl.get("custom")
    return get_text(custom, "full-text-url") if isinstance(custom, dict) else ""
