"""Reads the Retraction Watch CSV row by row, as Crossref publishes it.

https://www.crossref.org/documentation/retrieve-metadata/retraction-watch/
The file has some 70 MB. It was typed by people over years: dates are American, bytes are not always UTF-8, and one work
may stand in several rows. A row that makes no sense is reported and costs no other row.
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
from references.formats.records import Refusal, Unreadable
from references.identity.identifiers import normalised_doi, normalised_pmid
from references.updates import Update

SOURCE = "Retraction Watch"
NATURES = {
    "retraction": Status.RETRACTED,
    "expression of concern": Status.CONCERN,
    "correction": Status.CORRECTED,
    # The work is whole again: see `standing`.
    "reinstatement": Status.NORMAL,
}
NATURE, DOI, PMID = "retractionnature", "originalpaperdoi", "originalpaperpubmedid"
AMERICAN_DATE = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})(?!\d)")
ISO_DATE = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)")
# No line is longer; whatever is, comes in parts that fit no column.
LONGEST_LINE = 1024 * 1024


@dataclass(frozen=True)
class Row:
    """What one row says about one work. Most works here are known by both names, some by none."""

    doi: str | None
    pmid: str | None
    update: Update


class Lines:
    """The lines of a file as text. A reader that went astray can give back all but the first it took."""

    def __init__(self, source: BinaryIO) -> None:
        self.source = source
        self.number = 0
        self.taken: list[str] = []
        self.given_back: deque[str] = deque()

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        line = self.given_back.popleft() if self.given_back else text(self.source.readline(LONGEST_LINE))
        if not line:
            raise StopIteration
        self.number += 1
        self.taken.append(line)
        return line

    def give_back(self) -> None:
        again = self.taken[1:]
        self.given_back.extendleft(reversed(again))
        self.number -= len(again)


def text(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def read(source: BinaryIO) -> Iterator[Row | Refusal]:
    """Each row of the file, or why it could not be read. Raises Unreadable if it is another file."""
    lines = Lines(source)
    records = csv.reader(lines, strict=True)
    try:
        columns = header(next(records, []))
    except csv.Error as error:
        raise Unreadable(str(error)) from error
    while True:
        lines.taken.clear()
        first = lines.number + 1
        try:
            row = row_of(next(records), columns)
        except StopIteration:
            return
        except (csv.Error, ValueError):
            # A quotation mark that nobody closed swallows the rows below: they are read again, and this one by itself.
            lines.give_back()
            try:
                row = row_of(next(csv.reader(lines.taken[:1])), columns)
            except (csv.Error, ValueError) as error:
                yield Refusal(_("line %(number)s") % {"number": first}, str(error))
                continue
        if row:
            yield row


def header(cells: list[str]) -> list[str]:
    """The names of the columns. Raises Unreadable if one is missing without which no row can be told."""
    columns = [cell.strip("\ufeff ").lower() for cell in cells]
    if NATURE not in columns or not {DOI, PMID} & set(columns):
        raise Unreadable(
            _("This is not the Retraction Watch file: its first line must name the columns %(names)s.")
            % {"names": "RetractionNature, OriginalPaperDOI, OriginalPaperPubMedID"}
        )
    return columns


def row_of(values: list[str], columns: list[str]) -> Row | None:
    """One row; None for an empty line. Raises ValueError if nobody can tell what happened to which work."""
    if not any(values):
        return None
    if len(values) < len(columns) or any(values[len(columns) :]):
        raise ValueError(
            _("It has %(found)s columns in place of %(wanted)s.") % {"found": len(values), "wanted": len(columns)}
        )
    cells = dict(zip(columns, values, strict=False))
    nature = cells[NATURE].strip()
    status = NATURES.get(nature.lower())
    if status is None:
        raise ValueError(_("“%(nature)s” is no kind of notice that is known here.") % {"nature": nature[:100]})
    doi, pmid = normalised_doi(cells.get(DOI, "")), normalised_pmid(cells.get(PMID, ""))
    dated, notice_doi = day(cells.get("retractiondate", "")), normalised_doi(cells.get("retractiondoi", "")) or ""
    named = "/".join(filter(None, (status, doi or pmid, dated.isoformat() if dated else None, notice_doi)))
    update = Update(
        status=status,
        source=SOURCE,
        source_id=(fit(cells.get("record id", "")) or named)[:500],
        dated=dated,
        doi=notice_doi,
        reason="; ".join(filter(None, (part.strip("+ ") for part in fit(cells.get("reason", "")).split(";")))),
    )
    return Row(doi, pmid, update)


def fit(written: str) -> str:
    """What any database takes."""
    return (written if written.isprintable() else csl.cleaned(written)).strip()


def day(written: str) -> date | None:
    """`6/21/2024 0:00` is the 21st of June; None if it is no day."""
    match = AMERICAN_DATE.match(written.strip()) or ISO_DATE.match(written.strip())
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"])) if match else None
    except ValueError:
        return None


def standing(updates: list[Update]) -> list[Update]:
    """What still holds of all that the register says about one work.

    A reinstatement takes back the retractions up to its day, and nothing else: a concern or a correction stays, and so
    does a retraction that came later, or of which either day is unknown.
    """
    reinstated = max((u.dated for u in updates if u.status == Status.NORMAL and u.dated), default=date.min)
    return [
        update
        for update in updates
        if update.status != Status.NORMAL
        and not (update.status == Status.RETRACTED and update.dated and update.dated <= reinstated)
    ]
