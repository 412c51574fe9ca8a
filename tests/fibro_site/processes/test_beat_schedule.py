"""One beat at a time sends tasks, and each knows when they were last sent."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from celery import Celery
from django.db import DatabaseError
from django.utils import timezone

from fibro_site.models import BeatLease
from fibro_site.processes import beat_lease
from fibro_site.processes.beat_schedule import LONGEST_PAUSE_SECONDS, STANDBY_SECONDS, LeasedScheduler
from tests.processes import wait_until

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Start a beat on a machine. What it sends goes nowhere."""
    # Celery would believe it rather than the name of a broker in the code.
    monkeypatch.delenv("CELERY_BROKER_URL", raising=False)
    started = []

    def start_beat(machine: str) -> LeasedScheduler:
        clock = Celery("clock", broker="memory://", set_as_current=False)
        clock.conf.beat_schedule = {"hourly": {"task": "some.task", "schedule": HOUR}}
        started.append(LeasedScheduler(clock, schedule_filename=str(tmp_path / f"{machine}.lock")))
        return started[-1]

    yield start_beat
    for beat in started:
        beat.lease.close()


def count_sent(beat: LeasedScheduler) -> int:
    return int(beat.schedule["hourly"].total_run_count)


def test_task_is_sent_once_by_two_beats(start: Any) -> None:
    first, second = start("one"), start("two")
    assert first.tick() == LONGEST_PAUSE_SECONDS
    assert second.tick() == STANDBY_SECONDS
    with time_machine.travel(datetime.now(UTC) + HOUR, tick=False):
        for _ in range(3):
            second.tick()
            first.tick()
    assert (count_sent(first), count_sent(second)) == (1, 0)


def test_another_beat_goes_on_when_one_stops(start: Any) -> None:
    first, second = start("one"), start("two")
    first.tick()
    first.schedule["hourly"].last_run_at = long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    first.close()
    assert second.tick() == 0
    assert count_sent(second) == 1
    # Not when it stopped, but when it was sent.
    assert BeatLease.objects.get().last_runs["hourly"] > (long_ago + HOUR).isoformat()


def test_another_machine_takes_over_from_one_that_is_gone_once_its_lease_has_run_out(start: Any) -> None:
    first, second = start("one"), start("two")
    first.tick()
    assert second.tick() == STANDBY_SECONDS
    BeatLease.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert second.tick() != STANDBY_SECONDS
    # The first one comes back: it sees that it has lost the lease when it next renews it.
    first.lease.renew(first.list_last_runs())
    assert first.tick() == STANDBY_SECONDS


def test_beat_that_was_killed_is_replaced_at_once_on_its_machine(start: Any) -> None:
    first = start("one")
    first.tick()
    again = start("one")
    assert again.tick() == STANDBY_SECONDS  # the first one lives
    first.lease.close()  # as its end would
    assert again.tick() == LONGEST_PAUSE_SECONDS


def test_lock_ends_with_its_process(tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; import django; django.setup()\n"
        "from fibro_site.processes.beat_lease import LeaseKeeper\n"
        "keeper = LeaseKeeper(Path(sys.argv[1])); print(keeper.lock_file(), flush=True); time.sleep(60)"
    )
    file = tmp_path / "beat.lock"
    with subprocess.Popen([sys.executable, "-c", script, str(file)], stdout=subprocess.PIPE) as other:
        assert other.stdout
        assert other.stdout.readline() == b"True\n"
        keeper = beat_lease.LeaseKeeper(file)
        assert not keeper.lock_file()
        other.kill()
        wait_until(keeper.lock_file, 10, "the lock is free")
    keeper.close()


def test_beat_sends_until_its_lease_runs_out_while_the_database_is_away(
    start: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_changes: object) -> None:
        raise DatabaseError

    beat = start("one")
    beat.tick()
    monkeypatch.setattr(beat_lease.LeaseKeeper, "update", fail)
    beat.lease.held_until -= beat_lease.LEASE.total_seconds() / 2
    assert beat.tick() == LONGEST_PAUSE_SECONDS
    beat.lease.held_until -= beat_lease.LEASE.total_seconds() / 2
    assert beat.tick() == STANDBY_SECONDS
    monkeypatch.undo()
    assert beat.tick() == LONGEST_PAUSE_SECONDS


def test_lease_from_before_the_clock_was_set_back_holds_nobody_up(start: Any) -> None:
    start("one").tick()
    BeatLease.objects.update(until=timezone.now() + HOUR)
    assert start("two").tick() == LONGEST_PAUSE_SECONDS


@pytest.mark.parametrize("restarts", [True, False])
def test_task_is_sent_again_an_interval_after_the_clock_was_set_back(start: Any, restarts: bool) -> None:
    """Celery's own scheduler would wait until the clock has caught up."""
    now = datetime.now(UTC)
    with time_machine.travel(now + timedelta(days=1), tick=False):
        beat = start("one")
        beat.tick()
        if restarts:
            beat.close()
    with time_machine.travel(now, tick=False):
        beat = start("one") if restarts else beat
        beat.tick()
        assert beat.schedule["hourly"].last_run_at == now
    with time_machine.travel(now + HOUR, tick=False):
        assert beat.schedule["hourly"].is_due().is_due
        assert beat.tick() == 0  # it has just sent something
        assert count_sent(beat) == 1


def test_beat_goes_on_without_a_place_for_its_lock(start: Any) -> None:
    first = start("no such folder/one")
    assert first.tick() == LONGEST_PAUSE_SECONDS
    first.lease.renew(first.list_last_runs())
    assert first.tick() == LONGEST_PAUSE_SECONDS
    assert start("no such folder/two").tick() == STANDBY_SECONDS
