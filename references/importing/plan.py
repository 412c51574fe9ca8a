"""What a file would do to the library, record by record. Nothing is written here.

A file is read in chunks: memory holds one chunk, the keys of the library, and some hundred bytes of every record, so
that two records of one work are seen to be one.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, replace
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from references import csl
from references.csl import Csl
from references.enums import Status
from references.formats.records import Record, Refusal
from references.importing.differences import Difference, differences, parts_of
from references.importing.keys import Keys
from references.importing.matching import Contradiction, Found, Known, Match, Shelf, find, known, library_shelf
from references.models import ImportRow, Reference
from references.updates import Update

CHUNK = 250
Outcome, By = ImportRow.Outcome, ImportRow.MatchedBy
Chooser = Callable[[Difference], bool]
T = TypeVar("T")


def fills_a_gap(difference: Difference) -> bool:
    """What an editor is offered: what the library lacks, and nothing that somebody chose."""
    return not difference.ours


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def rows(entries: Iterable[Record | Refusal], *, wants: Chooser = fills_a_gap) -> Iterator[ImportRow]:
    """Unsaved rows for the entries of one file, in their order. `wants` ticks the differences."""
    return Plan(wants).of_file(entries)


class Plan:
    """What was seen so far of one file, or of several that are to be imported one after another."""

    def __init__(self, wants: Chooser) -> None:
        self.wants = wants
        self.number = 0
        self.name = ""
        self.file = Shelf()
        self.keys = Keys.of_library()

    def of_file(self, entries: Iterable[Record | Refusal], name: str = "") -> Iterator[ImportRow]:
        """Unsaved rows for the entries of the next file; its name is only told where another has the same work."""
        self.name, self.number = name, 0
        for chunk in chunks(entries):
            yield from self.rows(chunk)

    def rows(self, entries: list[Record | Refusal]) -> Iterator[ImportRow]:
        records = [entry for entry in entries if isinstance(entry, Record)]
        works = {id(record): work_of(record) for record in records}
        has_updates = any(record.updates for record in records)
        library = library_shelf(list(works.values()), with_notices=has_updates)
        for entry in entries:
            self.number += 1
            row = ImportRow(number=self.number, place=csl.cleaned(entry.place)[:200])
            if isinstance(entry, Record):
                self.fill(row, entry, works[id(entry)], library)
            else:
                refuse(row, csl.cleaned(entry.reason))
            yield row

    def fill(self, row: ImportRow, record: Record, work: Reference, library: Shelf) -> None:
        row.title = work.title
        if not work.title:
            return refuse(row, _("It has no title."))
        sought = known(work, place=row.place, file=self.name)
        try:
            found = find(record, sought, file=self.file, library=library)
        except Contradiction as contradiction:
            return refuse(row, contradiction_text(sought, contradiction))
        if found.match:
            self.fill_known(row, record, work, found.match)
        else:
            self.fill_new(row, record, work, found)
        self.remember(sought, row, found.match.known if found.match else None)
        return None

    def fill_new(self, row: ImportRow, record: Record, work: Reference, found: Found) -> None:
        row.outcome, row.key, row.record = Outcome.NEW, self.keys.take(work.csl), record_to_json(record, work.csl)
        row.possible_duplicates = [self.offered(known) for known in found.offered]
        # Whoever chooses says first that it is another work; whoever does not look loses nothing by two.
        row.is_wanted = not found.offered or self.wants is not fills_a_gap

    def offered(self, known: Known) -> dict[str, Any]:
        """A work that the record may be, as it is told."""
        told = {"key": known.key, "title": known.traits.title, "by": By.TITLE.value}
        if known.reference:
            return {**told, "reference": known.reference.pk, "label": str(known.reference)}
        return {**told, "place": self.place_of(known)}

    def remember(self, sought: Known, row: ImportRow, work: Known | None) -> None:
        """So that another record of the same work is seen to be one."""
        first = (self.earlier(work) if work else None) or sought
        pk = work.pk if work else None
        self.file.put(replace(sought, pk=pk, key=row.key, place=first.place, file=first.file))

    def fill_known(self, row: ImportRow, record: Record, work: Reference, found: Match) -> None:
        row.outcome, row.matched_by = Outcome.MATCHED, found.by
        row.reference_id, row.key, row.work_title = found.known.pk, found.known.key, found.known.traits.title
        if seen := self.earlier(found.known):
            row.earlier_place = self.place_of(seen)
        elif found.known.reference and (news := differences(found.known.reference, record)):
            row.outcome, row.record = Outcome.CHANGED, record_to_json(record, work.csl)
            row.changes = [{**asdict(difference), "wanted": self.wants(difference)} for difference in news]

    def earlier(self, work: Known) -> Known | None:
        """Where it stood before in what was seen, if it did."""
        return self.file.by_pk.get(work.pk) if work.pk else work

    def place_of(self, work: Known) -> str:
        if work.file == self.name:
            return work.place
        return _("%(place)s of %(file)s") % {"place": work.place, "file": work.file}


def take_for(row: ImportRow, work: Reference) -> None:
    """Make of a new row, which may be `work`, a row that is `work`: somebody looked and says so."""
    record = record_from_json(row.record, row.place)
    news = differences(work, record)
    row.outcome = Outcome.CHANGED if news else Outcome.MATCHED
    row.changes = [{**asdict(difference), "wanted": fills_a_gap(difference)} for difference in news]
    row.reference, row.key, row.work_title, row.matched_by = work, work.key, work.title, By.EDITOR
    row.is_wanted, row.possible_duplicates = True, []


def work_of(record: Record) -> Reference:
    """An unsaved work as it would be stored, under the record's own key."""
    work = Reference(key=csl.text(record.csl, "id"), csl=record.csl)
    work.read_columns()
    return work


