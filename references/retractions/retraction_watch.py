"""Reads the Retraction Watch CSV row by row, as Crossref publishes it.

https://www.crossref.org/documentation/retrieve-metadata/retraction-watch/
The file has about 70 MB. People typed it over years: dates are American, bytes are not always UTF-8, and one work may
have several rows. A row that cannot be read is reported, and does not affect other rows.
"""

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from django.utils.translation import gettext as _

from references import csl
from references.enums import Status
from references.formats.records import Refusal, UnreadableFile
from references.identity.identifiers import normalize_doi, normalize_pmid
from references.updates import Update

RETRACTION_WATCH_SOURCE = "Retraction Watch"
STATUS_BY_NATURE = {
    "retraction": Status.RETRACTED,
    "expression of concern": Status.CONCERN,
    "correction": Status.CORRECTED,
    # The retraction was taken back: see `select_standing_updates`.
    "reinstatement": Status.NORMAL,
}
NATURE_COLUMN, DOI_COLUMN, PMID_COLUMN = "retractionnature", "originalpaperdoi", "originalpaperpubmedid"
AMERICAN_DATE = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})(?!\d)")
ISO_DATE = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)")
# No real line is longer. A longer one is read in parts, which are refused because they do not match the columns.
MAX_LINE_LENGTH = 1024 * 1024


@dataclass(frozen=True)
class RetractionRow:
    """What one row says about one work. Most rows have both identifiers, some have none."""

    doi: str | None
    pmid: str | None
    update: Update


class LineReader:
    """The lines of a file as text. A reader that took too many lines can give back all but the first."""

    def __init__(self, source: BinaryIO) -> None:
        self.source = source
        self.number = 0
        self.taken: list[str] = []
        self.given_back: deque[str] = deque()

    def __iter__(self) -> "LineReader":
        return self

    def __next__(self) -> str:
        line = self.given_back.popleft() if self.given_back else decode_line(self.source.readline(MAX_LINE_LENGTH))
        if not line:
            raise StopIteration
        self.number += 1
        self.taken.append(line)
        return line

    def give_back(self) -> None:
        """Return all taken lines but the first, to be read again."""
        returned = self.taken[1:]
        self.given_back.extendleft(reversed(returned))
        self.number -= len(returned)


def decode_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def read_rows(source: BinaryIO) -> Iterator[RetractionRow | Refusal]:
    """Yield each row of the file, or why it could not be read. Raise UnreadableFile if it is another file."""
    lines = LineReader(source)
    records = csv.reader(lines, strict=True)
    try:
        columns = parse_header(next(records, []))
    except csv.Error as error:
        raise UnreadableFile(str(error)) from error
    while True:
        lines.taken.clear()
        first = lines.number + 1
        try:
            row = parse_row(next(records), columns)
        except StopIteration:
            return
        except (csv.Error, ValueError):
            # An unclosed quotation mark takes in the rows below. They are read again, and this row alone.
            lines.give_back()
            try:
                row = parse_row(next(csv.reader(lines.taken[:1])), columns)
            except (csv.Error, ValueError) as error:
                yield Refusal(_("line %(number)s") % {"number": first}, str(error))
                continue
        if row:
            yield row


def parse_header(cells: list[str]) -> list[str]:
    """Return the names of the columns. Raise UnreadableFile if one is missing that every row needs."""
    columns = [cell.strip("\ufeff ").lower() for cell in cells]
    if NATURE_COLUMN not in columns or not {DOI_COLUMN, PMID_COLUMN} & set(columns):
        raise UnreadableFile(
            _("This is not the Retraction Watch file. Its first line must contain the columns %(names)s.")
            % {"names": "RetractionNature, OriginalPaperDOI, OriginalPaperPubMedID"}
        )
    return columns


def parse_row(values: list[str], columns: list[str]) -> RetractionRow | None:
    """Return one row, or None for an empty line. Raise ValueError if it does not say what happened to which work."""
    if not any(values):
        return None
    if len(values) < len(columns) or any(values[len(columns) :]):
        raise ValueError(
            _("The line has %(found)s columns instead of %(wanted)s.") % {"found": len(values), "wanted": len(columns)}
        )
    cells = dict(zip(columns, values, strict=False))
    nature = cells[NATURE_COLUMN].strip()
    status = STATUS_BY_NATURE.get(nature.lower())
    if status is None:
        raise ValueError(_("“%(nature)s” is not a known kind of notice.") % {"nature": nature[:100]})
    doi, pmid = normalize_doi(cells.get(DOI_COLUMN, "")), normalize_pmid(cells.get(PMID_COLUMN, ""))
    dated, notice_doi = parse_day(cells.get("retractiondate", "")), normalize_doi(cells.get("retractiondoi", "")) or ""
    named = "/".join(filter(None, (status, doi or pmid, dated.isoformat() if dated else None, notice_doi)))
    update = Update(
        status=status,
        source=RETRACTION_WATCH_SOURCE,
        source_id=(clean_cell(cells.get("record id", "")) or named)[:500],
        dated=dated,
        doi=notice_doi,
        reason="; ".join(filter(None, (part.strip("+ ") for part in clean_cell(cells.get("reason", "")).split(";")))),
    )
    return RetractionRow(doi, pmid, update)


def clean_cell(written: str) -> str:
    """Return the text without characters that a database refuses."""
    return (written if written.isprintable() else csl.clean_json(written)).strip()


def parse_day(written: str) -> date | None:
    """Return the day, or None if the text is no date. `6/21/2024 0:00` is the 21st of June."""
    match = AMERICAN_DATE.match(written.strip()) or ISO_DATE.match(written.strip())
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"])) if match else None
    except ValueError:
        return None


def select_standing_updates(updates: list[Update]) -> list[Update]:
    """Return the updates about one work that still stand.

    A reinstatement takes back the retractions up to its day and nothing else. A concern or a correction stays, and so
    does a later retraction, or one where either day is unknown.
    """
    reinstated = max((u.dated for u in updates if u.status == Status.NORMAL and u.dated), default=date.min)
    return [
        update
        for update in updates
        if update.status != Status.NORMAL
        and not (update.status == Status.RETRACTED and update.dated and update.dated <= reinstated)
    ]
