"""Beat remembers in JSON when it last called what."""

import pickle
import shelve
from datetime import UTC, datetime, timedelta
from pathlib import Path

from celery import Celery

from fibro_site.processes.beat_schedule import JsonScheduler
from tests.fibro_site.pickle_attack import Attack


def test_pickle_in_beats_schedule_file_is_not_loaded(tmp_path: Path) -> None:
    file = tmp_path / "beat-schedule.json"
    file.write_bytes(pickle.dumps(Attack(tmp_path / "trace")))
    with shelve.open(str(file) + ".shelf") as shelf:  # noqa: S301
        shelf["entries"] = Attack(tmp_path / "trace")
    next(tmp_path.glob("*.shelf*")).replace(file)
    scheduler(file)
    assert not (tmp_path / "trace").exists()


def scheduler(file: Path) -> JsonScheduler:
    clock = Celery("clock", broker="memory://", set_as_current=False)
    clock.conf.beat_schedule = {"hourly": {"task": "some.task", "schedule": timedelta(hours=1)}}
    return JsonScheduler(clock, schedule_filename=str(file))


def test_beat_remembers_its_last_runs(tmp_path: Path) -> None:
    file = tmp_path / "beat-schedule.json"
    first = scheduler(file)
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    first.schedule["hourly"].last_run_at = long_ago
    first.close()
    again = scheduler(file)
    assert again.schedule["hourly"].last_run_at == long_ago
    assert again.schedule["hourly"].is_due().is_due
    again.reserve(again.schedule["hourly"])
    again.sync()
    assert not scheduler(file).schedule["hourly"].is_due().is_due
