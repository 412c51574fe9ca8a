"""Wraps to the clinic's current key what is wrapped to an old one.

It runs in the background while the site is in use. Each value is unwrapped and wrapped outside any transaction, and a
batch is stored in a short one, so it can be stopped or killed at any moment, and goes on where it stopped: what is left
to do is what the rows themselves say.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, QuerySet

from intake.encryption import current_key, key_ring, primitives
from intake.enums import Holder
from intake.models import ClinicKey, Export, PageRemark, WrappedKey

BATCH_SIZE = 100


@dataclass(frozen=True)
class Place:
    """Where wrapped keys are stored. Each row names the key pair that opens it in `key_id`."""

    rows: Callable[[], QuerySet[Any]]
    column: str
    get_context: Callable[[Any], str]


def get_wrapped_key_context(row: WrappedKey) -> str:
    return primitives.build_seal_context("wrappedkey", row.submission_id, row.holder)


def get_export_context(row: Export) -> str:
    return primitives.build_seal_context("export", row.pk, "key")


def get_remark_context(row: PageRemark) -> str:
    return primitives.build_seal_context("pageremark", row.pk, "key")


PLACES = (
    Place(lambda: WrappedKey.objects.filter(holder=Holder.CLINIC), "wrapped", get_wrapped_key_context),
    Place(lambda: Export.objects.exclude(key_id=""), "wrapped_key", get_export_context),
    Place(lambda: PageRemark.objects.exclude(key_id=""), "wrapped_key", get_remark_context),
)


@dataclass
class RewrapResult:
    """How many values were wrapped to the current key, and how many were left because they do not open.

    Whoever broke into a public machine can add rows that do not open. They must keep no key from being changed.
    """

    done: int = 0
    left: int = 0
    is_complete: bool = True


def rewrap_values(*, seconds: float = float("inf")) -> RewrapResult:
    """Wrap to the current key all that is wrapped to old ones, until it is done or the time is up.

    Raises KeyUnavailable in a process that does not have the current private key.
    """
    end, result = time.monotonic() + seconds, RewrapResult()
    current_id = current_key.get_current_key_id()
    old_ids = list(ClinicKey.objects.exclude(pk=current_id).values_list("pk", flat=True))
    if not old_ids or current_id is None:
        return result
    new = key_ring.load_private_key(current_id).public_key
    for place in PLACES:
        for batch in iterate_batches(place.rows().filter(key_id__in=old_ids)):
            rewrap_batch(place, batch, new, result)
            if time.monotonic() > end:
                result.is_complete = False
                return result
    return result


def iterate_batches(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    after: Any = None
    while batch := list((rows.filter(pk__gt=after) if after else rows).order_by("pk")[:BATCH_SIZE]):
        yield batch
        after = batch[-1].pk


def rewrap_batch(place: Place, batch: list[Any], new: primitives.PublicKey, result: RewrapResult) -> None:
    """Wrap the rows of a batch to `new`. One that was changed or erased meanwhile stays as it is."""
    wrapped = []
    for row in batch:
        try:
            wrapped.append((row, new.wrap(unwrap_row(place, row), context=place.get_context(row))))
        except (key_ring.KeyUnavailable, primitives.SealError):
            result.left += 1
    with transaction.atomic():
        result.done += store_values(place, wrapped, new.id)


def store_values(place: Place, wrapped: list[tuple[Any, bytes]], new_id: str) -> int:
    """Store what was wrapped anew in each row that still has the old key, and return how many those are.

    One prepared statement for all of them: to make an UPDATE for each takes longer than to wrap it.
    """
    if not wrapped:
        return 0
    fields = place.rows().model._meta
    pk, column = fields.pk, fields.get_field(place.column)
    table, id_name, value_name = map(connection.ops.quote_name, (fields.db_table, pk.column, column.column))
    statement = f"UPDATE {table} SET {value_name} = %s, key_id = %s WHERE {id_name} = %s AND key_id = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(
            statement,
            [
                (
                    column.get_db_prep_value(value, connection),
                    new_id,
                    pk.get_db_prep_value(row.pk, connection),
                    row.key_id,
                )
                for row, value in wrapped
            ],
        )
        return int(cursor.rowcount)


def unwrap_row(place: Place, row: Any) -> bytes:
    """Return what a row wraps. Raises KeyUnavailable, or SealError."""
    return key_ring.load_private_key(row.key_id).unwrap(getattr(row, place.column), context=place.get_context(row))


def count_values() -> dict[str, int]:
    """Return how many values are wrapped to each key pair."""
    counts: dict[str, int] = {}
    for place in PLACES:
        for key_id, count in place.rows().order_by().values_list("key_id").annotate(Count("pk")):
            counts[key_id] = counts.get(key_id, 0) + count
    return counts


def count_openable(key_id: str) -> int:
    """Return how many values are wrapped to this key pair and open with it: they would be lost with it."""
    return sum(
        opens(place, row)
        for place in PLACES
        for batch in iterate_batches(place.rows().filter(key_id=key_id))
        for row in batch
    )


def find_unopenable() -> Iterator[str]:
    """Open every wrapped value, and yield the table and the row of each that does not open."""
    for place in PLACES:
        for batch in iterate_batches(place.rows()):
            yield from (f"{type(row).__name__} {row.pk}" for row in batch if not opens(place, row))


def opens(place: Place, row: Any) -> bool:
    try:
        unwrap_row(place, row)
    except (key_ring.KeyUnavailable, primitives.SealError):
        return False
    return True
