"""Works as files in the formats that reference managers read, one work at a time."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from typing import TextIO

from references.csl import Csl, cleaned
from references.formats import bibtex as bibtex_reading
from references.formats import bibtex_export, inline_html, overrides, ris_export
from references.formats import ris as ris_reading
from references.formats.records import Record, Refusal


@dataclass(frozen=True)
class Export:
    # What people call it.
    name: str
    # Of the file, without a stop.
    extension: str
    content_type: str
    write: Callable[[Iterable[Csl]], Iterator[str]]


def bibtex(works: Iterable[Csl]) -> Iterator[str]:
    return (faithful(work, bibtex_export.entry, bibtex_reading.read) for work in works)


def ris(works: Iterable[Csl]) -> Iterator[str]:
    return (faithful(work, ris_export.record, ris_reading.read) for work in works)


def csl_json(works: Iterable[Csl]) -> Iterator[str]:
    """An array, one work a line. `references.formats.csl_json` tells what ours have under `custom`."""
    between = "[\n"
    for work in works:
        yield between + json.dumps(escaped(work), ensure_ascii=False)
        between = ",\n"
    yield "[]\n" if between == "[\n" else "\n]\n"


def faithful(work: Csl, write: Callable[[Csl, str], str], read: Callable[[TextIO], Iterator[Record | Refusal]]) -> str:
    """The work as `write` has it, with whatever `read` would not get back from that carried beside it."""
    work = cleaned(work)
    text = write(escaped(work), "")
    difference = overrides.difference(work, next(read(StringIO(text))))
    return write(escaped(work), overrides.written(difference)) if difference else text


def escaped(work: Csl) -> Csl:
    return inline_html.over(cleaned(work), inline_html.escaped)


EXPORTS = {
    "bibtex": Export("BibTeX", "bib", "application/x-bibtex", bibtex),
    "ris": Export("RIS", "ris", "application/x-research-info-systems", ris),
    "csl-json": Export("CSL-JSON", "json", "application/vnd.citationstyles.csl+json", csl_json),
}
