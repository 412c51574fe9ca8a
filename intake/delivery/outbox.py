"""The outbox: has the deliveries that are due claimed (intake/delivery/claims.py) and sent.

The table is the truth. The broker carries a hint without content (intake/tasks.py), and beat drains without any hint,
so what the broker loses costs some seconds and no delivery. A claim is a conditional UPDATE with a lease: it needs no
lock, and works alike on SQLite and PostgreSQL. A worker that dies while sending leaves a claim that runs out; the
delivery is then sent again, under the same Message-ID.

All times are the database's: it has one clock, however many machines ask it.
"""

import contextlib
import contextvars
import logging
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Now

from intake.delivery import claims, routing, transport
from intake.delivery.errors import TransportError
from intake.enums import EMAIL_CHANNELS, WEB_CHANNELS, Channel, DeliveryState, PatientChange
from intake.models import Delivery, DrainState, Submission

logger = logging.getLogger(__name__)

# How those who are told of a submission are told of a change.
CHANGE_CHANNEL_OF = {
    Channel.STAFF_EMAIL: Channel.STAFF_CHANGE,
    Channel.WEBHOOK: Channel.WEBHOOK_CHANGE,
    Channel.FHIR_SERVER: Channel.FHIR_UPDATE,
}
ENDS = (PatientChange.WITHDRAWN, PatientChange.ERASED)
DRAIN_LIMIT = 500


@dataclass(frozen=True)
class DrainResult:
    """How many deliveries a drain sent, and whether it stopped at its limit, so that more may be due."""

    sent: int
    has_more: bool = False


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


def enqueue_news(submission: Submission) -> None:
    """Make a delivery due that tells the patient of something new on their own page.

    One that already waits tells of this too; one that is just being sent may be older than this.

    Call it in the transaction of what is new, and have the outbox drained on its commit.
    """
    if not filter_waiting(submission).filter(channel=Channel.VISITOR_NEWS).exists():
        Delivery.objects.create(submission=submission, channel=Channel.VISITOR_NEWS)


def enqueue_change(submission: Submission, change: PatientChange) -> None:
    """Make the deliveries due that tell of what the patient changed, to whoever was told of the submission.

    Emails do not say what it was, so one that already waits tells of this too. A program is told once of each kind of
    change that it has not been told of. A FHIR server that was sent the answers is sent them again once they are
    corrected, and none any more once the patient has ended it.

    Call it in the transaction of the change, and have the outbox drained on its commit.
    """
    if change in ENDS:
        submission.deliveries.filter(channel=Channel.FHIR_UPDATE, state=DeliveryState.PENDING).delete()
    waiting = set(filter_waiting(submission).values_list("channel", "receiver", "change"))
    wanted = [
        (channel, receiver, change.value if channel in WEB_CHANNELS else "")
        for channel, receiver in choose_told_of_change(submission, change)
    ]
    Delivery.objects.bulk_create(
        Delivery(submission=submission, channel=channel, receiver_id=receiver, change=told)
        for channel, receiver, told in wanted
        if (channel, receiver, told) not in waiting
    )


def choose_told_of_change(submission: Submission, change: PatientChange) -> Iterator[tuple[Channel, uuid.UUID | None]]:
    """Yield who is told of a change, and how: those who were told of the submission, and never nobody."""
    facts = ("channel", "receiver", "receiver__is_active", "receiver__is_told_of_changes")
    told = submission.deliveries.filter(channel__in=CHANGE_CHANNEL_OF).order_by("pk").values_list(*facts)
    emailed = 0
    for channel, receiver, is_active, is_told_of_changes in told:
        if channel == Channel.FHIR_SERVER:
            is_told = bool(is_active) and change == PatientChange.CORRECTED
        elif channel == Channel.WEBHOOK:
            is_told = bool(is_active and is_told_of_changes)
        else:
            # One that is not in use goes to the clinic's mailbox.
            is_told = receiver is None or is_told_of_changes
            emailed += is_told
        if is_told:
            yield CHANGE_CHANNEL_OF[channel], receiver
    if not emailed:
        yield Channel.STAFF_CHANGE, None


