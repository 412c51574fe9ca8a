"""Reads a file of works in whatever format it is in, told from its content."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, TextIO

from django.utils.translation import gettext as _

from references.formats import bibtex, crossref, csl_json, nbib, pubmed, ris
from references.formats.records import Record, Refusal, Unreadable
from references.formats.text_encoding import opened

# Where in a text, in characters, its format must have shown.
SAMPLE = 65536


@dataclass(frozen=True)
class Format:
    name: str
    # What it begins with, after whatever stands before the first record.
    mark: re.Pattern[str]
    read: Callable[[TextIO], Iterator[Record | Refusal]]


JSON = r"\A[\s\ufeff]*[\[{]"
# Any program's settings are JSON; a work, or a list of works, has one of these, or nothing at all.
OF_WORKS = r'"(?:id|type|title|author|editor|issued|DOI|PMID|URL|container-title|items|references|message)"\s*:'
FORMATS = (
    Format("PubMed XML", pubmed.BEGINS, pubmed.records),
    Format("Crossref JSON", re.compile(rf"{JSON}(?=[\s\S]*?{crossref.SEEN})"), csl_json.read),
    Format("CSL-JSON", re.compile(rf"{JSON}(?:\s*\]|(?=[\s\S]*?{OF_WORKS}))"), csl_json.read),
    Format("MEDLINE", nbib.BEGINS, nbib.read),
    Format("RIS", ris.BEGINS, ris.read),
    Format("BibTeX", bibtex.BEGINS, bibtex.read),
)


def read(source: BinaryIO) -> Iterator[Record | Refusal]:
    """Each work of a seekable file, or why it could not be read, in the order of the file, without holding the whole.

    Raises Unreadable at once if it is empty, not text, or in no known format.
    """
    return records(source, recognised(source))


def records(source: BinaryIO, form: Format) -> Iterator[Record | Refusal]:
    with opened(source) as text:
        yield from form.read(text)


def read_text(text: str) -> Iterator[Record | Refusal]:
    """The same for text that was pasted."""
    return read(io.BytesIO(text.encode("utf-8", "replace")))


def format_of(source: BinaryIO) -> str:
    """The name of the format of a file. Raises Unreadable."""
    return recognised(source).name


def recognised(source: BinaryIO) -> Format:
    with opened(source) as text:
        sample = text.read(SAMPLE)
    if not sample.strip():
        raise Unreadable(_("The file is empty."))
    seen = [(match.start(), form) for form in FORMATS if (match := form.mark.search(sample))]
    if not seen:
        raise Unreadable(
            _("The file is in none of the known formats: RIS, BibTeX, CSL-JSON, MEDLINE, Crossref JSON, PubMed XML.")
        )
    return min(seen, key=lambda found: found[0])[1]
