"""A due delivery is sent whatever fails in between, and one that cannot be sent is reported."""

import itertools
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.db import connection
from django.db.backends.signals import connection_created
from django.db.models import F
from django.db.models.functions import Now
from pytest_django import DjangoAssertNumQueries, Settings

from intake import tasks
from intake.delivery import backlog, claims, outbox, sending
from intake.delivery.errors import TransportError
from intake.enums import DeliveryState
from intake.models import Delivery, DrainState, QuestionnaireVersion
from intake.visitor.actions import Receipt
from tests.intake import builders
from tests.intake.mail_server import ACCEPT, CUT, MailServer

pytestmark = pytest.mark.django_db


def make_due() -> None:
    Delivery.objects.update(due_at=Now())


def age(**by: float) -> None:
    """Make every delivery older."""
    Delivery.objects.update(pending_since=F("pending_since") - timedelta(**by))


def the_delivery() -> Delivery:
    return Delivery.objects.get()


def seconds_until_due() -> float:
    wait = Delivery.objects.annotate(wait=F("due_at") - Now()).get().wait
    seconds: float = wait.total_seconds()
    return seconds


# --- Sending ---------------------------------------------------------------------------------------------------------


def test_due_deliveries_are_sent_once(version: QuestionnaireVersion) -> None:
    references = {builders.make_receipt(version).submission.reference for _ in range(3)}
    assert outbox.drain_deliveries().sent == 3
    assert outbox.drain_deliveries().sent == 0
    assert {letter.subject.split()[-1] for letter in mail.outbox} == references
    for delivery in Delivery.objects.all():
        assert (delivery.state, delivery.attempts, delivery.claim) == (DeliveryState.SENT, 1, None)
        assert delivery.sent_at is not None


def test_task_sends_due_deliveries(receipt: Receipt) -> None:
    tasks.drain.apply(throw=True)
    assert the_delivery().state == DeliveryState.SENT


@pytest.mark.parametrize("reply", ["451 try later", "452 no room", CUT])
def test_temporary_refusal_is_retried_later(receipt: Receipt, smtp: MailServer, reply: str) -> None:
    smtp.script = lambda: reply
    assert outbox.drain_deliveries().sent == 0
    delivery = the_delivery()
    assert (delivery.state, delivery.attempts, delivery.claim) == (DeliveryState.PENDING, 1, None)
    assert delivery.last_error == ("smtp cut off" if reply == CUT else f"smtp {reply[:3]}")
    assert 0 < seconds_until_due() <= 30
    smtp.script = lambda: ACCEPT
    make_due()
    assert outbox.drain_deliveries().sent == 1
    assert (the_delivery().state, the_delivery().last_error) == (DeliveryState.SENT, "")
    assert len(smtp.message_ids) == 1


def test_waits_grow_and_are_random(receipt: Receipt, smtp: MailServer) -> None:
    smtp.script = lambda: "451 try later"
    longest = []
    for attempts in (1, 2, 3, 7, 8, 50):
        waits = set()
        for _ in range(8):
            Delivery.objects.update(attempts=attempts - 1, due_at=Now())
            outbox.drain_deliveries(limit=1)
            waits.add(seconds_until_due())
        assert len(waits) == 8
        longest.append(max(waits))
    ceilings = (30, 60, 120, 1920, 3600, 3600)
    for wait, ceiling in zip(longest, ceilings, strict=True):
        assert ceiling / 5 < wait <= ceiling


def test_permanent_refusal_is_given_up_at_once(receipt: Receipt, smtp: MailServer) -> None:
    smtp.recipient_reply = "550 no such mailbox"
    assert outbox.drain_deliveries().sent == 0
    delivery = the_delivery()
    assert (delivery.state, delivery.attempts, delivery.last_error) == (DeliveryState.DEAD, 1, "smtp 550")
    assert backlog.measure_backlog() == backlog.Backlog(pending=0, dead=1, oldest_pending_seconds=0)


