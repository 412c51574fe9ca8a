"""Write the wanted rows of a file into the library, in one transaction, so that never half of them is written.

A row that became invalid since it was shown, because somebody else added or changed its work, is refused alone.
"""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from modelsearch.backends import get_search_backends
from wagtail.models import ModelLogEntry

from references.formats.records import Record
from references.importing.differences import find_differences, find_unknown_updates, merge_value
from references.importing.displayed_values import EVIDENCE_KIND_FIELD, NOTICES_FIELD
from references.importing.keys import CitationKeys
from references.importing.matching import load_library_index
from references.importing.plan import CHUNK, RowOutcome, record_from_json, refuse_row
from references.models import ImportFile, ImportRow, Reference, StatusNotice

# As Wagtail's history of a work names it; registered in `wagtail_hooks`.
LOG_ACTION = "references.import"
Progress = Callable[[int], None]


def ignore_progress(done: int) -> None:
    """Do nothing with the number of rows that are done."""


@transaction.atomic
def apply_import(file: ImportFile, *, progress: Progress = ignore_progress) -> None:
    """Add the wanted new works of `file` and make the wanted changes.

    `progress` is called with the number of rows that are done. Any error that is not a row's own leaves the library as
    it was.
    """
    keys, log, done = CitationKeys.from_library(), ImportLog(file), 0
    for rows in iter_wanted_chunks(file):
        planned = [(row.outcome, row.key) for row in rows]
        log.write(add_works([row for row in rows if row.outcome == RowOutcome.NEW], keys))
        log.write(change_works([row for row in rows if row.outcome == RowOutcome.CHANGED]))
        save_outcomes(rows, planned)
        done += len(rows)
        progress(done)


def get_wanted_rows(file: ImportFile) -> QuerySet[ImportRow]:
    """Return the rows that add or change a work."""
    return file.rows.filter(is_wanted=True, outcome__in=[RowOutcome.NEW, RowOutcome.CHANGED])


def iter_wanted_chunks(file: ImportFile) -> Iterator[list[ImportRow]]:
    """Yield the wanted rows in chunks, each read after the one before was written."""
    last = 0
    while rows := list(get_wanted_rows(file).filter(number__gt=last).order_by("number")[:CHUNK]):
        last = rows[-1].number
        yield rows


def save_outcomes(rows: list[ImportRow], planned: list[tuple[str, str]]) -> None:
    """Save what became of the rows.

    Most rows became what was planned, and only lack the work that was made: one statement serves all of them.
    """
    for row, plan in zip(rows, planned, strict=True):
        if plan != (row.outcome, row.key):
            row.save()
    new = ImportRow.objects.filter(pk__in=[row.pk for row in rows], outcome=RowOutcome.NEW)
    new.update(reference_id=Reference.objects.filter(key=OuterRef("key")).values("pk")[:1])


def add_works(rows: list[ImportRow], keys: CitationKeys) -> list[Reference]:
    """Store new works and return those that could be stored; the rows of the others are refused."""
    records = {row.number: record_from_json(row.record, row.place) for row in rows}
    works = {
        row.number: build_new_work(keys.keep(row.key, records[row.number].csl), records[row.number]) for row in rows
    }
    taken = load_library_index(list(works.values())).by_identifier
    fresh = []
    for row in rows:
        work = works[row.number]
        if holder := next((taken[i] for i in work.own_identifiers.items() if i in taken), None):
            refuse_row(row, _("Someone has added this work in the meantime: %(work)s.") % {"work": holder.reference})
        else:
            fresh.append((row, work))
    store_works(fresh)
    stored = [(row, work) for row, work in fresh if row.outcome == RowOutcome.NEW]
    for row, work in stored:
        row.key = work.key
        store_new_notices(work, records[row.number])
    added = [work for _row, work in stored]
    index_works(added)
    return added


def build_new_work(key: str, record: Record) -> Reference:
    """Return an unsaved work of the record."""
    work = Reference(key=key, csl={**record.csl, "id": key}, evidence_kind=record.evidence_kind)
    work.read_columns()
    return work