def filter_waiting(submission: Submission) -> QuerySet[Delivery]:
    """Return the deliveries of a submission that are not being sent yet."""
    return submission.deliveries.filter(state=DeliveryState.PENDING, claim=None)


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
    # One of the future was sent before the clock was set back.
    may_send = Q(hinted_at=None) | Q(hinted_at__lte=lost) | Q(hinted_at__gt=Now())
    state = DrainState.objects.filter(may_send, pk=1)
    return bool(state.update(hinted_at=Now()))


def drain_deliveries(*, limit: int = DRAIN_LIMIT) -> DrainResult:
    """Send the deliveries that are due.

    It ends when nothing is due, or at its limit: after `limit` deliveries or OUTBOX_DRAIN_SECONDS. While the site
    cannot send email at all, or a receiver does not answer, it tries one delivery there and goes on with all others.

    The first go out one by one. If there are more, OUTBOX_SENDERS threads send at the same time, because most of the
    time is spent waiting for other servers; each may then still try one where nobody answers.
    """
    record_drain()
    return Drain(limit).run()


class Drain:
    """One drain of the outbox, and what its threads share."""

    def __init__(self, limit: int) -> None:
        self.left = limit
        self.end = time.monotonic() + settings.OUTBOX_DRAIN_SECONDS
        self.sent = 0
        self.has_more = False
        self.is_stopped = False
        self.out_of_reach = Q()
        # Whether an email went out since one last found no mail server.
        self.has_mail_server = False
        self.lock = threading.Lock()
        self.helpers: list[threading.Thread] = []

    def run(self) -> DrainResult:
        try:
            self.send_due()
        except BaseException:
            self.is_stopped = True
            raise
        finally:
            for helper in self.helpers:
                helper.join()
        return DrainResult(self.sent, self.has_more)

    def send_due(self) -> None:
        """Send one delivery after the other, until none is due or a limit is reached."""
        with transport.keeping_connection():
            while self.may_go_on():
                drop_dead_connection()
                claimed = claims.claim_next_delivery(self.out_of_reach)
                if claimed is None:
                    return
                error = claims.attempt_delivery(claimed)
                with self.lock:
                    self.count(claimed.delivery, error)
                self.call_helpers()

    def count(self, delivery: Delivery, error: TransportError | None) -> None:
        """Count what was sent, and leave what would fail as this one did for the next drain."""
        if error is None:
            self.sent += 1
            self.has_mail_server |= delivery.channel in EMAIL_CHANNELS
        elif error.is_ours and self.has_mail_server:
            # A busy server may miss a session: hundreds of emails need not wait for that.
            self.has_mail_server = False
        else:
            self.out_of_reach |= match_same_route(delivery, error)

    def may_go_on(self) -> bool:
        with self.lock:
            if self.is_stopped:
                return False
            if self.left <= 0 or time.monotonic() > self.end:
                self.has_more = True
                return False
            self.left -= 1
            return True

    def call_helpers(self) -> None:
        """Start the other threads once so much was sent that there are probably many more.

        A transaction's own connection alone sees what was made in it, so whoever drains in one sends alone.
        """
        wanted = settings.OUTBOX_SENDERS - 1
        if self.sent <= wanted or connection.in_atomic_block or threading.current_thread() in self.helpers:
            return
        # Without memory for a thread, this one goes on alone.
        with contextlib.suppress(RuntimeError):
            while len(self.helpers) < wanted:
                # It logs for the same request as this thread does.
                context = contextvars.copy_context()
                helper = threading.Thread(target=context.run, args=[self.help_out], name="outbox")
                helper.start()
                self.helpers.append(helper)

    def help_out(self) -> None:
        try:
            self.send_due()
        except Exception:
            # What it had claimed is due again when the lease ends. The drain itself meets the same cause, and says so.
            logger.exception("A thread of the outbox ended")
        finally:
            connection.close()


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

    One that works is kept: on SQLite it takes longer to open than a delivery takes to claim. One in a transaction is
    left to whoever began the transaction.
    """
    if connection.connection is not None and not connection.in_atomic_block and not connection.is_usable():
        connection.close()


def get_seconds_since_drain() -> float | None:
    """Return how long ago the outbox was last drained, or None if it never was."""
    age = ExpressionWrapper(Now() - F("drained_at"), output_field=DurationField())
    state = DrainState.objects.filter(pk=1, drained_at__isnull=False).annotate(age=age).values_list("age", flat=True)
    found = state.first()
    return found.total_seconds() if found is not None else None
