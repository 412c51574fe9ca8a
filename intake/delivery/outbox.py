"""The outbox: claims what is due, has it sent, and keeps what came of it.

The table is the truth. The broker carries one hint without content, and beat drains without any hint, so whatever the
broker loses costs some seconds and no notice. A claim is a conditional UPDATE with a lease: it needs no lock, and works
alike on SQLite and PostgreSQL. A worker that dies while sending leaves a claim that runs out; the notice is then sent
again, under the same Message-ID.
"""

import logging
import random
import time
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.db.models import BooleanField, Count, DurationField, ExpressionWrapper, F, Min, Q, QuerySet
from django.db.models.functions import Now

from intake.delivery import channels
from intake.enums import Channel, DeliveryState
from intake.models import Delivery, DrainState, Submission

logger = logging.getLogger(__name__)

# By name: the tasks stand above this module.
DRAIN_TASK = "intake.tasks.drain"
DRAIN_LIMIT = 500
CLAIM_ATTEMPTS = 20


@dataclass(frozen=True)
class Backlog:
    pending: int
    dead: int
    oldest_pending_seconds: float


def enqueue_deliveries(submission: Submission, *, has_address: bool = False) -> None:
    """Make the notices of a submission due, in the caller's transaction; to its visitor if they gave an address."""
    wanted = [Channel.STAFF_EMAIL] + [Channel.VISITOR_EMAIL] * has_address
    Delivery.objects.bulk_create([Delivery(submission=submission, channel=channel) for channel in wanted])


def enqueue_news(submission: Submission, channel: Channel) -> None:
    """Make it due that somebody is told of something new, in the caller's transaction.

    `channel` is VISITOR_NEWS, for the patient of what is on their own page, or STAFF_CHANGE, for staff of what the
    patient changed. News that wait already tell of this too; what is being sent just now may be older than it.
    """
    waiting = submission.deliveries.filter(channel=channel, state=DeliveryState.PENDING, claim=None)
    if not waiting.exists():
        Delivery.objects.create(submission=submission, channel=channel)
    transaction.on_commit(send_drain_hint)


def send_drain_hint() -> None:
    """Tell a worker that something is due; for `transaction.on_commit`.

    It never raises: what it hints at is safely kept, and beat finds it without a hint.
    """
    try:
        if claim_drain_hint():
            current_app.send_task(DRAIN_TASK, retry=False, expires=settings.OUTBOX_HINT_SECONDS)
    except Exception:  # noqa: BLE001 -- whatever broker or driver raises, the visitor's receipt must not suffer from it
        logger.warning("The hint to drain the outbox could not be sent; beat will do without")


def claim_drain_hint() -> bool:
    """True for one caller, until its hint is taken by a worker or is old enough to be lost: hints must not pile up."""
    lost = Now() - timedelta(seconds=settings.OUTBOX_HINT_SECONDS)
    state = DrainState.objects.filter(Q(hinted_at=None) | Q(hinted_at__lte=lost), pk=1)
    return bool(state.update(hinted_at=Now()))


def drain_deliveries(*, limit: int = DRAIN_LIMIT) -> int:
    """Send what is due, one by one, and give the number sent.

    It ends when nothing is due, after `limit` notices or OUTBOX_DRAIN_SECONDS, or when the road is closed for all.
    """
    record_drain()
    sent = 0
    end = time.monotonic() + settings.OUTBOX_DRAIN_SECONDS
    for _ in range(limit):
        if time.monotonic() > end:
            break
        drop_dead_connection()
        delivery = claim_next_delivery()
        if delivery is None:
            return sent
        error = attempt_delivery(delivery)
        if error is None:
            sent += 1
        elif error.is_ours:
            return sent
    send_drain_hint()
    return sent


def drop_dead_connection() -> None:
    """Let go of a connection that died since the last notice: in a loop it would never heal by itself. One that is in
    a transaction is for its owner to heal.
    """
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def record_drain() -> None:
    """Note that a drain runs. Whoever submits from now on must hint anew: this drain may not see it any more."""
    if not DrainState.objects.filter(pk=1).update(drained_at=Now(), hinted_at=None):
        DrainState.objects.get_or_create(pk=1, defaults={"drained_at": Now()})


def claim_next_delivery() -> Delivery | None:
    """Take the delivery that has been due longest, or None if none is due. The attempt is counted here, so that a
    notice that kills its worker runs out of time too.
    """
    for _ in range(CLAIM_ATTEMPTS):
        candidate = filter_due_deliveries().order_by("due_at").first()
        if candidate is None:
            return None
        if candidate.claim and candidate.is_overdue:
            finish_attempt(candidate, state=DeliveryState.DEAD, last_error="worker lost")
            continue
        claim = uuid.uuid4()
        lease = timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
        if (
            filter_due_deliveries()
            .filter(pk=candidate.pk)
            .update(claim=claim, attempts=F("attempts") + 1, due_at=Now() + lease)
        ):
            candidate.claim, candidate.attempts = claim, candidate.attempts + 1
            return candidate
    return None


