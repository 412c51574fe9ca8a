"""The import of one record: looked up by its DOI, or pasted into the dialog in which works are chosen."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from references.formats.records import Record
from references.identity.comparison import can_be_same_work, is_same_work
from references.importing.matching import build_known_work, load_library_index
from references.importing.plan import RowOutcome, plan_rows, record_from_json
from references.importing.writer import build_new_work, store_new_notices
from references.models import Reference


@transaction.atomic
def add_record(record: Record, *, is_another: bool = False) -> Reference:
    """Return the work that `record` is: the one of the library, unchanged, or a new one.

    The record's notices are stored in both cases. Raises ValidationError, with a sentence for the editor, if the record
    cannot be a work, or if it may be one of the library and the editor did not say that it `is_another`.
    """
    [row] = plan_rows([record])
    if row.outcome == RowOutcome.REFUSED:
        raise ValidationError(row.reason)
    if row.possible_duplicates and not is_another:
        raise ValidationError(
            _("This work may already be in the library: %(works)s."),
            params={"works": "; ".join(f"{work['label']} ({work['key']})" for work in row.possible_duplicates)},
        )
    if row.outcome == RowOutcome.NEW:
        work = build_new_work(row.key, record_from_json(row.record, row.place))
        work.full_clean()
        work.save()
    else:
        work = Reference.objects.get(key=row.key)
    store_new_notices(work, record)
    return work


def find_possible_duplicates(work: Reference) -> list[Reference]:
    """Return the works of the library that an unsaved one may be, by their titles."""
    work.read_columns()
    traits = build_known_work(work).traits
    candidates = load_library_index([work]).by_title.get(traits.title_key, ())
    return [
        other.reference
        for other in candidates
        if other.reference and (is_same_work(traits, other.traits) or can_be_same_work(traits, other.traits))
    ]
