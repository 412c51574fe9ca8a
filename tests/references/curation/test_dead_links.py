"""Which links are checked when, and what is stored about them."""

import socket
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from celery import current_app
from django.conf import settings as site
from django.utils import timezone

from references.curation import dead_links
from references.models import LinkCheck
from references.web import link_check
from tests.references.builders import make_reference, make_work
from tests.references.web.server import WebServer, redirect, reply


def states() -> list[tuple[str, str, str]]:
    return list(LinkCheck.objects.order_by("part").values_list("part", "url", "state"))


@pytest.mark.django_db
def test_every_url_of_a_work_is_checked(internet: WebServer) -> None:
    make_reference(
        work=make_work(DOI="10.1000/a", URL="https://one.example/", custom={"full-text-url": "https://two.example/pdf"})
    )
    internet.paths = {"/": reply(), "/10.1000/a": redirect("https://one.example/")}
    assert dead_links.check_due_links() == 3
    assert states() == [
        ("doi", "https://doi.org/10.1000/a", "found"),
        ("full-text", "https://two.example/pdf", "gone"),
        ("url", "https://one.example/", "found"),
    ]


@pytest.mark.django_db
def test_host_is_asked_once_in_a_run(internet: WebServer) -> None:
    for number in range(3):
        make_reference(f"Gray{number}", work=make_work(URL=f"https://one.example/{number}"))
    assert [dead_links.check_due_links() for _ in range(4)] == [1, 1, 1, 0]
    assert [asked.path for asked in internet.asked if asked.method == "HEAD"] == ["/0", "/1", "/2"]


@pytest.mark.django_db
def test_failures_are_checked_daily_and_successes_monthly(internet: WebServer) -> None:
    make_reference(work=make_work(URL="https://one.example/"))
    now, counts = timezone.now(), []
    for day, script in enumerate([reply(status=404)] * 3 + [reply()] * 2 + [reply(status=404)]):
        internet.paths["/"] = script
        with time_machine.travel(now + timedelta(days=day, minutes=day), tick=False):
            counts.append((dead_links.check_due_links(), LinkCheck.objects.get().failures))
    assert counts == [(1, 1), (1, 2), (1, 3), (1, 0), (0, 0), (0, 0)]
    with time_machine.travel(now + timedelta(days=34), tick=False):
        assert dead_links.check_due_links() == 1


@pytest.mark.django_db
def test_url_removed_from_a_work_is_deleted(internet: WebServer) -> None:
    reference = make_reference(work=make_work(URL="https://one.example/"))
    dead_links.check_due_links()
    reference.csl = make_work(URL="https://two.example/")
    reference.save()
    dead_links.check_due_links()
    assert states() == [("url", "https://two.example/", "gone")]


@pytest.mark.django_db
def test_links_are_not_blamed_while_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "no name server")

    make_reference(work=make_work(URL="https://one.example/"))
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert (dead_links.check_due_links(), LinkCheck.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_link_checks_can_be_disabled(internet: WebServer, settings: Any) -> None:
    settings.LINK_CHECK_DAYS = 0
    make_reference(work=make_work(URL="https://one.example/"))
    assert (dead_links.check_due_links(), internet.asked) == (0, [])


@pytest.mark.django_db
def test_beat_checks_links(internet: WebServer) -> None:
    make_reference(work=make_work(URL="https://one.example/"))
    current_app.tasks[site.CELERY_BEAT_SCHEDULE["check-links"]["task"]].apply(throw=True)
    assert states() == [("url", "https://one.example/", "gone")]


def test_run_ends_within_the_time_limit_of_its_task() -> None:
    assert dead_links.RUN_SECONDS + link_check.LINK_CHECK_PATIENCE.total < site.CELERY_TASK_SOFT_TIME_LIMIT
