"""The tasks run under the names that beat calls them by, and the hint to drain is sent after the commit."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import time_machine
from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from kombu import pools

from fibro_site.celery import app
from intake import tasks
from intake.antispam import rate_limit
from intake.delivery import backlog, outbox
from intake.enums import DeliveryState
from intake.models import Draft, DrainState, PatientSession, QuestionnaireVersion, RateLimit
from intake.patient.actions import open_own_page
from intake.token_sessions import drafts, patient_sessions
from intake.visitor import actions
from intake.visitor.actions import Receipt
from tests.intake import builders

pytestmark = pytest.mark.django_db


def use_broker(url: str, folder: Path) -> None:
    options = {"data_folder_in": str(folder / "queue"), "data_folder_out": str(folder / "queue")}
    options["control_folder"] = str(folder / "control")
    app.conf.update(broker_url=url, broker_transport_options=options if url.startswith("filesystem") else {})
    forget_connections()


def forget_connections() -> None:
    """Drop the connections that Celery and kombu keep."""
    pools.reset()
    app._after_fork()


@pytest.fixture
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file broker for one test. Yields the folder with its messages."""
    # Celery prefers this variable to its own settings.
    monkeypatch.delenv("CELERY_BROKER_URL", raising=False)
    url, options = app.conf.broker_url, app.conf.broker_transport_options
    use_broker("filesystem://localhost", tmp_path)
    yield tmp_path / "queue"
    app.conf.update(broker_url=url, broker_transport_options=options)
    forget_connections()


def run(name: str) -> None:
    current_app.tasks[name].apply(throw=True)


def test_drain_task_sends_due_deliveries(receipt: Receipt) -> None:
    run(tasks.drain.name)
    assert receipt.submission.deliveries.get().state == DeliveryState.SENT
    assert outbox.get_seconds_since_drain() is not None


def test_indexing_waits_until_everything_due_is_sent(
    version: QuestionnaireVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = builders.make_receipt(version).submission
    monkeypatch.setattr(settings, "OUTBOX_DRAIN_SECONDS", -1)
    run(tasks.drain.name)
    submission.refresh_from_db()
    assert submission.needs_contact_index
    monkeypatch.undo()
    run(tasks.drain.name)
    submission.refresh_from_db()
    assert not submission.needs_contact_index


def test_purge_task_deletes_expired_drafts(version: QuestionnaireVersion) -> None:
    drafts.create_draft(version=version, language="en")
    with time_machine.travel(timezone.now() + settings.DRAFT_LIFETIME + timedelta(seconds=1)):
        kept, _ = drafts.create_draft(version=version, language="en")
        run(tasks.purge_drafts.name)
    assert list(Draft.objects.all()) == [kept]


def test_purge_task_deletes_sessions_and_full_buckets(receipt: Receipt) -> None:
    open_own_page(reference=receipt.submission.reference, code=receipt.visitor_code)
    rate_limit.allow_attempt("a test", "ada", rate_limit.Rate(at_once=1, interval=timedelta(minutes=1)))
    run(tasks.purge_own_pages.name)
    assert (PatientSession.objects.count(), RateLimit.objects.count()) == (1, 1)
    with time_machine.travel(timezone.now() + patient_sessions.SESSION_LIFETIME + timedelta(seconds=1)):
        run(tasks.purge_own_pages.name)
    assert (PatientSession.objects.count(), RateLimit.objects.count()) == (0, 0)


def test_beat_calls_existing_tasks() -> None:
    current_app.loader.import_default_modules()
    planned = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {tasks.drain.name, tasks.purge_drafts.name, tasks.purge_own_pages.name} <= planned <= set(current_app.tasks)


def test_lease_is_longer_than_any_wait_for_a_mail_server() -> None:
    """Otherwise a second worker would send the same email. And a drain must end before the limit of its task."""
    assert settings.OUTBOX_LEASE_SECONDS > settings.EMAIL_TIMEOUT * 2
    assert settings.OUTBOX_DRAIN_SECONDS + settings.OUTBOX_LEASE_SECONDS <= settings.CELERY_TASK_SOFT_TIME_LIMIT


def waiting(queue: Path) -> int:
    return len(list(queue.iterdir())) if queue.exists() else 0


def test_hints_do_not_accumulate(db: None, queue: Path) -> None:
    for _ in range(50):
        tasks.send_drain_hint()
    assert waiting(queue) == 1


def test_drain_allows_the_next_hint(db: None, queue: Path) -> None:
    tasks.send_drain_hint()
    outbox.drain_deliveries()
    tasks.send_drain_hint()
    assert waiting(queue) == 2


def test_lost_hint_is_followed_by_another(db: None, queue: Path) -> None:
    tasks.send_drain_hint()
    DrainState.objects.update(hinted_at=Now() - timedelta(seconds=11))
    tasks.send_drain_hint()
    tasks.send_drain_hint()
    assert waiting(queue) == 2


def test_hint_contains_no_data(receipt: Receipt, queue: Path) -> None:
    tasks.send_drain_hint()
    [message] = queue.iterdir()
    content = message.read_text(encoding="utf-8")
    assert receipt.submission.reference not in content
    assert str(receipt.submission.pk) not in content
    assert "intake.tasks.drain" in content
    assert queue.stat().st_mode & 0o777 == 0o700


def test_full_drain_requests_the_next(
    version: QuestionnaireVersion, queue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        builders.make_receipt(version)
    monkeypatch.setattr(outbox, "drain_deliveries", partial(outbox.drain_deliveries, limit=2))
    tasks.drain.apply(throw=True)
    assert waiting(queue) == 1
    tasks.drain.apply(throw=True)
    assert (backlog.measure_backlog().pending, waiting(queue)) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_submitting_sends_a_hint_after_commit(version: QuestionnaireVersion, queue: Path) -> None:
    draft, token = builders.make_draft(version)
    with transaction.atomic():
        actions.submit_draft(draft=draft, token=token)
        assert waiting(queue) == 0
    assert waiting(queue) == 1


@pytest.mark.usefixtures("queue")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("broker", ["redis://127.0.0.1:1/0", "amqp://guest:guest@127.0.0.1:1//", "filesystem://"])
def test_unavailable_broker_causes_no_error(
    version: QuestionnaireVersion, broker: str, caplog: pytest.LogCaptureFixture
) -> None:
    use_broker(broker, Path("/proc/nowhere"))
    receipt = builders.make_receipt(version)
    assert receipt.submission.pk
    assert [record.getMessage() for record in caplog.records if record.name == "intake.tasks"] == [
        "The hint to drain the outbox could not be sent; beat will drain it"
    ]
