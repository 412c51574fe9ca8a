"""The outbox: claims the deliveries that are due, has them sent, and records the result.

The table is the truth. The broker carries a hint without content (intake/tasks.py), and beat drains without any hint,
so what the broker loses costs some seconds and no delivery. A claim is a conditional UPDATE with a lease: it needs no
lock, and works alike on SQLite and PostgreSQL. A worker that dies while sending leaves a claim that runs out; the
delivery is then sent again, under the same Message-ID.

All times are the database's: it has one clock, however many machines ask it.
"""

import logging
import random
import time
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import BooleanField, Count, DurationField, ExpressionWrapper, F, Min, Q, QuerySet
from django.db.models.functions import Now

from intake.delivery import pauses, routing, sending
from intake.delivery.errors import TransportError
from intake.enums import EMAIL_CHANNELS, WEB_CHANNELS, Channel, DeliveryState
from intake.models import Delivery, DrainState, Submission

logger = logging.getLogger(__name__)

DRAIN_LIMIT = 500
CLAIM_ATTEMPTS = 20


@dataclass(frozen=True)
class ClaimedDelivery:
    """A delivery that this process alone may send until the lease runs out."""

    delivery: Delivery
    # Whether it has been pending for longer than OUTBOX_GIVE_UP_SECONDS.
    is_overdue: bool


@dataclass(frozen=True)
class DrainResult:
    """How many deliveries a drain sent, and whether it stopped at its limit, so that more may be due."""

    sent: int
    has_more: bool = False


@dataclass(frozen=True)
class Backlog:
    """The deliveries that are pending and those that were given up."""

    pending: int
    dead: int
    oldest_pending_seconds: float


def enqueue_deliveries(submission: Submission, *, has_address: bool = False) -> None:
    """Make the deliveries of a new submission due: to whom the rules say and, if they gave an address, to its visitor.

    Call it in the transaction that saves the submission, and have the outbox drained on its commit.
    """
    wanted = [(each.channel, each.receiver_id) for each in routing.choose_destinations(submission)]
    if has_address:
        wanted.append((Channel.VISITOR_EMAIL, None))
    Delivery.objects.bulk_create(
        [Delivery(submission=submission, channel=channel, receiver_id=receiver) for channel, receiver in wanted]
    )


def enqueue_news(submission: Submission, channel: Channel) -> None:
    """Make a delivery due that tells of something new.

    `channel` is VISITOR_NEWS, which tells the patient of something new on their own page, or STAFF_CHANGE, which tells
    staff that the patient changed something. One that already waits tells of this too; one that is just being sent may
    be older than this.

    Call it in the transaction of what is new, and have the outbox drained on its commit.
    """
    waiting = submission.deliveries.filter(channel=channel, state=DeliveryState.PENDING, claim=None)
    if waiting.exists():
        return
    told: list[uuid.UUID | None] = [None]
    if channel == Channel.STAFF_CHANGE:
        # Whoever was told of the submission; the clinic's mailbox if only another program was.
        told = (
            list(submission.deliveries.filter(channel=Channel.STAFF_EMAIL).values_list("receiver", flat=True)) or told
        )
    Delivery.objects.bulk_create(
        [Delivery(submission=submission, channel=channel, receiver_id=receiver) for receiver in dict.fromkeys(told)]
    )


def requeue_delivery(delivery: Delivery) -> bool:
    """Make a delivery that was given up, or put aside, due again. Return False if it was neither.

    Call it in a transaction, and have the outbox drained on its commit.
    """
    ended = Delivery.objects.filter(pk=delivery.pk, state__in=(DeliveryState.DEAD, DeliveryState.DROPPED))
    return bool(ended.update(state=DeliveryState.PENDING, due_at=Now(), pending_since=Now()))


def drop_delivery(delivery: Delivery) -> bool:
    """Put a delivery that was given up aside, so that no alarm counts it. Return False if it was not given up."""
    return bool(Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.DEAD).update(state=DeliveryState.DROPPED))


def claim_drain_hint() -> bool:
    """Return True if the caller may send a hint to drain, which then is the only one on its way.

    The next may go once a worker has taken this one, or once it is so old that it must be lost: hints must not pile up.
    """
    lost = Now() - timedelta(seconds=settings.OUTBOX_HINT_SECONDS)
    state = DrainState.objects.filter(Q(hinted_at=None) | Q(hinted_at__lte=lost), pk=1)
    return bool(state.update(hinted_at=Now()))


def drain_deliveries(*, limit: int = DRAIN_LIMIT) -> DrainResult:
    """Send the deliveries that are due, one by one.

    It ends when nothing is due, or at its limit: after `limit` deliveries or OUTBOX_DRAIN_SECONDS. While the site
    cannot send email at all, or a receiver does not answer, it tries one delivery there and goes on with all others.
    """
    record_drain()
    sent, out_of_reach = 0, Q()
    end = time.monotonic() + settings.OUTBOX_DRAIN_SECONDS
    for _ in range(limit):
        if time.monotonic() > end:
            break
        drop_dead_connection()
        claimed = claim_next_delivery(out_of_reach)
        if claimed is None:
            return DrainResult(sent)
        error = attempt_delivery(claimed)
        if error is None:
            sent += 1
        else:
            out_of_reach |= match_same_route(claimed.delivery, error)
    return DrainResult(sent, has_more=True)


