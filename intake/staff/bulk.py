"""Changes many submissions at once, each only if nobody has changed it since it was listed."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User

from intake.enums import SubmissionState
from intake.models import Submission
from intake.staff import actions, assignment
from intake.staff.refusals import ActionNotAllowed, EditConflict

MAX_ROWS = 100


@dataclass(frozen=True)
class SeenRow:
    """A submission as somebody saw it in the list."""

    pk: uuid.UUID
    revision: int

    def __str__(self) -> str:
        return f"{self.pk}.{self.revision}"


@dataclass(frozen=True)
class BulkResult:
    """The ids of what was changed, of what somebody else had changed meanwhile, and of what may not be changed so."""

    changed: tuple[uuid.UUID, ...]
    conflicts: tuple[uuid.UUID, ...]
    refused: tuple[uuid.UUID, ...]


def parse_rows(values: Iterable[str]) -> list[SeenRow]:
    """Return the rows that were selected, without those that are none, and no more than MAX_ROWS."""
    rows: dict[uuid.UUID, SeenRow] = {}
    for value in values:
        identifier, _dot, revision = value.partition(".")
        try:
            row = SeenRow(uuid.UUID(identifier), int(revision))
        except ValueError:
            continue
        rows.setdefault(row.pk, row)
    return list(rows.values())[:MAX_ROWS]


def assign_rows(rows: Iterable[SeenRow], to: User | None, *, by: User) -> BulkResult:
    """Give submissions to a colleague, or to nobody."""
    return change_each(
        rows, lambda row: assignment.assign_submission(row.pk, to, by=by, expected_revision=row.revision)
    )


def change_states(rows: Iterable[SeenRow], to: SubmissionState, *, by: User) -> BulkResult:
    return change_each(
        rows, lambda row: actions.change_state(row.pk, to, by=by, expected_revision=row.revision, is_blind=True)
    )


def change_each(rows: Iterable[SeenRow], change: Callable[[SeenRow], object]) -> BulkResult:
    """Change one row after another, each in a transaction of its own: what one refuses is no reason for another."""
    changed, conflicts, refused = [], [], []
    for row in rows:
        try:
            change(row)
        except EditConflict:
            conflicts.append(row.pk)
        except (ActionNotAllowed, Submission.DoesNotExist):
            refused.append(row.pk)
        else:
            changed.append(row.pk)
    return BulkResult(tuple(changed), tuple(conflicts), tuple(refused))
