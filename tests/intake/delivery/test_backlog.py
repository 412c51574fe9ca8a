"""Alarms tell the channels apart, and a patient's mistyped address is none."""

from datetime import timedelta

import pytest
from django.db.models import F
from pytest_django import Settings

from intake.delivery import backlog, outbox, pauses
from intake.delivery.backlog import AlarmKind, ChannelAlarm
from intake.enums import Channel, ChannelGroup, DeliveryState, ReceiverKind
from intake.models import ChannelPause, Delivery, Receiver, Submission
from tests.conftest import make_user
from tests.intake.delivery.test_outbox import age, make_due
from tests.intake.mail_server import MailServer

pytestmark = pytest.mark.django_db


def add_delivery(submission: Submission, channel: Channel, **fields: object) -> None:
    Delivery.objects.create(submission=submission, channel=channel, **fields)


def test_each_channel_has_its_own_alarm(submission: Submission) -> None:
    assert backlog.list_channel_alarms() == []
    program = Receiver.objects.create(name="Records", kind=ReceiverKind.WEBHOOK)
    add_delivery(submission, Channel.WEBHOOK, receiver=program, state=DeliveryState.DEAD)
    assert backlog.list_channel_alarms() == [ChannelAlarm(ChannelGroup.WEBHOOK, AlarmKind.FAILED, 1)]
    age(minutes=16)
    assert backlog.list_channel_alarms() == [
        ChannelAlarm(ChannelGroup.STAFF_EMAIL, AlarmKind.LATE, 1),
        ChannelAlarm(ChannelGroup.WEBHOOK, AlarmKind.FAILED, 1),
    ]


@pytest.mark.parametrize(
    ("state", "attempts", "error", "alarms"),
    [
        (DeliveryState.DEAD, 1, "smtp 550", 0),
        # A mailbox that puts emails off is the patient's.
        (DeliveryState.PENDING, 9, "smtp 451", 0),
        # Nobody has tried, or the site cannot send.
        (DeliveryState.PENDING, 0, "", 1),
        (DeliveryState.PENDING, 9, "unreachable", 1),
        (DeliveryState.PENDING, 9, "smtp 535", 1),
    ],
)
def test_only_what_the_site_cannot_send_to_patients_is_an_alarm(
    submission: Submission, state: DeliveryState, attempts: int, error: str, alarms: int
) -> None:
    submission.deliveries.all().delete()
    add_delivery(submission, Channel.VISITOR_EMAIL, state=state, attempts=attempts, last_error=error)
    age(hours=5)
    found = backlog.list_channel_alarms()
    assert found == [ChannelAlarm(ChannelGroup.PATIENT_EMAIL, AlarmKind.LATE, 1)] * alarms


def test_paused_channel_waits_and_gives_nothing_up(
    submission: Submission, smtp: MailServer, settings: Settings
) -> None:
    """For however long, and also what failed before: the pause counts for nothing."""
    ben = make_user("ben")
    assert pauses.pause_group(ChannelGroup.STAFF_EMAIL, by=ben)
    assert not pauses.pause_group(ChannelGroup.STAFF_EMAIL, by=ben)
    age(days=10)
    assert outbox.drain_deliveries().sent == 0
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == (DeliveryState.PENDING, 0)
    assert backlog.list_channel_alarms() == [ChannelAlarm(ChannelGroup.STAFF_EMAIL, AlarmKind.PAUSED, 1)]

    assert pauses.resume_group(ChannelGroup.STAFF_EMAIL)
    assert not pauses.resume_group(ChannelGroup.STAFF_EMAIL)
    smtp.script = lambda: "451 try later"
    outbox.drain_deliveries()
    assert Delivery.objects.get().state == DeliveryState.PENDING
    smtp.script = lambda: "250 OK"
    make_due()
    assert outbox.drain_deliveries().sent == 1
    assert backlog.list_channel_alarms() == []


def test_pause_of_one_channel_leaves_the_others(submission: Submission, smtp: MailServer) -> None:
    pauses.pause_group(ChannelGroup.PATIENT_EMAIL, by=make_user("ben"))
    add_delivery(submission, Channel.VISITOR_NEWS)
    Delivery.objects.update(due_at=F("due_at") - timedelta(minutes=1))
    assert outbox.drain_deliveries().sent == 1
    assert Delivery.objects.get(state=DeliveryState.PENDING).channel == Channel.VISITOR_NEWS


def test_pause_survives_whoever_made_it(submission: Submission) -> None:
    ben = make_user("ben")
    pauses.pause_group(ChannelGroup.WEBHOOK, by=ben)
    ben.delete()
    assert ChannelPause.objects.get().paused_by is None
    assert pauses.list_paused_channels() == {Channel.WEBHOOK, Channel.WEBHOOK_CHANGE}
