"""Write a work as a record of RIS."""

from collections.abc import Iterator

from references import csl
from references.csl import PERIODICAL_TYPES, Csl
from references.formats import names
from references.formats.raw_values import filter_dicts, get_raw_text
from references.formats.ris_tables import (
    NUMBERED_TYPES,
    RIS_TYPES,
    SERIES_TYPES,
    TRANSLATED_TYPES,
    get_text_tags,
)
from references.written_dates import SEASON_NAMES

RisLine = tuple[str, str]


def write_ris_record(work: Csl, exact: str = "") -> str:
    """Return the record of a work. `exact` is the value of its tag C8 (`references.formats.overrides`)."""
    lines = "".join(f"{tag}  - {value}\n" for tag, value in format_ris_lines(work, exact) if value)
    return f"{lines}ER  - \n\n"


def format_ris_lines(work: Csl, exact: str) -> Iterator[RisLine]:
    kind = get_raw_text(work, "type")
    yield "TY", RIS_TYPES.get(kind, "GEN").split()[0]
    yield "TI", get_raw_text(work, "title")
    for tag, role in (
        ("AU", "author"),
        ("A2", "editor"),
        *([("A4", "translator")] if kind in TRANSLATED_TYPES else []),
    ):
        yield from ((tag, names.format_index_name(name)) for name in filter_dicts(work.get(role)))
    # For a book, T2 is the series.
    yield "T2", get_raw_text(work, "container-title") if kind != "book" else ""
    yield "J2", get_raw_text(work, "container-title-short")
    yield from format_date_lines(work)
    for variable, tags in get_text_tags(kind).items():
        yield tags[0], get_raw_text(work, variable)
    yield "C3", get_raw_text(work, "event-title") if kind == "paper-conference" else ""
    yield "IS", get_raw_text(work, "issue")
    yield (
        "M1",
        get_raw_text(work, "number" if kind in NUMBERED_TYPES else "collection-number")
        if kind in {*NUMBERED_TYPES, *SERIES_TYPES}
        else "",
    )
    yield "C7", get_raw_text(work, "number") if kind in PERIODICAL_TYPES else ""
    yield from format_page_lines(work)
    yield from format_identifier_lines(work)
    yield "LA", get_raw_text(work, "language")
    yield "AB", get_raw_text(work, "abstract")
    yield from (("KW", keyword) for keyword in get_raw_text(work, "keyword").split("; "))
    yield "N1", get_raw_text(work, "note")
    yield "C8", exact


def format_date_lines(work: Csl) -> Iterator[RisLine]:
    issued_range = csl.get_date_range(work)
    issued, state = issued_range.start, get_raw_text(work, "status")
    yield "PY", str(issued[0]) if issued else issued_range.words or state
    season = SEASON_NAMES[issued_range.season - 1] if issued_range.season and not issued_range.end else ""
    other = season or ("circa" if issued_range.is_approximate else state)
    yield "DA", f"{format_ris_date(issued)}{other}" if len(issued) > 1 or (issued and other) else ""
    yield "Y2", format_ris_date(csl.get_date_parts(work, "accessed"))


def format_ris_date(parts: tuple[int, ...]) -> str:
    """Return `2019/05//`: year, month, day and room for words, each empty if it is unknown."""
    return "".join(f"{part:02}/" for part in parts) + "/" * (3 - len(parts)) if parts else ""


def format_page_lines(work: Csl) -> Iterator[RisLine]:
    if page := get_raw_text(work, "page"):
        first, hyphen, last = page.partition("-")
        is_range = hyphen and first and last and "-" not in last
        yield "SP", first if is_range else page
        yield "EP", last if is_range else ""
    else:
        yield "SP", get_raw_text(work, "number-of-pages")


def format_identifier_lines(work: Csl) -> Iterator[RisLine]:
    yield "DO", get_raw_text(work, "DOI")
    if pmid := get_raw_text(work, "PMID"):
        yield "AN", pmid
        yield "DB", "PubMed"
    yield "C2", get_raw_text(work, "PMCID")
    yield "SN", get_raw_text(work, "ISSN")
    yield "SN", get_raw_text(work, "ISBN")
    yield "UR", get_raw_text(work, "URL")
    yield "L2", csl.get_full_text_url(work)
