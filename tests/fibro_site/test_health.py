"""`/health/ready/` says which part is down, and a site without its helpers still serves."""

import shutil
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from intake import outbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def broker_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.CELERY_BROKER_URL = "filesystem://"
    settings.BROKER_FOLDER = tmp_path
    (tmp_path / "queue").mkdir()
    return tmp_path


@pytest.fixture
def all_well(broker_folder: Path) -> None:
    outbox.drain()


def ready(client: Client) -> tuple[int, str, dict[str, str]]:
    response = client.get("/health/ready/")
    answer = response.json()
    return (
        response.status_code,
        answer["status"],
        {name: state for name, state in answer["parts"].items() if state != "ok"},
    )


def test_it_lives(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        response = client.get("/health/live/")
    assert (response.status_code, response.content) == (200, b"alive\n")


@pytest.mark.usefixtures("all_well")
def test_it_is_ready(client: Client) -> None:
    assert ready(client) == (200, "ok", {})


@pytest.mark.usefixtures("all_well")
def test_a_lost_queue_folder_degrades_it(client: Client, broker_folder: Path) -> None:
    shutil.rmtree(broker_folder / "queue")
    assert ready(client) == (200, "degraded", {"broker": "the queue folder is missing"})


@pytest.mark.usefixtures("broker_folder")
def test_a_worker_that_never_ran_degrades_it(client: Client) -> None:
    assert ready(client) == (200, "degraded", {"worker": "has not run yet"})


@pytest.mark.usefixtures("all_well")
def test_a_stopped_broker_degrades_it(client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    # Celery takes the environment's word first.
    monkeypatch.setenv("CELERY_BROKER_URL", settings.CELERY_BROKER_URL)
    status, word, down = ready(client)
    assert (status, word, set(down)) == (200, "degraded", {"broker"})


def test_a_missing_key_takes_it_down(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.CLINIC_PUBLIC_KEY_FILE = tmp_path / "gone"
    assert ready(client) == (503, "down", {"keys": "a key is missing or does not fit"})


def test_a_lost_database_takes_it_down(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise connection.Database.OperationalError("password=secret")

    # The edge of the world: a database that is gone cannot be had inside a test that uses it. The faults test has one.
    monkeypatch.setattr(connection, "cursor", refuse)
    response = client.get("/health/ready/")
    assert response.status_code == 503
    assert response.json()["parts"]["database"] == "down"
    assert b"secret" not in response.content


def test_answers_are_never_stored(client: Client) -> None:
    assert "no-store" in client.get("/health/ready/")["Cache-Control"]
