"""Claims: which delivery is due, who may send it until when, and what became of the attempt.

All times are the database's: it has one clock, however many machines ask it.
"""

import logging
import random
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Now

from intake.delivery import pauses, sending
from intake.delivery.errors import TransportError
from intake.enums import DeliveryState
from intake.models import Delivery

logger = logging.getLogger(__name__)

CLAIM_ATTEMPTS = 20


@dataclass(frozen=True)
class ClaimedDelivery:
    """A delivery that this process alone may send until the lease runs out."""

    delivery: Delivery
    # Whether it has been pending for longer than OUTBOX_GIVE_UP_SECONDS.
    is_overdue: bool


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
        unclaimed = Delivery.objects.filter(match_due(), pk=candidate.pk, state=DeliveryState.PENDING)
        if unclaimed.update(claim=claim, attempts=F("attempts") + 1, due_at=Now() + lease):
            candidate.claim, candidate.attempts = claim, candidate.attempts + 1
            return ClaimedDelivery(candidate, candidate.is_overdue)
    return None


def filter_due_deliveries() -> QuerySet[Delivery]:
    """Return the deliveries that this process may claim now."""
    due = Delivery.objects.filter(match_due(), state=DeliveryState.PENDING)
    paused = pauses.list_paused_channels()
    usable = [channel for channel in sending.list_usable_channels() if channel not in paused]
    return due.filter(channel__in=usable).select_related("submission", "receiver__account", "account")


def match_due() -> Q:
    """Return the condition for pending deliveries whose time has come, or never could be so far ahead.

    A time too far ahead was stored before the clock was set back: that of one that was never tried, of a claim longer
    than a lease, of a wait longer than the longest. The margin of a second lease is for clocks that are corrected by
    fractions of a second while somebody sends.
    """
    lease = timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    longest = timedelta(seconds=max(settings.OUTBOX_LONGEST_WAIT_SECONDS, settings.OUTBOX_OUTAGE_WAIT_SECONDS))
    return (
        Q(due_at__lte=Now())
        | Q(claim=None, attempts=0)
        | Q(claim__isnull=False, due_at__gt=Now() + 2 * lease)
        | Q(claim=None, due_at__gt=Now() + longest + lease)
    )


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
