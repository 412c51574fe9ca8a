"""Long tasks never delay an email to staff: they have a queue and a worker of their own."""

import pytest
from celery import current_app

from references import tasks
from tests.processes import ROOT

NAMES = sorted(name for name in current_app.tasks if name.startswith(f"{tasks.__name__}."))


def queue_of(task: str) -> str:
    return str(current_app.amqp.router.route({}, task)["queue"].name)


@pytest.mark.parametrize("task", NAMES)
def test_long_tasks_have_their_own_queue(task: str) -> None:
    assert queue_of(task) == "fibro-slow"


@pytest.mark.parametrize("task", ["intake.tasks.drain", "intake.tasks.purge_drafts"])
def test_deliveries_do_not_wait_for_long_tasks(task: str) -> None:
    assert queue_of(task) == "fibro"


def test_each_queue_has_a_worker() -> None:
    lines = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text(encoding="utf-8").splitlines())
    assert "--queues fibro-slow" in lines["slow"]
    assert "--queues" not in lines["worker"]
