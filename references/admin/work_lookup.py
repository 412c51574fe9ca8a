"""Finds the works that an editor names or pastes, and tells which of them the library lacks."""

from dataclasses import dataclass
from hashlib import sha256
from itertools import chain

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from references.formats.parser import parse_pasted_works
from references.formats.records import Record, Refusal, UnreadableFile
from references.importing import single_record
from references.importing.plan import build_unsaved_work, plan_rows
from references.library import queries
from references.models import Reference
from references.web.errors import WebError
from references.web.lookup import look_up_identifier

# So many are looked through in a dialog; more are a file to import.
MAX_ADDED_WORKS = 20
# For how long a work that was looked up for a preview is not asked for again, in seconds.
LOOKUP_CACHE_SECONDS = 600


@dataclass(frozen=True)
class FoundWork:
    """A work that was named: the one of the library, or a record of one that the library lacks."""

    reference: Reference
    record: Record | None
    # The works of the library that the record may be.
    possible: tuple[Reference, ...] = ()
    # Whether the editor said that it is none of them.
    is_another: bool = False

    @property
    def is_here(self) -> bool:
        return self.reference.pk is not None


def find_works(text: str) -> list[FoundWork]:
    """The works that `text` holds or names. Raises ValidationError, with what can be done, if there is none."""
    if known := queries.filter_by_identifier(Reference.objects.all(), text).first():
        return [FoundWork(known, None)]
    entries = read_records(text)
    if len(entries) > MAX_ADDED_WORKS:
        raise ValidationError(
            _("These are more than %(most)s works. Import them as a file."), params={"most": MAX_ADDED_WORKS}
        )
    planned = list(plan_rows(entries))
    if refused := [f"{row.place}: {row.reason}" for row in planned if row.reason]:
        raise ValidationError(refused)
    offered = {row.number: [work.get("reference") for work in row.possible_duplicates] for row in planned}
    here = Reference.objects.in_bulk([*(row.reference_id for row in planned), *chain.from_iterable(offered.values())])
    return [
        FoundWork(
            here.get(row.reference_id) or build_unsaved_work(entry),
            entry,
            possible=tuple(here[pk] for pk in offered[row.number] if pk in here),
        )
        for entry, row in zip(entries, planned, strict=True)
        if isinstance(entry, Record)
    ]


def read_records(text: str) -> list[Record | Refusal]:
    """What was pasted, or else what the registers know by it."""
    try:
        return list(parse_pasted_works(text))
    except UnreadableFile:
        return [look_up_record(text)]


def look_up_record(text: str) -> Record:
    name = f"looked-up-{sha256(text.encode()).hexdigest()}"
    try:
        kept = cache.get(name)
        record = Record.from_json(kept) if kept else look_up_identifier(text)
    except WebError as error:
        raise ValidationError(
            _("%(problem)s You can paste its record instead, as BibTeX or RIS."), params={"problem": error}
        ) from error
    cache.set(name, record.to_json(), LOOKUP_CACHE_SECONDS)
    return record


def add_found_work(found: FoundWork) -> Reference:
    """The work in the library. Raises ValidationError if its record cannot be one."""
    return single_record.add_record(found.record, is_another=found.is_another) if found.record else found.reference
