"""Staff are told once a day what waits: counts and references, and nothing that a patient wrote."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from pytest_django import Settings

from intake import tasks
from intake.delivery import pauses
from intake.delivery.channels import daily_digest
from intake.enums import ChannelGroup
from intake.models import QuestionnaireVersion, Submission
from tests.conftest import make_user
from tests.intake import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def morning(clock: time_machine.Traveller, settings: Settings) -> time_machine.Traveller:
    """Half past seven in Berlin, where the digest is due at eight."""
    settings.TIME_ZONE, settings.DIGEST_HOUR = "Europe/Berlin", 8
    clock.move_to(datetime(2026, 11, 30, 6, 30, tzinfo=UTC))
    return clock


def test_digest_comes_once_a_day_from_its_hour_on(
    morning: time_machine.Traveller, version: QuestionnaireVersion
) -> None:
    urgent = builders.make_receipt(version).submission
    done = builders.make_receipt(version).submission
    Submission.objects.filter(pk=done.pk).update(state="closed")
    assert not daily_digest.send_due_digest()
    morning.shift(timedelta(hours=1))
    assert [daily_digest.send_due_digest() for _ in range(2)] == [True, False]
    morning.shift(timedelta(days=1))
    assert daily_digest.send_due_digest()
    letter, _next_day = mail.outbox
    assert letter.subject == "1 submission waits"
    assert urgent.reference in letter.body
    assert done.reference not in letter.body
    assert "night" not in letter.body.lower()
    assert "Urgent: 1" in letter.body


def test_digest_that_fails_is_tried_again(morning: time_machine.Traveller, version: object, settings: Settings) -> None:
    morning.shift(timedelta(hours=1))
    works = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    tasks.send_digest.apply(throw=True)
    settings.EMAIL_BACKEND = works
    pauses.pause_group(ChannelGroup.STAFF_EMAIL, by=make_user("ben"))
    tasks.send_digest.apply(throw=True)
    assert mail.outbox == []
    pauses.resume_group(ChannelGroup.STAFF_EMAIL)
    tasks.send_digest.apply(throw=True)
    assert [letter.subject for letter in mail.outbox] == ["0 submissions wait"]


def test_without_an_hour_there_is_no_digest(settings: Settings, db: None) -> None:
    settings.DIGEST_HOUR = -1
    assert not daily_digest.send_due_digest()
