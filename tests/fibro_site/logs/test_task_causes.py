"""A task that a request asked for logs under the id of that request."""

import pytest
from celery import shared_task
from celery.app.task import Context

from fibro_site.logs import causes, task_causes

seen: list[causes.Cause] = []


@shared_task
def look() -> None:
    seen.append(causes.current.get())


@pytest.mark.parametrize(("told", "request_id"), [("1a2b3c4d", "1a2b3c4d"), (None, ""), ("two words", ""), (7, "")])
def test_task_has_the_id_of_its_request(told: object, request_id: str) -> None:
    seen.clear()
    task = look
    task.push_request(**{task_causes.HEADER: told})
    try:
        task_causes.begin_task(task, "id-of-the-task")
        look.run()
        task_causes.end_task()
    finally:
        task.pop_request()
    assert [(each.request_id, each.task_id) for each in seen] == [(request_id, "id-of-the-task")]
    assert seen[0].task.endswith("test_task_causes.look")
    assert causes.current.get() is causes.NO_CAUSE


def test_message_has_the_id_of_the_request_and_nothing_without_one() -> None:
    headers: dict[str, object] = {}
    task_causes.send_request_id(headers)
    assert headers == {}
    with causes.caused_by(causes.Cause("1a2b3c4d")):
        task_causes.send_request_id(headers)
    assert headers == {"request_id": "1a2b3c4d"}
    assert Context(headers).get("request_id") == "1a2b3c4d"
