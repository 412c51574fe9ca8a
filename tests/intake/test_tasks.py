"""The tasks run by the names that beat and the hint call them by, and take nothing."""

from datetime import timedelta

import pytest
import time_machine
from celery import current_app
from django.conf import settings
from django.utils import timezone

from intake import drafts, outbox, tasks
from intake.enums import DeliveryState
from intake.models import Draft, QuestionnaireVersion
from intake.submissions import Receipt

pytestmark = pytest.mark.django_db


def run(name: str) -> None:
    current_app.tasks[name].apply(throw=True)


def test_draining_sends_what_is_due(receipt: Receipt) -> None:
    run(outbox.DRAIN_TASK)
    assert receipt.submission.deliveries.get().state == DeliveryState.SENT
    assert outbox.seconds_since_last_drain() is not None


def test_purging_deletes_what_has_expired(version: QuestionnaireVersion) -> None:
    drafts.start(version=version, language="en")
    with time_machine.travel(timezone.now() + settings.DRAFT_LIFETIME + timedelta(seconds=1)):
        kept, _ = drafts.start(version=version, language="en")
        run(tasks.purge_drafts.name)
    assert list(Draft.objects.all()) == [kept]


def test_beat_calls_tasks_that_there_are() -> None:
    planned = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {outbox.DRAIN_TASK, tasks.purge_drafts.name} <= planned <= set(current_app.tasks)


def test_a_lease_outlives_every_wait_on_a_mail_server() -> None:
    """Else a second worker would send what the first still sends; and a drain must end before its task is ended."""
    assert settings.OUTBOX_LEASE_SECONDS > settings.EMAIL_TIMEOUT * 2
    assert settings.OUTBOX_DRAIN_SECONDS + settings.OUTBOX_LEASE_SECONDS <= settings.CELERY_TASK_SOFT_TIME_LIMIT
