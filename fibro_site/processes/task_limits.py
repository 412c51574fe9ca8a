"""Time limits of tasks, and the heartbeat of a worker.

A worker runs its tasks in its own process, because Celery's pool of children can wait for ever on a lock that a killed
child held. So no other process can end a task that takes too long: an alarm does. Where even the alarm has no effect,
the supervisor sees that the heartbeat is missed whose deadline was set when the task began.
"""

import logging
import signal
import time
from types import FrameType
from typing import Any, Protocol

from billiard.exceptions import SoftTimeLimitExceeded
from celery import signals
from django.conf import settings

from fibro_site.operations.outages import OUTAGE_ERRORS
from fibro_site.processes import heartbeat, process_exit

# Between a task's hard limit and the moment when the supervisor kills its worker.
SUPERVISOR_GRACE_SECONDS = 10.0

logger = logging.getLogger(__name__)


class LimitedTask(Protocol):
    """A task, or a class of tasks, with its time limits in seconds, or None for those of the settings."""

    soft_time_limit: float | None
    time_limit: float | None


class TaskLimits:
    """The limits of the task that runs, and when a task of this worker last succeeded.

    `silence` is how many seconds may pass between two successes.
    """

    def __init__(self, silence: float) -> None:
        self.silence = silence
        self.note_success()
        self.has_been_warned = False

    def note_success(self, **_kwargs: object) -> None:
        self.last_success = time.monotonic()
        heartbeat.set_heartbeat_deadline(self.silence)

    def start_timer(self, task: LimitedTask, **_kwargs: object) -> None:
        soft = task.soft_time_limit or settings.CELERY_TASK_SOFT_TIME_LIMIT
        hard = task.time_limit or settings.CELERY_TASK_TIME_LIMIT
        self.has_been_warned = False
        signal.setitimer(signal.ITIMER_REAL, soft, hard - soft)
        heartbeat.set_heartbeat_deadline(hard + SUPERVISOR_GRACE_SECONDS)

    def handle_alarm(self, signum: int, frame: FrameType | None) -> None:
        """Raise SoftTimeLimitExceeded in the task at the soft limit; end the whole worker at the hard one."""
        if self.has_been_warned:
            logger.error("A task did not stop when it was told to; its worker stops")
            process_exit.exit_process()
        self.has_been_warned = True
        raise SoftTimeLimitExceeded

    def stop_timer(self, **_kwargs: object) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)

    def note_failure(self, exception: BaseException, **_kwargs: object) -> None:
        """Count an outage as a success: a new worker would fare no better. All else may be the fault of this one."""
        if isinstance(exception, MemoryError):
            process_exit.exit_process()
        if isinstance(exception, OUTAGE_ERRORS):
            self.note_success()
        else:
            heartbeat.set_heartbeat_deadline(self.last_success + self.silence - time.monotonic())


@signals.worker_ready.connect
def enforce_task_limits(sender: Any, **_kwargs: object) -> None:
    """Give every task of this worker its limits from now on, and the supervisor its heartbeats."""
    queues = sender.app.amqp.queues.consume_from
    limits = TaskLimits(min(settings.WORKER_ALARM_SECONDS[queue] for queue in queues))
    signal.signal(signal.SIGALRM, limits.handle_alarm)
    # Celery's signals hold weak references to their receivers by default.
    for happened, receiver in (
        (signals.task_prerun, limits.start_timer),
        (signals.task_success, limits.note_success),
        (signals.task_failure, limits.note_failure),
        (signals.task_postrun, limits.stop_timer),
    ):
        happened.connect(receiver, weak=False)
