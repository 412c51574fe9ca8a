"""Writes the wanted rows of a file into the library: in one transaction, so never half of them.

A row that became invalid since it was shown, because somebody else added or changed its work, is refused by itself.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator
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
from references.importing.differences import (
    EVIDENCE_KIND_FIELD,
    NOTICES_FIELD,
    find_differences,
    find_unknown_updates,
    merge_value,
)
from references.importing.keys import CitationKeys
from references.importing.matching import load_library_index
from references.importing.plan import CHUNK, RowOutcome, record_from_json, refuse_row
from references.models import ImportFile, ImportRow, Reference, StatusNotice

# As Wagtail's history of a work names it; registered in `wagtail_hooks`.
LOG_ACTION = "references.import"
Progress = Callable[[int], None]


def ignore_progress(done: int) -> None:
    """Tells nobody how far it is."""


@transaction.atomic
def apply_import(file: ImportFile, *, progress: Progress = ignore_progress) -> None:
    """Add the wanted new works of `file` and make the wanted changes.

    `progress` is told how many rows are done. Any error that is not a row's own leaves the library as it was.
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
    """The rows that there is something to do for."""
    return file.rows.filter(is_wanted=True, outcome__in=[RowOutcome.NEW, RowOutcome.CHANGED])


def iter_wanted_chunks(file: ImportFile) -> Iterator[list[ImportRow]]:
    """Each read after the one before was written."""
    last = 0
    while rows := list(get_wanted_rows(file).filter(number__gt=last).order_by("number")[:CHUNK]):
        last = rows[-1].number
        yield rows


def save_outcomes(rows: list[ImportRow], planned: list[tuple[str, str]]) -> None:
    """Most rows became what was planned, and only lack the work that was made: one statement for all of them."""
    for row, plan in zip(rows, planned, strict=True):
        if plan != (row.outcome, row.key):
            row.save()
    new = ImportRow.objects.filter(pk__in=[row.pk for row in rows], outcome=RowOutcome.NEW)
    new.update(reference_id=Reference.objects.filter(key=OuterRef("key")).values("pk")[:1])


# --- New works ------------------------------------------------------------------------------------------------------


def add_works(rows: list[ImportRow], keys: CitationKeys) -> list[Reference]:
    """Store new works and give those that could be."""
    records = {row.number: record_from_json(row.record, row.place) for row in rows}
    works = {
        row.number: build_new_work(keys.keep(row.key, records[row.number].csl), records[row.number]) for row in rows
    }
    taken = load_library_index(list(works.values())).by_identifier
    fresh = []
    for row in rows:
        work = works[row.number]
        if holder := next((taken[i] for i in work.own_identifiers.items() if i in taken), None):
            refuse_row(row, _("It is in the library by now: %(work)s.") % {"work": holder.reference})
        else:
            fresh.append((row, work))
    stored = []
    for row, work in store_works(fresh):
        row.key = work.key
        stored.append(work)
        store_new_notices(work, records[row.number])
    index_works(stored)
    return stored


def build_new_work(key: str, record: Record) -> Reference:
    """An unsaved work."""
    work = Reference(key=key, csl={**record.csl, "id": key}, evidence_kind=record.evidence_kind)
    work.read_columns()
    return work


def store_works(works: list[tuple[ImportRow, Reference]]) -> Iterable[tuple[ImportRow, Reference]]:
    """All at once; one by one if a work of somebody else came between, so that only that row is refused."""
    try:
        with transaction.atomic():
            Reference.objects.bulk_create([work for _row, work in works])
    except IntegrityError:
        return [(row, work) for row, work in works if try_save_work(row, work)]
    return works


def try_save_work(row: ImportRow, work: Reference) -> bool:
    try:
        with transaction.atomic():
            Reference.objects.bulk_create([work])
    except IntegrityError:
        refuse_row(row, _("Somebody added this work or took its key at the same moment."))
        return False
    return True


def index_works(works: list[Reference]) -> None:
    """What a save does for one work."""
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(Reference, works)


# --- Works that are here --------------------------------------------------------------------------------------------


def change_works(rows: list[ImportRow]) -> list[Reference]:
    """Make the wanted changes and give the works that were changed."""
    works = Reference.objects.prefetch_related("notices").in_bulk([row.reference_id for row in rows])
    return [works[row.reference_id] for row in rows if try_change_work(row, works.get(row.reference_id))]


def try_change_work(row: ImportRow, work: Reference | None) -> bool:
    record = record_from_json(row.record, row.place)
    if not work:
        refuse_row(row, _("The work was deleted since."))
        return False
    shown = {change["field"]: change["ours"] for change in row.changes}
    now = {difference.field: difference.ours for difference in find_differences(work, record)}
    # A field that says by now what the record says needs nothing.
    wanted = row.wanted_fields & now.keys()
    if any(now[field] != shown[field] for field in wanted):
        refuse_row(row, _("Somebody changed the work since. Import the file again to see how it is now."))
        return False
    try:
        update_work(work, record, wanted)
    except ValidationError as error:
        refuse_row(row, " ".join(error.messages))
    except IntegrityError:
        refuse_row(row, _("Somebody changed the library at the same moment."))
    return row.outcome == RowOutcome.CHANGED and bool(wanted)


@transaction.atomic
def update_work(work: Reference, record: Record, fields: set[str]) -> None:
    """Take these fields of `record` into `work`. Raises ValidationError and IntegrityError as saving it does."""
    work.csl = {**work.csl, **{f: merge_value(work.csl.get(f), record.csl[f]) for f in fields if f in record.csl}}
    if EVIDENCE_KIND_FIELD in fields:
        work.evidence_kind = record.evidence_kind
    work.clean()
    work.save()
    if NOTICES_FIELD in fields:
        store_new_notices(work, record)


def store_new_notices(work: Reference, record: Record) -> None:
    """Keep what the record tells became of the work. Editors are asked to judge it, as of any register's notice."""
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


# --- Who imported what ----------------------------------------------------------------------------------------------


class ImportLog:
    """Wagtail's history of the works of one file, all under one number."""

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
