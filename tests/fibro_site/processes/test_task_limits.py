"""A worker without a pool of children keeps its tasks' time limits, and sends its supervisor heartbeats."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from billiard.exceptions import SoftTimeLimitExceeded
from celery import current_app
from django.conf import settings
from django.db import OperationalError

from fibro_site.processes import heartbeat
from fibro_site.processes.task_limits import TaskLimits
from tests.processes import ROOT


class Task:
    soft_time_limit = 0.05
    time_limit = 0.1


@pytest.fixture
def heartbeats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "heartbeats"
    file.touch()
    monkeypatch.setenv(heartbeat.HEARTBEAT_FILE_VARIABLE, str(file))
    return file


@pytest.fixture
def limits(heartbeats: Path) -> Iterator[TaskLimits]:
    limits = TaskLimits(silence=60)
    before = signal.signal(signal.SIGALRM, limits.handle_alarm)
    yield limits
    limits.stop_timer()
    signal.signal(signal.SIGALRM, before)


def left(heartbeats: Path) -> float:
    return (heartbeat.read_heartbeat_deadline(heartbeats) or 0) - time.monotonic()


def test_slow_task_gets_the_soft_time_limit(limits: TaskLimits) -> None:
    limits.start_timer(Task)
    with pytest.raises(SoftTimeLimitExceeded):
        signal.pause()


def test_task_that_ignores_the_soft_limit_ends_with_its_worker() -> None:
    script = """
import signal
from celery import current_app
from django.conf import settings
settings.configure(S3_BUCKET="")
from billiard.exceptions import SoftTimeLimitExceeded
from fibro_site.processes.task_limits import TaskLimits
from tests.fibro_site.processes.test_task_limits import Task
limits = TaskLimits(60)
signal.signal(signal.SIGALRM, limits.handle_alarm)
limits.start_timer(Task)
while True:
    try:
        signal.pause()
    except SoftTimeLimitExceeded:
        pass
"""
    ended = subprocess.run(
        [sys.executable, "-c", script],
        check=False,
        cwd=ROOT,
        env=dict(os.environ),
        timeout=60,
        capture_output=True,
        text=True,
    )
    assert (ended.returncode, ended.stderr) == (1, "A task did not stop when it was told to; its worker stops\n")


def test_task_in_time_is_not_interrupted(limits: TaskLimits) -> None:
    limits.start_timer(Task)
    limits.stop_timer()
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


@pytest.mark.parametrize(("error", "seconds"), [(OperationalError(), 60), (ValueError(), 30)])
def test_only_an_outage_counts_as_a_heartbeat(
    limits: TaskLimits, heartbeats: Path, error: Exception, seconds: float
) -> None:
    limits.last_success -= 30
    limits.note_failure(error)
    assert left(heartbeats) == pytest.approx(seconds, abs=5)


def test_success_sets_a_new_deadline(limits: TaskLimits, heartbeats: Path) -> None:
    limits.start_timer(Task)
    limits.note_success()
    assert left(heartbeats) == pytest.approx(60, abs=5)


def test_worker_may_be_silent_for_longer_than_its_schedule() -> None:
    """Otherwise every worker that waits for its next task would be restarted."""
    beats: dict[str, list[float]] = {"fibro": [], "fibro-slow": []}
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        queue = str(current_app.amqp.router.route({}, entry["task"])["queue"].name)
        every = entry["schedule"]
        seconds = every.total_seconds() if hasattr(every, "total_seconds") else every
        if isinstance(seconds, int | float):
            beats[queue].append(seconds)
    assert all(min(beats[queue]) * 4 <= settings.WORKER_ALARM_SECONDS[queue] for queue in beats)