def refuse(row: ImportRow, reason: str) -> None:
    row.outcome, row.reason = Outcome.REFUSED, reason


def contradiction_text(sought: Known, contradiction: Contradiction) -> str:
    values = dict(sought.traits.identifiers)
    claimed = contradiction.claims
    claims = [
        _("%(name)s %(value)s is %(work)s") % {"name": name.upper(), "value": values[name], "work": named(known)}
        for name, known in claimed.items()
    ]
    works = list(claimed.values())
    if all(works[0].is_same(work) for work in works):
        return _(
            "One identifier, two unlike titles: %(claims)s, and here it is “%(title)s”. If these are two works, take "
            "the identifier out of this record; if they are one, correct its title."
        ) % {"claims": "; ".join(claims), "title": sought.traits.title}
    return _("Its identifiers belong to different works: %(claims)s.") % {"claims": "; ".join(claims)}


def named(known: Known) -> str:
    if known.reference:
        return f"“{known.reference}” ({known.key})"
    return _("“%(title)s” at %(place)s") % {"title": known.traits.title, "place": known.place}


# --- A record in the table of rows ----------------------------------------------------------------------------------


def record_to_json(record: Record, work: Csl) -> dict[str, Any]:
    """What is kept of `record`, of which `work` is the clean CSL-JSON."""
    if isinstance(work.get("custom"), dict):
        # What our exports put there for other programs has its own column.
        work = {**work, "custom": parts_of(work["custom"])}
    updates = [{**asdict(u), "dated": u.dated and u.dated.isoformat()} for u in record.updates]
    return {"csl": work, "evidence_kind": record.evidence_kind, "updates": updates}


def record_from_json(told: dict[str, Any], place: str) -> Record:
    updates = tuple(
        Update(**{**u, "status": Status(u["status"]), "dated": u["dated"] and date.fromisoformat(u["dated"])})
        for u in told["updates"]
    )
    return Record(place, told["csl"], told["evidence_kind"], updates)
