"""Read a file of works in whatever format its content is."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, TextIO

from django.utils.translation import gettext as _

from references.formats import bibtex, crossref, csl_json, nbib, pubmed, ris
from references.formats.records import Record, Refusal, UnreadableFile
from references.formats.text_encoding import open_text

# Within how many characters the format of a text must show.
SAMPLE_SIZE = 65536


@dataclass(frozen=True)
class FileFormat:
    name: str
    # The beginning of its first record, which other text may precede.
    mark: re.Pattern[str]
    read: Callable[[TextIO], Iterator[Record | Refusal]]


JSON_START = r"\A[\s\ufeff]*[\[{]"
# JSON may hold anything, such as the settings of a program. A work or a list of works has one of these, or is empty.
WORK_MEMBERS = r'"(?:id|type|title|author|editor|issued|DOI|PMID|URL|container-title|items|references|message)"\s*:'
FILE_FORMATS = (
    FileFormat("PubMed XML", pubmed.PUBMED_START, pubmed.parse_pubmed_text),
    FileFormat(
        "Crossref JSON", re.compile(rf"{JSON_START}(?=[\s\S]*?{crossref.CROSSREF_SIGNATURE})"), csl_json.parse_csl_json
    ),
    FileFormat("CSL-JSON", re.compile(rf"{JSON_START}(?:\s*\]|(?=[\s\S]*?{WORK_MEMBERS}))"), csl_json.parse_csl_json),
    FileFormat("MEDLINE", nbib.NBIB_START, nbib.parse_nbib),
    FileFormat("RIS", ris.RIS_START, ris.parse_ris),
    FileFormat("BibTeX", bibtex.BIBTEX_START, bibtex.parse_bibtex),
)


def parse_works(source: BinaryIO) -> Iterator[Record | Refusal]:
    """Return each work of a seekable file, or why it could not be read, in the order of the file.

    The file is never held as a whole. Raises UnreadableFile at once if it is empty, not text, or in no known format.
    """
    return parse_in_format(source, detect_format(source))


def parse_in_format(source: BinaryIO, form: FileFormat) -> Iterator[Record | Refusal]:
    with open_text(source) as text:
        yield from form.read(text)


def parse_pasted_works(text: str) -> Iterator[Record | Refusal]:
    """Return each work of a pasted text, as `parse_works` does."""
    return parse_works(io.BytesIO(text.encode("utf-8", "replace")))


def detect_format_name(source: BinaryIO) -> str:
    """Return the name of the format of a file. Raises UnreadableFile."""
    return detect_format(source).name


def detect_format(source: BinaryIO) -> FileFormat:
    with open_text(source) as text:
        sample = text.read(SAMPLE_SIZE)
    if not sample.strip():
        raise UnreadableFile(_("The file is empty."))
    matches = [(match.start(), form) for form in FILE_FORMATS if (match := form.mark.search(sample))]
    if not matches:
        raise UnreadableFile(
            _("Use a file in one of these formats: RIS, BibTeX, CSL-JSON, MEDLINE, Crossref JSON, PubMed XML.")
        )
    return min(matches, key=lambda found: found[0])[1]