def match_same_route(delivery: Delivery, error: TransportError) -> Q:
    """Return the condition for the deliveries that would fail now as this one did."""
    if error.is_ours:
        return Q(channel__in=EMAIL_CHANNELS)
    if delivery.channel in WEB_CHANNELS and not error.permanent:
        return Q(receiver=delivery.receiver_id)
    return Q()


def record_drain() -> None:
    """Record that a drain begins. Whoever submits from now on must hint anew: this drain may not see it any more."""
    if not DrainState.objects.filter(pk=1).update(drained_at=Now(), hinted_at=None):
        DrainState.objects.get_or_create(pk=1, defaults={"drained_at": Now()})


def drop_dead_connection() -> None:
    """Close the database connection if it died since the last delivery: within a loop it would never heal by itself.

    A connection in a transaction is left to whoever began the transaction.
    """
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def claim_next_delivery(out_of_reach: Q | None = None) -> ClaimedDelivery | None:
    """Claim the delivery that has been due longest, or return None if none is due.

    `out_of_reach` is the condition for those that are left for later.

    The attempt is counted at the claim, so that a delivery that kills its worker is given up too, once it is overdue.
    """
    given_up = Now() - timedelta(seconds=settings.OUTBOX_GIVE_UP_SECONDS)
    is_overdue = ExpressionWrapper(Q(pending_since__lte=given_up), output_field=BooleanField())
    for _ in range(CLAIM_ATTEMPTS):
        due = filter_due_deliveries().exclude(out_of_reach) if out_of_reach else filter_due_deliveries()
        candidate = due.annotate(is_overdue=is_overdue).order_by("due_at").first()
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
            return ClaimedDelivery(candidate, candidate.is_overdue)
    return None


def filter_due_deliveries() -> QuerySet[Delivery]:
    """Return the deliveries that this process may claim now."""
    due = Delivery.objects.filter(state=DeliveryState.PENDING, due_at__lte=Now())
    usable = [channel for channel in sending.list_usable_channels() if channel not in pauses.list_paused_channels()]
    return due.filter(channel__in=usable).select_related("submission", "receiver__account", "account")


def attempt_delivery(claimed: ClaimedDelivery) -> TransportError | None:
    """Send a claimed delivery and record the result. Return the error if it was not sent."""
    try:
        sending.send_delivery(claimed.delivery)
    except TransportError as error:
        record_failure(claimed, error)
        return error
    except Exception:
        # An error of ours in building one email must not hold up the others.
        logger.exception("A notice could not be made")
        unexpected = TransportError("unexpected")
        record_failure(claimed, unexpected)
        return unexpected
    finish_attempt(claimed.delivery, state=DeliveryState.SENT, sent_at=Now(), last_error="")
    return None


def record_failure(claimed: ClaimedDelivery, error: TransportError) -> None:
    """Put a delivery off, or give it up: at once if it will always be refused, else once it is overdue.

    While the site cannot send at all, nothing is given up for being overdue.
    """
    delivery = claimed.delivery
    if error.permanent or (claimed.is_overdue and not error.is_ours):
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


def compute_retry_delay(delivery: Delivery, error: TransportError) -> timedelta:
    """Return how long to wait before the next attempt.

    The longest wait doubles with each attempt. The wait is random below it ("full jitter"), so that deliveries that
    failed together are not all tried again together.
    """
    longest = settings.OUTBOX_OUTAGE_WAIT_SECONDS if error.is_ours else settings.OUTBOX_LONGEST_WAIT_SECONDS
    doublings = min(delivery.attempts - 1, 20)
    ceiling = min(settings.OUTBOX_FIRST_WAIT_SECONDS * 2**doublings, longest)
    return timedelta(seconds=random.uniform(0, ceiling))  # noqa: S311 -- spreads load, guards nothing


def finish_attempt(delivery: Delivery, **changes: object) -> None:
    """Save the result of an attempt, unless the claim ran out and another worker has taken the delivery since."""
    Delivery.objects.filter(pk=delivery.pk, claim=delivery.claim).update(claim=None, **changes)


def measure_backlog(*wanted: Channel) -> Backlog:
    """Return how much has not been sent by these channels, or by any channel if none is given."""
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
    """Return how long ago the outbox was last drained, or None if it never was."""
    age = ExpressionWrapper(Now() - F("drained_at"), output_field=DurationField())
    state = DrainState.objects.filter(pk=1, drained_at__isnull=False).annotate(age=age).values_list("age", flat=True)
    found = state.first()
    return found.total_seconds() if found is not None else None
