"""Write works as files in the formats that reference managers read, one work at a time."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from typing import TextIO

from references.csl import Csl, clean_json
from references.formats import bibtex as bibtex_reading
from references.formats import bibtex_export, inline_html, overrides, ris_export
from references.formats import ris as ris_reading
from references.formats.records import Record, Refusal
from references.formats.stray_identifiers import find_stray_identifiers


@dataclass(frozen=True)
class ExportFormat:
    # What people call it.
    name: str
    # Of the file, without a dot.
    extension: str
    content_type: str
    write: Callable[[Iterable[Csl]], Iterator[str]]


def write_bibtex(works: Iterable[Csl]) -> Iterator[str]:
    return (write_losslessly(work, bibtex_export.write_bibtex_entry, bibtex_reading.parse_bibtex) for work in works)


def write_ris(works: Iterable[Csl]) -> Iterator[str]:
    return (write_losslessly(work, ris_export.write_ris_record, ris_reading.parse_ris) for work in works)


def write_csl_json(works: Iterable[Csl]) -> Iterator[str]:
    """Yield an array with one work a line. `references.formats.csl_json` says what ours have under `custom`."""
    between = "[\n"
    for work in works:
        # A null keeps what stands in a note from being read back as an identifier of the work.
        untold = dict.fromkeys(find_stray_identifiers(work))
        yield between + json.dumps({**escape_work(work), **untold}, ensure_ascii=False)
        between = ",\n"
    yield "[]\n" if between == "[\n" else "\n]\n"


def write_losslessly(
    work: Csl, write: Callable[[Csl, str], str], read: Callable[[TextIO], Iterator[Record | Refusal]]
) -> str:
    """Return the work as `write` writes it, with all that `read` would not get back from that as its overrides."""
    work = clean_json(work)
    text = write(escape_work(work), "")
    difference = overrides.find_lost_variables(work, next(read(StringIO(text))))
    return write(escape_work(work), overrides.encode_overrides(difference)) if difference else text


def escape_work(work: Csl) -> Csl:
    return inline_html.transform_texts(clean_json(work), inline_html.escape_markup)


EXPORT_FORMATS = {
    "bibtex": ExportFormat("BibTeX", "bib", "application/x-bibtex", write_bibtex),
    "ris": ExportFormat("RIS", "ris", "application/x-research-info-systems", write_ris),
    "csl-json": ExportFormat("CSL-JSON", "json", "application/vnd.citationstyles.csl+json", write_csl_json),
}