def test_delivery_is_given_up_after_three_days(receipt: Receipt, smtp: MailServer) -> None:
    smtp.script = lambda: "451 try later"
    age(days=2, hours=23)
    outbox.drain_deliveries()
    assert the_delivery().state == DeliveryState.PENDING
    age(hours=1)
    make_due()
    outbox.drain_deliveries()
    assert (the_delivery().state, the_delivery().last_error) == (DeliveryState.DEAD, "smtp 451")


def test_delivery_that_waited_for_a_worker_is_still_sent(receipt: Receipt) -> None:
    age(days=10)
    assert outbox.drain_deliveries().sent == 1


def test_refused_login_is_retried_until_it_works(
    receipt: Receipt, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with MailServer().listening(password="right") as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "clinic", "wrong"
        age(days=10)
        outbox.drain_deliveries()
        delivery = the_delivery()
        assert (delivery.state, delivery.last_error) == (DeliveryState.PENDING, "smtp 535")
        assert [record.levelname for record in caplog.records if record.name == "intake.delivery.claims"] == ["ERROR"]
        settings.EMAIL_HOST_PASSWORD = "right"
        make_due()
        assert outbox.drain_deliveries().sent == 1


def test_unreachable_server_is_tried_once_per_drain(version: QuestionnaireVersion, settings: Settings) -> None:
    for _ in range(3):
        builders.make_receipt(version)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert outbox.drain_deliveries().sent == 0
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 0, 1]
    Delivery.objects.update(attempts=30)
    make_due()
    outbox.drain_deliveries()
    [tried] = Delivery.objects.exclude(last_error="").exclude(attempts=30).annotate(wait=F("due_at") - Now())
    assert tried.wait <= timedelta(seconds=settings.OUTBOX_OUTAGE_WAIT_SECONDS)


@pytest.mark.parametrize(("misses", "sent"), [(1, 3), (2, 1)])
def test_mail_server_that_worked_is_tried_once_more(
    version: QuestionnaireVersion, monkeypatch: pytest.MonkeyPatch, misses: int, sent: int
) -> None:
    for _ in range(4):
        builders.make_receipt(version)
    send_delivery, attempts = sending.send_delivery, itertools.count()

    def miss_some(delivery: Delivery) -> None:
        if 1 <= next(attempts) <= misses:
            raise TransportError("smtp no session", is_ours=True)
        send_delivery(delivery)

    monkeypatch.setattr(sending, "send_delivery", miss_some)
    assert outbox.drain_deliveries().sent == sent


