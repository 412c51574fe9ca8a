"""A work as a record of RIS."""

from collections.abc import Iterator

from references import csl
from references.csl import Csl
from references.formats import names
from references.formats.raw_values import dicts, words
from references.formats.ris import NUMBERED, OF_SERIES, PERIODICALS, TEXTS, TEXTS_OF_OTHERS, TRANSLATED, TYPES_OF_RIS

# In English, as RIS has all its words.
SEASONS = ("Spring", "Summer", "Autumn", "Winter")

Line = tuple[str, str]


def record(work: Csl, exact: str = "") -> str:
    lines = "".join(f"{tag}  - {value}\n" for tag, value in lines_of(work, exact) if value)
    return f"{lines}ER  - \n\n"


def lines_of(work: Csl, exact: str) -> Iterator[Line]:
    kind = words(work, "type")
    yield "TY", TYPES_OF_RIS.get(kind, "GEN").split()[0]
    yield "TI", words(work, "title")
    for tag, role in (("AU", "author"), ("A2", "editor"), *([("A4", "translator")] if kind in TRANSLATED else [])):
        yield from ((tag, names.written(name)) for name in dicts(work.get(role)))
    # Of a book, T2 is the series.
    yield "T2", words(work, "container-title") if kind != "book" else ""
    yield "J2", words(work, "container-title-short")
    yield from dates_of(work)
    tags_of = TEXTS if kind in PERIODICALS else {**TEXTS, **TEXTS_OF_OTHERS}
    for variable, tags in tags_of.items():
        yield tags[0], words(work, variable)
    yield "C3", words(work, "event-title") if kind == "paper-conference" else ""
    yield "IS", words(work, "issue")
    yield (
        "M1",
        words(work, "number" if kind in NUMBERED else "collection-number") if kind in {*NUMBERED, *OF_SERIES} else "",
    )
    yield "C7", words(work, "number") if kind in PERIODICALS else ""
    yield from pages(work)
    yield from identifiers(work)
    yield "LA", words(work, "language")
    yield "AB", words(work, "abstract")
    yield from (("KW", keyword) for keyword in words(work, "keyword").split("; "))
    yield "N1", words(work, "note")
    yield "C8", exact


def dates_of(work: Csl) -> Iterator[Line]:
    told = csl.date_range(work)
    issued, state = told.start, words(work, "status")
    yield "PY", str(issued[0]) if issued else told.words or state
    season = SEASONS[told.season - 1] if told.season and not told.end else ""
    other = season or ("circa" if told.is_approximate else state)
    yield "DA", f"{ris_date(issued)}{other}" if len(issued) > 1 or (issued and other) else ""
    yield "Y2", ris_date(csl.date(work, "accessed"))


def ris_date(parts: tuple[int, ...]) -> str:
    """`2019/05//`: three places and one for words, empty where nothing is known."""
    return "".join(f"{part:02}/" for part in parts) + "/" * (3 - len(parts)) if parts else ""


def pages(work: Csl) -> Iterator[Line]:
    if page := words(work, "page"):
        first, hyphen, last = page.partition("-")
        is_range = hyphen and first and last and "-" not in last
        yield "SP", first if is_range else page
        yield "EP", last if is_range else ""
    else:
        yield "SP", words(work, "number-of-pages")


def identifiers(work: Csl) -> Iterator[Line]:
    yield "DO", words(work, "DOI")
    if pmid := words(work, "PMID"):
        yield "AN", pmid
        yield "DB", "PubMed"
    yield "C2", words(work, "PMCID")
    yield "SN", words(work, "ISSN")
    yield "SN", words(work, "ISBN")
    yield "UR", words(work, "URL")
    yield "L2", csl.full_text_url(work)
