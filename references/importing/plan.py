"""What importing a file would do to the library, record by record. Nothing is written here.

A file is read in chunks: memory holds one chunk, the keys of the library, and some hundred bytes of every record, so
that two records of one work are recognised as one.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, replace
from itertools import islice
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from references import csl
from references.csl import Csl
from references.formats.records import Record, Refusal
from references.importing.compared_values import get_compared_parts
from references.importing.differences import Difference, find_differences
from references.importing.keys import CitationKeys
from references.importing.matching import (
    IdentifierConflict,
    KnownWork,
    Match,
    MatchResult,
    WorkIndex,
    build_known_work,
    find_match,
    load_library_index,
)
from references.models import ImportRow, Reference

CHUNK = 250
RowOutcome, MatchBasis = ImportRow.Outcome, ImportRow.MatchedBy
DifferenceChooser = Callable[[Difference], bool]
T = TypeVar("T")


def is_gap(difference: Difference) -> bool:
    """Return whether the library has nothing there.

    Only such differences are ticked for an editor, and none that replaces what somebody chose.
    """
    return not difference.ours


def split_chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def plan_rows(
    entries: Iterable[Record | Refusal],
    *,
    wants: DifferenceChooser = is_gap,
    wants_possible_duplicates: bool = False,
) -> Iterator[ImportRow]:
    """Return unsaved rows for the entries of one file, in their order. The two choices are those of `ImportPlan`."""
    return ImportPlan(wants, wants_possible_duplicates=wants_possible_duplicates).plan_file(entries)


class ImportPlan:
    """What was seen so far of one file, or of several that are to be imported one after another.

    `wants` says which differences are ticked from the start. A new work that may be one of the library is ticked only
    if `wants_possible_duplicates` is true. An editor, who looks through the rows, first has to say that it is another
    work; a command, whose rows nobody looks through, must not leave it out: two records of one work lose nothing.
    """

    def __init__(self, wants: DifferenceChooser, *, wants_possible_duplicates: bool) -> None:
        self.wants = wants
        self.wants_possible_duplicates = wants_possible_duplicates
        self.number = 0
        self.name = ""
        self.file = WorkIndex()
        self.keys = CitationKeys.from_library()

    def plan_file(self, entries: Iterable[Record | Refusal], name: str = "") -> Iterator[ImportRow]:
        """Return unsaved rows for the entries of the next file.

        The name of a file is only shown in rows of another file that has the same work.
        """
        self.name, self.number = name, 0
        for chunk in split_chunks(entries):
            yield from self.plan_chunk(chunk)

    def plan_chunk(self, entries: list[Record | Refusal]) -> Iterator[ImportRow]:
        records = [entry for entry in entries if isinstance(entry, Record)]
        works = {id(record): build_unsaved_work(record) for record in records}
        has_updates = any(record.updates for record in records)
        library = load_library_index(list(works.values()), with_notices=has_updates)
        for entry in entries:
            self.number += 1
            row = ImportRow(number=self.number, place=csl.clean_json(entry.place)[:200])
            if isinstance(entry, Record):
                self.fill_row(row, entry, works[id(entry)], library)
            else:
                refuse_row(row, csl.clean_json(entry.reason))
            yield row

    def fill_row(self, row: ImportRow, record: Record, work: Reference, library: WorkIndex) -> None:
        row.title = work.title
        if not work.title:
            return refuse_row(row, _("The record has no title. Add one and import it again."))
        sought = build_known_work(work, place=row.place, file=self.name)
        try:
            found = find_match(record, sought, file=self.file, library=library)
        except IdentifierConflict as conflict:
            return refuse_row(row, format_conflict(sought, conflict))
        if found.match:
            self.fill_known_row(row, record, work, found.match)
        else:
            self.fill_new_row(row, record, work, found)
        self.remember(sought, row, found.match.known if found.match else None)
        return None

    def fill_new_row(self, row: ImportRow, record: Record, work: Reference, found: MatchResult) -> None:
        row.outcome, row.key, row.record = RowOutcome.NEW, self.keys.take(work.csl), record_to_json(record, work.csl)
        row.possible_duplicates = [self.describe_candidate(known) for known in found.offered]
        row.is_wanted = self.wants_possible_duplicates or not found.offered

    def describe_candidate(self, known: KnownWork) -> dict[str, Any]:
        """Return a work that the record may be, as the row stores it."""
        told = {"key": known.key, "title": known.traits.title, "by": MatchBasis.TITLE.value}
        if known.reference:
            return {**told, "reference": known.reference.pk, "label": str(known.reference)}
        return {**told, "place": self.describe_place(known)}

    def remember(self, sought: KnownWork, row: ImportRow, work: KnownWork | None) -> None:
        """Remember a record, so that another record of the same work is recognised."""
        first = (self.find_earlier(work) if work else None) or sought
        pk = work.pk if work else None
        self.file.put(replace(sought, pk=pk, key=row.key, place=first.place, file=first.file))

    def fill_known_row(self, row: ImportRow, record: Record, work: Reference, found: Match) -> None:
        row.outcome, row.matched_by = RowOutcome.MATCHED, found.by
        row.reference_id, row.key, row.work_title = found.known.pk, found.known.key, found.known.traits.title
        if seen := self.find_earlier(found.known):
            row.earlier_place = self.describe_place(seen)
        elif found.known.reference and (news := find_differences(found.known.reference, record)):
            row.outcome, row.record = RowOutcome.CHANGED, record_to_json(record, work.csl)
            row.changes = [{**asdict(difference), "wanted": self.wants(difference)} for difference in news]

    def find_earlier(self, work: KnownWork) -> KnownWork | None:
        """Return the first record of the same work that was seen, or None."""
        return self.file.by_pk.get(work.pk) if work.pk else work

    def describe_place(self, work: KnownWork) -> str:
        if work.file == self.name:
            return work.place
        return _("%(place)s in %(file)s") % {"place": work.place, "file": work.file}


def match_row_to_work(row: ImportRow, work: Reference) -> None:
    """Turn a new row that may be `work` into one that is `work`, because an editor says so."""
    record = record_from_json(row.record, row.place)
    news = find_differences(work, record)
    row.outcome = RowOutcome.CHANGED if news else RowOutcome.MATCHED
    row.changes = [{**asdict(difference), "wanted": is_gap(difference)} for difference in news]
    row.reference, row.key, row.work_title, row.matched_by = work, work.key, work.title, MatchBasis.EDITOR
    row.is_wanted, row.possible_duplicates = True, []


def build_unsaved_work(record: Record) -> Reference:
    """Return an unsaved work as it would be stored, under the record's own key."""
    work = Reference(key=csl.get_text(record.csl, "id"), csl=record.csl)
    work.read_columns()
    return work