def test_email_that_cannot_be_rendered_does_not_block_others(
    version: QuestionnaireVersion, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    spoiled, good = (builders.make_receipt(version).submission for _ in range(2))
    (tmp_path / "emails").mkdir()
    (tmp_path / "emails/staff-notice-subject.txt").write_text(
        f"{{% if submission.reference == '{spoiled.reference}' %}}{{% include 'gone.txt' %}}{{% endif %}}", "utf-8"
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    assert outbox.drain_deliveries().sent == 1
    assert spoiled.deliveries.get().last_error == "unexpected"
    assert good.deliveries.get().state == DeliveryState.SENT
    assert "A notice could not be made" in caplog.text


# --- Claims ----------------------------------------------------------------------------------------------------------


def test_claimed_delivery_is_not_claimed_again(receipt: Receipt) -> None:
    assert claims.claim_next_delivery() is not None
    assert claims.claim_next_delivery() is None
    assert outbox.drain_deliveries().sent == 0


def test_claim_of_a_lost_worker_expires(receipt: Receipt) -> None:
    lost = claims.claim_next_delivery()
    assert lost is not None
    assert 25 < seconds_until_due() <= 30
    make_due()
    assert outbox.drain_deliveries().sent == 1
    assert the_delivery().attempts == 2


def test_late_worker_does_not_overwrite_a_newer_result(receipt: Receipt) -> None:
    late = claims.claim_next_delivery()
    assert late is not None
    make_due()
    outbox.drain_deliveries()
    claims.record_failure(late, TransportError("smtp 550", permanent=True))
    assert (the_delivery().state, the_delivery().last_error) == (DeliveryState.SENT, "")


def test_delivery_that_kills_its_worker_is_given_up(receipt: Receipt) -> None:
    for _ in range(3):
        assert claims.claim_next_delivery() is not None
        make_due()
    age(days=3)
    assert claims.claim_next_delivery() is None
    delivery = the_delivery()
    assert (delivery.state, delivery.attempts, delivery.last_error) == (DeliveryState.DEAD, 3, "worker lost")


def test_oldest_due_delivery_is_claimed_first(version: QuestionnaireVersion) -> None:
    first, second = (builders.make_receipt(version).submission for _ in range(2))
    Delivery.objects.filter(submission=second).update(due_at=Now() - timedelta(hours=1))
    claimed = [claims.claim_next_delivery(), claims.claim_next_delivery()]
    assert [each.delivery.submission for each in claimed if each] == [second, first]


def test_drain_stops_at_its_limits(version: QuestionnaireVersion, settings: Settings) -> None:
    for _ in range(3):
        builders.make_receipt(version)
    assert outbox.drain_deliveries(limit=2) == outbox.DrainResult(2, has_more=True)
    settings.OUTBOX_DRAIN_SECONDS = -1
    assert outbox.drain_deliveries() == outbox.DrainResult(0, has_more=True)
    settings.OUTBOX_DRAIN_SECONDS = 20
    assert outbox.drain_deliveries() == outbox.DrainResult(1, has_more=False)


def test_delivery_costs_the_same_few_queries_each_time(
    version: QuestionnaireVersion, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(10):
        builders.make_receipt(version)
    # Which channels are paused, which is due, the claim and the result: four a delivery, and four once.
    with django_assert_max_num_queries(44):
        assert outbox.drain_deliveries().sent == 10


@pytest.mark.django_db(transaction=True)
def test_connection_that_works_is_kept_for_the_next_delivery(version: QuestionnaireVersion, settings: Settings) -> None:
    settings.OUTBOX_SENDERS = 1  # each thread has a connection of its own
    for _ in range(3):
        builders.make_receipt(version)
    connection.close()
    opened: list[object] = []

    def note(sender: object, **_kwargs: object) -> None:
        opened.append(sender)

    connection_created.connect(note)
    try:
        assert outbox.drain_deliveries().sent == 3
    finally:
        connection_created.disconnect(note)
    assert len(opened) == 1


@pytest.mark.django_db(transaction=True)
def test_connection_that_died_is_opened_anew_for_the_next_delivery(
    version: QuestionnaireVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        builders.make_receipt(version)
    claimed = claims.claim_next_delivery()
    assert claimed
    monkeypatch.setattr(connection, "is_usable", lambda: False)
    outbox.drop_dead_connection()
    assert connection.connection is None
    monkeypatch.undo()
    assert outbox.drain_deliveries().sent == 1


@pytest.mark.django_db(transaction=True)
def test_concurrent_drains_send_each_delivery_once(version: QuestionnaireVersion, smtp: MailServer) -> None:
    for _ in range(20):
        builders.make_receipt(version)
    together = threading.Barrier(4)

    def drain(_: int) -> int:
        try:
            together.wait()
            return outbox.drain_deliveries().sent
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(drain, range(4))) == 20
    assert set(smtp.message_ids.values()) == {1}
    assert len(smtp.message_ids) == 20


# --- After the clock was set back ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("is_claimed", "attempts", "ahead", "is_due"),
    [
        # Never tried, so due when it was made.
        (False, 0, timedelta(minutes=59), True),
        # A worker took it, and was lost. A lease is 30 seconds.
        (True, 1, timedelta(minutes=59), True),
        (True, 1, timedelta(seconds=25), False),
        # It failed. The longest wait is an hour.
        (False, 1, timedelta(minutes=59), False),
        (False, 1, timedelta(minutes=61), True),
    ],
)
def test_delivery_waits_no_longer_than_it_ever_could(
    receipt: Receipt, is_claimed: bool, attempts: int, ahead: timedelta, is_due: bool
) -> None:
    claim = uuid.uuid4() if is_claimed else None
    Delivery.objects.update(claim=claim, attempts=attempts, due_at=Now() + ahead)
    assert outbox.drain_deliveries().sent == is_due


def test_hint_of_the_future_counts_as_lost(db: None) -> None:
    outbox.record_drain()
    assert outbox.claim_drain_hint()
    assert not outbox.claim_drain_hint()
    DrainState.objects.update(hinted_at=Now() + timedelta(hours=1))
    assert outbox.claim_drain_hint()


# --- Many at once ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_many_deliveries_are_sent_at_the_same_time(
    version: QuestionnaireVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(6):
        builders.make_receipt(version)
    send_delivery, together, sent = sending.send_delivery, threading.Barrier(3), itertools.count()

    def send_together(delivery: Delivery) -> None:
        if next(sent) >= 3:
            together.wait(10)
        send_delivery(delivery)

    monkeypatch.setattr(sending, "send_delivery", send_together)
    assert outbox.drain_deliveries() == outbox.DrainResult(6)
    assert not [thread for thread in threading.enumerate() if thread.name == "outbox"]


@pytest.mark.django_db(transaction=True)
def test_threads_of_a_drain_share_its_limit(version: QuestionnaireVersion) -> None:
    for _ in range(9):
        builders.make_receipt(version)
    assert outbox.drain_deliveries(limit=8) == outbox.DrainResult(8, has_more=True)


@pytest.mark.django_db(transaction=True)
def test_one_delivery_alone_costs_no_thread(receipt: Receipt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "Thread", None)
    assert outbox.drain_deliveries().sent == 1


# --- Given up and requeued -------------------------------------------------------------------------------------------


def test_given_up_delivery_can_be_requeued(receipt: Receipt, smtp: MailServer) -> None:
    smtp.recipient_reply = "550 no such mailbox"
    outbox.drain_deliveries()
    age(days=10)
    smtp.recipient_reply = "250 OK"
    assert outbox.requeue_delivery(the_delivery())
    assert backlog.measure_backlog().oldest_pending_seconds < 60
    assert outbox.drain_deliveries().sent == 1


def test_only_given_up_deliveries_are_requeued(receipt: Receipt) -> None:
    assert not outbox.requeue_delivery(the_delivery())
    outbox.drain_deliveries()
    assert not outbox.requeue_delivery(the_delivery())
    assert (the_delivery().state, len(mail.outbox)) == (DeliveryState.SENT, 1)


def test_backlog_is_measured(version: QuestionnaireVersion) -> None:
    assert backlog.measure_backlog() == backlog.Backlog(0, 0, 0)
    for _ in range(2):
        builders.make_receipt(version)
    age(minutes=20)
    found = backlog.measure_backlog()
    assert (found.pending, found.dead) == (2, 0)
    assert 1200 <= found.oldest_pending_seconds < 1260
    outbox.drain_deliveries()
    assert backlog.measure_backlog() == backlog.Backlog(0, 0, 0)


def test_time_since_the_last_drain_is_measured(db: None) -> None:
    assert outbox.get_seconds_since_drain() is None
    tasks.send_drain_hint()
    assert outbox.get_seconds_since_drain() is None
    outbox.drain_deliveries()
    seconds = outbox.get_seconds_since_drain()
    assert seconds is not None
    assert 0 <= seconds < 5
    DrainState.objects.update(drained_at=Now() - timedelta(hours=1))
    assert 3600 <= (outbox.get_seconds_since_drain() or 0) < 3605
