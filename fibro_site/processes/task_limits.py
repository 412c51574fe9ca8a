"""Time limits of tasks, and the worker's pulse.

A worker runs its tasks in its own process: Celery's pool of children can wait for ever on a lock that a killed child
held. Nobody else can then end a task that takes too long, so an alarm does; and where not even that is heard, the
keeper finds the promise broken that was made when the task began.
"""

import logging
import signal
import time
from types import FrameType
from typing import Any

from billiard.exceptions import SoftTimeLimitExceeded
from celery import signals
from django.conf import settings

from fibro_site.operations.outages import OUTAGE_ERRORS
from fibro_site.processes import heartbeat, lifeline

# Between a task's hard limit and the end of its worker by the keeper.
KEEPER_GRACE_SECONDS = 10.0

logger = logging.getLogger(__name__)


class TaskLimits:
    """The limits of the task that runs, and when this worker last did what it is there for."""

    def __init__(self, silence: float) -> None:
        self.silence = silence
        self.note_success()
        self.has_been_warned = False

    def note_success(self, **_kwargs: Any) -> None:
        self.last_success = time.monotonic()
        heartbeat.promise_heartbeat(self.silence)

    def begin(self, task: Any, **_kwargs: Any) -> None:
        soft = task.soft_time_limit or settings.CELERY_TASK_SOFT_TIME_LIMIT
        hard = task.time_limit or settings.CELERY_TASK_TIME_LIMIT
        self.has_been_warned = False
        signal.setitimer(signal.ITIMER_REAL, soft, hard - soft)
        heartbeat.promise_heartbeat(hard + KEEPER_GRACE_SECONDS)

    def ring(self, signum: int, frame: FrameType | None) -> None:
        """At the soft limit the task is told to end; at the hard one it is ended, and its worker with it."""
        if self.has_been_warned:
            logger.error("A task did not end when it was told to; its worker ends")
            lifeline.exit_process()
        self.has_been_warned = True
        raise SoftTimeLimitExceeded

    def end(self, **_kwargs: Any) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)

    def note_failure(self, exception: BaseException, **_kwargs: Any) -> None:
        """What ails the database ails every worker: a new one would fare no better. All else may be this one's."""
        if isinstance(exception, MemoryError):
            lifeline.exit_process()
        if isinstance(exception, OUTAGE_ERRORS):
            self.note_success()
        else:
            heartbeat.promise_heartbeat(self.last_success + self.silence - time.monotonic())


@signals.worker_ready.connect
def enforce_task_limits(sender: Any, **_kwargs: Any) -> None:
    """From now on every task of this worker has its limits, and the keeper hears of the worker."""
    queues = sender.app.amqp.queues.consume_from
    limits = TaskLimits(min(settings.WORKER_ALARM_SECONDS[queue] for queue in queues))
    signal.signal(signal.SIGALRM, limits.ring)
    # Celery's signals keep no receiver alive.
    for happened, receiver in (
        (signals.task_prerun, limits.begin),
        (signals.task_success, limits.note_success),
        (signals.task_failure, limits.note_failure),
        (signals.task_postrun, limits.end),
    ):
        happened.connect(receiver, weak=False)
