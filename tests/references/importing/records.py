"""Records as the formats return them. None of these works exists."""

from collections.abc import Iterable
from typing import Any

from references.formats.records import Record, Refusal
from references.importing import plan, writer
from references.importing.plan import DifferenceChooser, is_gap
from references.models import ImportFile, ImportRow
from references.updates import Update
from tests.references.builders import make_work

RIS = """TY  - JOUR
ID  - g7
AU  - Gray, Ann B.
TI  - Findings of Gray
PY  - 2020
DO  - 10.1000/abc
ER  -
TY  - JOUR
AU  - Nobody
ER  -
TY  - JOUR
AU  - Dunn, A.
TI  - Findings of Dunn
PY  - 2019
VL  - 8
DO  - 10.1000/dunn
ER  -
TY  - JOUR
AU  - Hill, A.
TI  - Findings of Hill
PY  - 2020
ER  -
"""


def make_record(
    name: str = "Gray", place: str = "line 1", *, updates: tuple[Update, ...] = (), **changes: Any
) -> Record:
    """Return a journal article with these changes. A value of None removes a variable."""
    kind = changes.pop("evidence_kind", "")
    work = {variable: value for variable, value in make_work(name, **changes).items() if value is not None}
    return Record(place, work, kind, updates)


def outcomes(*entries: Record | Refusal) -> list[tuple[str, str, str]]:
    """Return the outcome, the key and the reason of the match of each row."""
    return [(row.outcome, row.key, row.matched_by) for row in plan.plan_rows(entries)]


def staged(entries: Iterable[Record | Refusal], *, wants: DifferenceChooser = is_gap, user: Any = None) -> ImportFile:
    file = ImportFile.objects.create(name="works.ris", state=ImportFile.State.TO_CHOOSE, user=user)
    rows = list(plan.plan_rows(entries, wants=wants))
    for row in rows:
        row.file = file
    ImportRow.objects.bulk_create(rows)
    return file


def imported(*entries: Record | Refusal, wants: DifferenceChooser = is_gap, user: Any = None) -> list[ImportRow]:
    """Return the rows after the import."""
    file = staged(entries, wants=wants, user=user)
    writer.apply_import(file)
    return list(file.rows.all())


def everything(difference: Any) -> bool:
    return True
