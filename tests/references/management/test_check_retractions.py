"""The command check_retractions, and the task that beat calls."""

import json
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.conf import settings as site
from django.core.management import call_command

from references import tasks
from references.models import Reference, StatusNotice
from references.retractions import matching, register_lock, registers
from tests.references.retractions.register import make_row, text
from tests.references.web.server import WebServer, json_reply, reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path, gray: Reference) -> Path:
    path = tmp_path / "retraction_watch.csv"
    path.write_text(text([make_row(47, doi="10.1000/gray")]), encoding="utf-8")
    return path


def run(*arguments: Any) -> Any:
    """Run the command, and return its exit code."""
    try:
        call_command("check_retractions", *map(str, arguments))
    except SystemExit as end:
        return end.code
    return 0


def test_new_notices_are_printed(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--csv", file) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Retraction Watch: entries read: 1; works in the library with notices: 1",
        "  new: gray2020: Retracted (Retraction Watch 47)",
    ]
    assert Reference.objects.get().status == "retracted"


def test_json_option_prints_json(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with file.open("a") as rows:
        rows.write("a,broken,row\n")
    assert run("--csv", file, "--json", "--dry-run") == 1
    assert json.loads(capsys.readouterr().out) == {
        "registers": [
            {
                "register": "Retraction Watch",
                "read": 2,
                "matched": 1,
                "new": [
                    {"key": "gray2020", "status": "retracted", "source": "Retraction Watch", "source_id": "47"},
                ],
                "changed": [],
                "withdrawn": [],
                "broken": 1,
                "refused": [{"place": "line 3", "reason": "The line has 3 columns instead of 20."}],
                "problem": "",
            }
        ]
    }
    assert StatusNotice.objects.count() == 0


def test_broken_rows_are_printed_with_their_lines(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with file.open("a") as rows:
        rows.writelines(["a,broken,row\n"] * (matching.MAX_LISTED_REFUSALS + 1))
    assert run("--csv", file) == 1
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "  line 3: The line has 3 columns instead of 20."
    assert told[-1] == "  and 1 more that could not be read"


@pytest.mark.parametrize("content", [None, b"", b"Title,Author\n", b"\x00\xff\x00"])
def test_unreadable_file_exits_with_2(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    if content is not None:
        path.write_bytes(content)
    assert run("--csv", path) == 2


def test_without_arguments_configured_registers_are_checked(
    server: WebServer, gray: Reference, capsys: pytest.CaptureFixture[str]
) -> None:
    server.paths["/works"] = json_reply({"message": {"items": [{"DOI": "10.1000/gray"}]}})
    assert run() == 1
    captured = capsys.readouterr()
    assert captured.out.splitlines() == [
        "Retraction Watch: entries read: 0; works in the library with notices: 0",
        "Crossref: entries read: 1; works in the library with notices: 0",
    ]
    assert "Nothing was found. Check the identifier or the address." in captured.err


def test_crossref_option_checks_only_crossref(server: WebServer, gray: Reference) -> None:
    server.paths["/works"] = json_reply({"message": {"items": []}})
    assert run("--crossref") == 0
    assert [asked.path for asked in server.asked] == ["/works"]


def test_csv_option_takes_a_url(server: WebServer, gray: Reference) -> None:
    server.paths["/mirror.csv"] = reply(text([make_row(doi="10.1000/gray")]).encode())
    assert run("--csv", f"{server.url}/mirror.csv") == 0
    assert Reference.objects.get().status == "retracted"


def test_without_registers_the_command_fails(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.CROSSREF_URL = settings.RETRACTION_WATCH_CSV = ""
    assert run() == 2
    assert "No register is set up" in capsys.readouterr().err


def test_beat_checks_registers_every_night(file: Path, settings: Any) -> None:
    settings.RETRACTION_WATCH_CSV, settings.CROSSREF_URL = str(file), ""
    entry = site.CELERY_BEAT_SCHEDULE["check-retractions"]
    current_app.tasks[entry["task"]].apply(throw=True)
    assert Reference.objects.get().status == "retracted"
    assert entry["schedule"].is_due(entry["schedule"].now()).next > 0


def test_register_lock_outlives_the_task() -> None:
    assert register_lock.HOLD_DURATION.total_seconds() > tasks.check_retractions.time_limit
    downloads = registers.DOWNLOAD_PATIENCE.total
    assert downloads < tasks.check_retractions.soft_time_limit