def attempt_delivery(delivery: Delivery) -> channels.TransportError | None:
    """Send one claimed delivery and record what came of it; gives the error if it was not sent."""
    try:
        channels.send_delivery(delivery)
    except channels.TransportError as error:
        record_failure(delivery, error)
        return error
    except Exception:
        # A fault of ours in making one notice must not hold up the others.
        logger.exception("A notice could not be made")
        unexpected = channels.TransportError("unexpected")
        record_failure(delivery, unexpected)
        return unexpected
    finish_attempt(delivery, state=DeliveryState.SENT, sent_at=Now(), last_error="")
    return None


def record_failure(delivery: Delivery, error: channels.TransportError) -> None:
    """Put the delivery off, or give it up: at once if it will always be refused, else once it has waited too long."""
    if error.permanent or (delivery.is_overdue and not error.is_ours):
        logger.error("Delivery %s was given up: %s", delivery.pk, error.code)
        finish_attempt(delivery, state=DeliveryState.DEAD, last_error=error.code)
        return
    level = logging.ERROR if error.is_ours else logging.WARNING
    logger.log(level, "Delivery %s was put off: %s", delivery.pk, error.code)
    finish_attempt(
        delivery,
        state=DeliveryState.PENDING,
        due_at=Now() + compute_retry_delay(delivery, error),
        last_error=error.code,
    )


def compute_retry_delay(delivery: Delivery, error: channels.TransportError) -> timedelta:
    """How long to wait before the next attempt: twice as long each time, and "full jitter", so that what failed
    together does not come back together.
    """
    longest = settings.OUTBOX_OUTAGE_WAIT_SECONDS if error.is_ours else settings.OUTBOX_LONGEST_WAIT_SECONDS
    doublings = min(delivery.attempts - 1, 20)
    ceiling = min(settings.OUTBOX_FIRST_WAIT_SECONDS * 2**doublings, longest)
    return timedelta(seconds=random.uniform(0, ceiling))  # noqa: S311 -- spreads load, guards nothing


def finish_attempt(delivery: Delivery, **changes: Any) -> None:
    """Write the end of an attempt, unless the claim ran out and another worker has taken the delivery since."""
    Delivery.objects.filter(pk=delivery.pk, claim=delivery.claim).update(claim=None, **changes)


def requeue_delivery(delivery: Delivery) -> bool:
    """Make a delivery that was given up due again; False if it was not given up."""
    is_revived = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.DEAD).update(
        state=DeliveryState.PENDING, due_at=Now(), pending_since=Now()
    )
    if is_revived:
        transaction.on_commit(send_drain_hint)
    return bool(is_revived)


def measure_backlog(*wanted: Channel) -> Backlog:
    """What has not gone out by these channels, or by any; by the database's clock."""
    pending = Q(state=DeliveryState.PENDING)
    age = ExpressionWrapper(Now() - Min("pending_since", filter=pending), output_field=DurationField())
    rows = Delivery.objects.filter(state__in=(DeliveryState.PENDING, DeliveryState.DEAD))
    rows = rows.filter(channel__in=wanted) if wanted else rows
    found = rows.aggregate(
        pending=Count("pk", filter=pending), dead=Count("pk", filter=Q(state=DeliveryState.DEAD)), age=age
    )
    return Backlog(
        pending=found["pending"],
        dead=found["dead"],
        oldest_pending_seconds=found["age"].total_seconds() if found["age"] else 0.0,
    )


def get_seconds_since_drain() -> float | None:
    """By the database's clock; None if the outbox was never drained."""
    age = ExpressionWrapper(Now() - F("drained_at"), output_field=DurationField())
    state = DrainState.objects.filter(pk=1, drained_at__isnull=False).annotate(age=age).values_list("age", flat=True)
    found = state.first()
    return found.total_seconds() if found is not None else None


def filter_due_deliveries() -> QuerySet[Delivery]:
    """What this process may claim now, each with whether it has been tried for too long (`is_overdue`)."""
    given_up = Now() - timedelta(seconds=settings.OUTBOX_GIVE_UP_SECONDS)
    is_overdue = ExpressionWrapper(Q(pending_since__lte=given_up), output_field=BooleanField())
    found = Delivery.objects.filter(state=DeliveryState.PENDING, due_at__lte=Now()).select_related("submission")
    found = found.filter(channel__in=channels.list_usable_channels())
    return found.annotate(is_overdue=is_overdue)  # type: ignore[no-redef]  # the model names it for its readers
