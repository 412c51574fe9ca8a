"""Finds the works that an editor names or pastes, in the library or else in the registers."""

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

# The limit of what is checked in a dialog. More works are imported as a file.
MAX_ADDED_WORKS = 20
# For how many seconds a record that was looked up for a preview is kept.
LOOKUP_CACHE_SECONDS = 600


@dataclass(frozen=True)
class FoundWork:
    """A work in the library, or the record of one that is not in it."""

    reference: Reference
    record: Record | None
    # The works in the library that may be the same work.
    possible: tuple[Reference, ...] = ()
    # Whether the editor said that it is none of these.
    is_another: bool = False

    @property
    def is_here(self) -> bool:
        return self.reference.pk is not None


def find_works(text: str) -> list[FoundWork]:
    """Return the works that `text` names or holds records of. Raise ValidationError, with advice, if there is none."""
    if known := queries.filter_by_identifier(Reference.objects.all(), text).first():
        return [FoundWork(known, None)]
    entries = read_records(text)
    if len(entries) > MAX_ADDED_WORKS:
        raise ValidationError(
            _("You can add at most %(most)s works here. Import them as a file instead."),
            params={"most": MAX_ADDED_WORKS},
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
    """Return the pasted records, or else the record that a register has for the text as an identifier."""
    try:
        return list(parse_pasted_works(text))
    except UnreadableFile:
        return [look_up_record(text)]


def look_up_record(text: str) -> Record:
    """Return the record that a register has for an identifier, from the cache if it was looked up just before.

    Raises ValidationError if no register can give one.
    """
    name = f"looked-up-{sha256(text.encode()).hexdigest()}"
    try:
        kept = cache.get(name)
        record = Record.from_json(kept) if kept else look_up_identifier(text)
    except WebError as error:
        raise ValidationError(
            _("%(problem)s You can paste the record as BibTeX or RIS instead."), params={"problem": error}
        ) from error
    cache.set(name, record.to_json(), LOOKUP_CACHE_SECONDS)
    return record


def add_found_work(found: FoundWork) -> Reference:
    """Return the work in the library, and add it if it is new. Raise ValidationError if its record is no valid work."""
    return single_record.add_record(found.record, is_another=found.is_another) if found.record else found.reference
