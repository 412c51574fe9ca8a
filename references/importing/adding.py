"""One record from somewhere else: fetched by its DOI, or pasted into the dialog in which works are chosen."""

from django.core.exceptions import ValidationError
from django.db import transaction

from references.formats.records import Record
from references.importing.applying import learn, new_work
from references.importing.planning import Outcome, record_from_json, rows
from references.models import Reference


@transaction.atomic
def add(record: Record) -> Reference:
    """The work that `record` is: the one that is here already, as it stands, or a new one.

    What the record tells became of the work is kept in both cases. Raises ValidationError, with a sentence for the
    editor, if the record cannot be a work.
    """
    [row] = rows([record])
    if row.outcome == Outcome.REFUSED:
        raise ValidationError(row.reason)
    if row.outcome == Outcome.NEW:
        work = new_work(row.key, record_from_json(row.record, row.place))
        work.full_clean()
        work.save()
    else:
        work = Reference.objects.get(key=row.key)
    learn(work, record)
    return work
