"""The tasks run by the names that beat and the hint call them by, and take nothing."""

from datetime import timedelta

import pytest
import time_machine
from celery import current_app
from django.conf import settings
from django.utils import timezone

from intake import tasks
from intake.antispam import rate_limit
from intake.delivery import outbox
from intake.enums import DeliveryState
from intake.models import Draft, PatientSession, QuestionnaireVersion, RateLimit
from intake.patient import actions
from intake.token_sessions import drafts, patient_sessions
from intake.visitor.actions import Receipt

pytestmark = pytest.mark.django_db


def run(name: str) -> None:
    current_app.tasks[name].apply(throw=True)


def test_draining_sends_what_is_due(receipt: Receipt) -> None:
    run(tasks.drain.name)
    assert receipt.submission.deliveries.get().state == DeliveryState.SENT
    assert outbox.get_seconds_since_drain() is not None


def test_purging_deletes_what_has_expired(version: QuestionnaireVersion) -> None:
    drafts.create_draft(version=version, language="en")
    with time_machine.travel(timezone.now() + settings.DRAFT_LIFETIME + timedelta(seconds=1)):
        kept, _ = drafts.create_draft(version=version, language="en")
        run(tasks.purge_drafts.name)
    assert list(Draft.objects.all()) == [kept]


def test_purging_closes_own_pages_and_forgets_limits(receipt: Receipt) -> None:
    actions.open_own_page(reference=receipt.submission.reference, code=receipt.visitor_code)
    rate_limit.allow_attempt("a test", "ada", rate_limit.Rate(at_once=1, interval=timedelta(minutes=1)))
    run(tasks.purge_own_pages.name)
    assert (PatientSession.objects.count(), RateLimit.objects.count()) == (1, 1)
    with time_machine.travel(timezone.now() + patient_sessions.SESSION_LIFETIME + timedelta(seconds=1)):
        run(tasks.purge_own_pages.name)
    assert (PatientSession.objects.count(), RateLimit.objects.count()) == (0, 0)


def test_beat_calls_tasks_that_there_are() -> None:
    current_app.loader.import_default_modules()
    planned = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {tasks.drain.name, tasks.purge_drafts.name, tasks.purge_own_pages.name} <= planned <= set(current_app.tasks)


def test_a_lease_outlives_every_wait_on_a_mail_server() -> None:
    """Else a second worker would send what the first still sends; and a drain must end before its task is ended."""
    assert settings.OUTBOX_LEASE_SECONDS > settings.EMAIL_TIMEOUT * 2
    assert settings.OUTBOX_DRAIN_SECONDS + settings.OUTBOX_LEASE_SECONDS <= settings.CELERY_TASK_SOFT_TIME_LIMIT