def store_works(works: list[tuple[ImportRow, Reference]]) -> None:
    """Store all works at once; one by one if somebody else's work came between, so that only its row is refused."""
    try:
        with transaction.atomic():
            Reference.objects.bulk_create([work for _row, work in works])
    except IntegrityError:
        for row, work in works:
            store_work(row, work)


def store_work(row: ImportRow, work: Reference) -> None:
    """Store one work, or refuse its row if somebody else's work came between."""
    try:
        with transaction.atomic():
            Reference.objects.bulk_create([work])
    except IntegrityError:
        refuse_row(
            row, _("Someone added this work, or one with the same key, at the same time. Import the file again.")
        )


def index_works(works: list[Reference]) -> None:
    """Put the works into the search index, as saving one work does."""
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(Reference, works)


def change_works(rows: list[ImportRow]) -> list[Reference]:
    """Make the wanted changes and return the works that were changed."""
    works = Reference.objects.prefetch_related("notices").in_bulk([row.reference_id for row in rows])
    changed = [change_work(row, works.get(row.reference_id)) for row in rows]
    return [work for work in changed if work]


def change_work(row: ImportRow, work: Reference | None) -> Reference | None:
    """Make the wanted changes of one row and return the work; refuse the row or return None if nothing was changed."""
    record = record_from_json(row.record, row.place)
    if not work:
        refuse_row(row, _("Someone has deleted this work in the meantime. Import the file again to add it."))
        return None
    shown = {change["field"]: change["ours"] for change in row.changes}
    now = {difference.field: difference.ours for difference in find_differences(work, record)}
    # A field that already says what the record says needs no change.
    wanted = row.wanted_fields & now.keys()
    if any(now[field] != shown[field] for field in wanted):
        refuse_row(
            row, _("Someone has changed this work in the meantime. Import the file again to see what would change now.")
        )
        return None
    try:
        update_work(work, record, wanted)
    except ValidationError as error:
        refuse_row(row, " ".join(error.messages))
    except IntegrityError:
        refuse_row(row, _("Someone changed the library at the same time. Import the file again."))
    return work if row.outcome == RowOutcome.CHANGED and wanted else None


@transaction.atomic
def update_work(work: Reference, record: Record, fields: set[str]) -> None:
    """Copy these fields of `record` into `work` and save it.

    Raises ValidationError and IntegrityError as saving does.
    """
    work.csl = {**work.csl, **{f: merge_value(work.csl.get(f), record.csl[f]) for f in fields if f in record.csl}}
    if EVIDENCE_KIND_FIELD in fields:
        work.evidence_kind = record.evidence_kind
    work.clean()
    work.save()
    if NOTICES_FIELD in fields:
        store_new_notices(work, record)


def store_new_notices(work: Reference, record: Record) -> None:
    """Store the record's notices that are new. Editors are asked to review them, as those of any register."""
    if news := find_unknown_updates(work, record):
        StatusNotice.objects.bulk_create(
            StatusNotice(
                reference=work,
                status=update.status,
                source=update.source,
                source_id=update.source_id,
                dated=update.dated,
                doi=update.doi,
                reason=update.reason,
            )
            for update in news
        )
        work.refresh_status()


class ImportLog:
    """Entries in Wagtail's history for the works of one file, all under one UUID."""

    def __init__(self, file: ImportFile) -> None:
        self.shared: dict[str, Any] = {
            "action": LOG_ACTION,
            "content_type": ContentType.objects.get_for_model(Reference),
            "user": file.user,
            "uuid": uuid.uuid4(),
            "content_changed": True,
            "data": {"file": file.name},
        }

    def write(self, works: list[Reference]) -> None:
        now = timezone.now()
        ModelLogEntry.objects.bulk_create(
            ModelLogEntry(object_id=work.pk, label=str(work), timestamp=now, **self.shared) for work in works
        )
