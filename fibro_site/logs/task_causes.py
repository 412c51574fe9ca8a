"""Passes on why a task runs: the request that asked for it tells the broker its id, and the worker logs it."""

from contextlib import ExitStack
from typing import Any

from celery import signals

from fibro_site.logs.causes import Cause, caused_by, current, is_request_id

HEADER = "request_id"

# Of the task that this thread works on. A worker runs one at a time, in its own process.
running = ExitStack()


@signals.before_task_publish.connect
def send_request_id(headers: dict[str, Any] | None = None, **_kwargs: object) -> None:
    if headers is not None and current.get().request_id:
        headers[HEADER] = current.get().request_id


@signals.task_prerun.connect
def begin_task(task: Any, task_id: str, **_kwargs: object) -> None:
    request_id = task.request.get(HEADER)
    cause = Cause(request_id if is_request_id(request_id) else "", task.name, task_id)
    running.enter_context(caused_by(cause))


@signals.task_postrun.connect
def end_task(**_kwargs: object) -> None:
    running.close()
