"""The real site, as `make run` starts it, with a log of JSON: silent unless it is asked, and nothing is said twice."""

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests import running_site
from tests.fibro_site.logs.planting import MARKER
from tests.processes import ROOT, House, wait_until

pytestmark = pytest.mark.processes

CSRF = "0123456789abcdefghijABCDEFGHIJ01"
PAGES = ("/", f"/{MARKER}/", "/eligibility/", f"/account/login/?next=/{MARKER}/", "/robots.txt", "/health/live/")


@dataclass(frozen=True)
class Site:
    port: int
    log: Path

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> http.client.HTTPResponse:
        web = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            web.request(method, path, body, headers)
            response = web.getresponse()
            response.read()
            return response
        finally:
            web.close()

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]

    def lines_of(self, request_id: str | None) -> list[dict[str, Any]]:
        return [line for line in self.lines() if line.get("request_id") == request_id]


@pytest.fixture(scope="module")
def made_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, dict[str, str]]]:
    """Start the site without pages, and with a mail server that does not answer."""
    folder = tmp_path_factory.mktemp("site")
    var = folder / "var"
    # Two processes of a run may be at it.
    kept = Path(settings.STATIC_ROOT).with_name(f"static-of-{os.environ.get('PYTEST_XDIST_WORKER', 'processes')}")
    kept.mkdir(exist_ok=True)
    var.mkdir()
    (var / "static").symlink_to(kept)
    site = Site(running_site.free_port(), folder / "site.log")
    with running_site.own_database(var) as database:
        env = running_site.environment(var, site.port) | {
            "DATABASE_URL": database,
            "LOG_FORMAT": "json",
            "EMAIL_URL": f"smtp://127.0.0.1:{running_site.free_port()}",
            "ADMINS": "operator@clinic.example",
        }
        for command in (["-m", "fibro_site.setup.bootstrap", str(var)], ["manage.py", "prepare", "--no-demo"]):
            subprocess.run([sys.executable, *command], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
        house = House(env, site.log)
        try:
            wait_until(lambda: answers(site), 120, lambda: site.log.read_text(encoding="utf-8"))
            # Beat has sent something by then, and the worker has done it.
            wait_until(lambda: "None" not in ask_inside(env, "unsent")[-1], 120, "the outbox was drained")
            yield site, env
        finally:
            house.stop()


def ask_inside(env: dict[str, str], *arguments: str) -> list[str]:
    command = [sys.executable, "-m", "tests.intake.inside", *arguments]
    found: list[str] = json.loads(subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE).stdout)
    return found


def answers(site: Site) -> bool:
    try:
        return site.ask("GET", "/health/live/").status == 200
    except OSError:
        return False


@pytest.fixture
def site(made_site: tuple[Site, dict[str, str]]) -> Site:
    return made_site[0]


def test_start_says_nothing(site: Site) -> None:
    assert site.log.read_text(encoding="utf-8") == ""


def test_each_request_has_one_line_and_no_path(site: Site) -> None:
    before = len(site.lines())
    ids = [site.ask("GET", path, Cookie=f"answers={MARKER}").getheader("X-Request-ID") for path in PAGES]
    wait_until(lambda: len(site.lines()) >= before + len(PAGES) - 1, 10, "each page but the probe has its line")
    lines = site.lines()[before:]
    assert sorted(line["request_id"] for line in lines) == sorted(str(each) for each in ids[:-1])
    assert {line["process"].partition(".")[0] for line in lines} == {"web"}
    assert [line["status"] for line in lines if line["request_id"] == ids[1]] == [404]
    assert MARKER not in site.log.read_text(encoding="utf-8")


def test_worker_logs_under_the_id_of_the_request(made_site: tuple[Site, dict[str, str]]) -> None:
    """A questionnaire is sent while the mail server is away. Each process tells its part, and none tells its words."""
    site, env = made_site
    (token,) = ask_inside(env, "drafts", "1", MARKER)
    response = site.ask(
        "POST",
        "/eligibility/check/",
        f"csrfmiddlewaretoken={CSRF}",
        **{"Cookie": f"answers={token}; csrf={CSRF}", "Content-Type": "application/x-www-form-urlencoded"},
    )
    assert response.status == 303
    request_id = response.getheader("X-Request-ID")
    wait_until(
        # The worker may be quicker with its line than the web process, which writes once the answer has gone out.
        lambda: (
            any("was put off" in line["message"] for line in site.lines_of(request_id))
            and any("view" in line for line in site.lines_of(request_id))
        ),
        60,
        lambda: site.log.read_text(encoding="utf-8"),
    )
    (of_web,) = (line for line in site.lines_of(request_id) if line["process"].startswith("web"))
    of_worker = [line for line in site.lines_of(request_id) if line["process"] == "worker"]
    assert (of_web["view"], of_web["status"]) == ("intake:check", 303)
    assert {line["task"] for line in of_worker} == {"intake.tasks.drain"}
    assert len(site.lines_of(request_id)) == 1 + len(of_worker)
    text = site.log.read_text(encoding="utf-8")
    assert MARKER not in text
    assert token not in text