def refuse_row(row: ImportRow, reason: str) -> None:
    row.outcome, row.reason = RowOutcome.REFUSED, reason


def format_conflict(sought: KnownWork, conflict: IdentifierConflict) -> str:
    """Return the sentence for an editor about a record whose identifiers are those of other works."""
    values = dict(sought.traits.identifiers)
    claimed = conflict.claims
    claims = [
        _("%(name)s %(value)s belongs to %(work)s")
        % {"name": name.upper(), "value": values[name], "work": format_known_work(known)}
        for name, known in claimed.items()
    ]
    works = list(claimed.values())
    if all(works[0].is_same(work) for work in works):
        return _(
            "%(claims)s, but this record has the title “%(title)s”. If they are different works, remove the "
            "identifier from this record. If they are the same work, correct the title."
        ) % {"claims": "; ".join(claims), "title": sought.traits.title}
    return _("The identifiers belong to different works: %(claims)s. Correct the record and import it again.") % {
        "claims": "; ".join(claims)
    }


def format_known_work(known: KnownWork) -> str:
    if known.reference:
        return f"“{known.reference}” ({known.key})"
    return _("“%(title)s” at %(place)s") % {"title": known.traits.title, "place": known.place}


def record_to_json(record: Record, work: Csl) -> dict[str, Any]:
    """Return what a row stores of `record`, of which `work` is the clean CSL-JSON."""
    if isinstance(work.get("custom"), dict):
        # What our exports put there for other programs has a column of its own.
        work = {**work, "custom": get_compared_parts(work["custom"])}
    stored = replace(record, csl=work).to_json()
    # The row has it in a column of its own.
    del stored["place"]
    return stored


def record_from_json(stored: dict[str, Any], place: str) -> Record:
    return Record.from_json({**stored, "place": place})
