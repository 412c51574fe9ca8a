"""One record from somewhere else: fetched by its DOI, or pasted into the dialog in which works are chosen."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from references.formats.records import Record
from references.identity.comparison import are_one, may_be_one
from references.importing.matching import known, library_shelf
from references.importing.plan import Outcome, record_from_json, rows
from references.importing.writer import learn, new_work
from references.models import Reference


@transaction.atomic
def add(record: Record, *, is_another: bool = False) -> Reference:
    """The work that `record` is: the one that is here already, as it stands, or a new one.

    What the record tells became of the work is kept in both cases. Raises ValidationError, with a sentence for the
    editor, if the record cannot be a work, or may be one that is here and nobody said that it `is_another`.
    """
    [row] = rows([record])
    if row.outcome == Outcome.REFUSED:
        raise ValidationError(row.reason)
    if row.possible_duplicates and not is_another:
        raise ValidationError(
            _("It may be a work that is here: %(works)s."),
            params={"works": "; ".join(f"{work['label']} ({work['key']})" for work in row.possible_duplicates)},
        )
    if row.outcome == Outcome.NEW:
        work = new_work(row.key, record_from_json(row.record, row.place))
        work.full_clean()
        work.save()
    else:
        work = Reference.objects.get(key=row.key)
    learn(work, record)
    return work


def possible_duplicates(work: Reference) -> list[Reference]:
    """The works of the library that an unsaved one may be, by their titles."""
    work.read_columns()
    traits = known(work).traits
    held = library_shelf([work]).by_title.get(traits.title_key, ())
    return [
        other.reference
        for other in held
        if other.reference and (are_one(traits, other.traits) or may_be_one(traits, other.traits))
    ]
