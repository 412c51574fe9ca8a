"""Reads every row beside a submission in one query, whatever its kind.

Notes, messages, replies, corrections and the rest lie in tables of their own, and most submissions have few of them: a
query for each kind would be half of what opening a submission asks of the database.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.contrib.auth.models import User
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Cast

from intake.models import (
    Appointment,
    AppointmentAnswer,
    Correction,
    Mention,
    Message,
    Note,
    Reply,
    Submission,
    Withdrawal,
    WrappedKey,
)

# What the columns of the query can hold. Each kind leaves those empty that it has no field for.
COLUMNS: Mapping[str, models.Field[Any, Any]] = {
    "uuid": models.UUIDField(),
    "number": models.BigIntegerField(),
    "appointment": models.UUIDField(),
    "author": models.IntegerField(),
    "username": models.CharField(),
    "sealed": models.BinaryField(),
    "word": models.CharField(),
    "other_word": models.CharField(),
    "flag": models.BooleanField(),
    "at": models.DateTimeField(),
}


@dataclass(frozen=True)
class RowKind:
    """A kind of row: the field that holds each of its columns, and how its submission is found."""

    model: Any
    fields: Mapping[str, str]
    path: str = "submission"

    @property
    def has_author(self) -> bool:
        """Whether somebody of staff wrote it, whose name is shown beside it."""
        return self.fields.get("author") == "author_id"

    def select_rows(self, name: str, submission: Submission) -> QuerySet[Any, Any]:
        sources = {**self.fields, **({"username": "author__username"} if self.has_author else {})}
        columns = (
            F(sources[column]) if column in sources else Cast(Value(None), field) for column, field in COLUMNS.items()
        )
        rows = self.model.objects.filter(**{self.path: submission})
        return rows.order_by().values_list(Value(name, models.CharField()), *columns)

    def build_row(self, found: Mapping[str, Any]) -> Any:
        columns = {field: found[column] for column, field in self.fields.items()}
        # Built in this order from what was read of it.
        names = [field.attname for field in self.model._meta.concrete_fields if field.attname in columns]
        row = self.model.from_db(DEFAULT_DB_ALIAS, names, [columns[name] for name in names])
        if self.has_author:
            row.author = User.from_db(DEFAULT_DB_ALIAS, ["id", "username"], [found["author"], found["username"]])
        return row


WRITTEN = {"uuid": "id", "author": "author_id", "at": "created_at"}
# By the name under which a submission has them.
ROW_KINDS: Mapping[str, RowKind] = {
    "notes": RowKind(Note, WRITTEN | {"sealed": "sealed_text"}),
    "messages": RowKind(Message, WRITTEN | {"sealed": "sealed_text"}),
    "appointments": RowKind(Appointment, WRITTEN | {"sealed": "sealed_details"}),
    "replies": RowKind(Reply, {"uuid": "id", "sealed": "sealed_content", "at": "created_at"}),
    "corrections": RowKind(Correction, {"uuid": "id", "sealed": "sealed_answers", "at": "created_at"}),
    "withdrawals": RowKind(
        Withdrawal, {"number": "id", "word": "link_id", "flag": "closes_case", "at": "withdrawn_at"}
    ),
    "mentions": RowKind(Mention, {"number": "id", "author": "user_id", "flag": "is_seen", "at": "mentioned_at"}),
    "wrapped_keys": RowKind(
        WrappedKey, {"number": "id", "word": "holder", "other_word": "key_id", "sealed": "wrapped"}
    ),
}
ANSWERS = "answers"
APPOINTMENT_ANSWER = RowKind(
    AppointmentAnswer,
    {"uuid": "id", "appointment": "appointment_id", "word": "standing", "at": "created_at"},
    path="appointment__submission",
)


def load_rows_beside(submission: Submission) -> None:
    """Read all rows beside a submission, so that its relations ask for none of them again."""
    kinds = {**ROW_KINDS, ANSWERS: APPOINTMENT_ANSWER}
    first, *others = (kind.select_rows(name, submission) for name, kind in kinds.items())
    rows: dict[str, list[Any]] = defaultdict(list)
    for name, *values in first.union(*others, all=True):
        rows[name].append(kinds[name].build_row(dict(zip(COLUMNS, values, strict=True))))
    for name, kind in kinds.items():
        rows[name].sort(key=attrgetter(*kind.model._meta.ordering or ["pk"]))
    for name in ROW_KINDS:
        for row in rows[name]:
            row.submission = submission
        fill_relation(submission, name, rows[name])
    for appointment in rows["appointments"]:
        own = [answer for answer in rows[ANSWERS] if answer.appointment_id == appointment.pk]
        fill_relation(appointment, ANSWERS, own)


def fill_relation(owner: models.Model, name: str, rows: list[Any]) -> None:
    """Leave rows where `prefetch_related` leaves those that it has read."""
    relation = getattr(owner, name).all()
    relation._result_cache = rows  # noqa: SLF001 -- there is no other place for them
    owner.__dict__.setdefault("_prefetched_objects_cache", {})[name] = relation
