"""`/health/ready/` tells staff which part is down, and strangers only whether the site takes submissions."""

import re
import shutil
import socket
import time
from pathlib import Path

import pytest
from django.contrib.auth.models import AbstractUser
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from fibro_site.operations import health_checks
from fibro_site.settings.caches import configure_json_cache
from fibro_site.settings.paths import env
from intake.enums import Channel, DeliveryState
from intake.models import Delivery
from intake.visitor.actions import Receipt
from tests import object_server
from tests.intake import builders
from tests.storages import keep_in_bucket

pytestmark = pytest.mark.django_db


@pytest.fixture
def receipt() -> Receipt:
    version = builders.make_version()
    return builders.make_receipt(version)


@pytest.fixture
def staff(client: Client, django_user_model: type[AbstractUser]) -> Client:
    """Return a client that may see which part is down."""
    client.force_login(django_user_model.objects.create_superuser("staff"))
    return client


def ready(client: Client) -> tuple[int, str, dict[str, str]]:
    response = client.get("/health/ready/")
    answer = response.json()
    return (
        response.status_code,
        answer["status"],
        {name: state for name, state in answer["parts"].items() if state != "ok"},
    )


def test_liveness_needs_no_query(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        response = client.get("/health/live/")
    assert (response.status_code, response.content) == (200, b"alive\n")


@pytest.mark.usefixtures("all_well")
def test_ready_if_all_parts_work(staff: Client) -> None:
    assert ready(staff) == (200, "ok", {})


@pytest.mark.usefixtures("all_well")
def test_missing_queue_folder_degrades_health(staff: Client, broker_folder: Path) -> None:
    shutil.rmtree(broker_folder / "queue")
    assert ready(staff) == (200, "degraded", {"broker": "the queue folder is missing"})


@pytest.mark.usefixtures("broker_folder")
def test_worker_that_never_ran_degrades_health(staff: Client) -> None:
    assert ready(staff) == (200, "degraded", {"worker": "has not run yet"})


@pytest.mark.usefixtures("all_well")
def test_stopped_broker_degrades_health(staff: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    # Celery prefers the environment to the settings.
    monkeypatch.setenv("CELERY_BROKER_URL", settings.CELERY_BROKER_URL)
    status, word, down = ready(staff)
    assert (status, word, set(down)) == (200, "degraded", {"broker"})


@pytest.mark.usefixtures("all_well")
def test_full_disk_degrades_health(staff: Client, settings: Settings) -> None:
    settings.DISK_ALARM_BYTES = 1 << 60
    status, word, down = ready(staff)
    assert (status, word, set(down)) == (200, "degraded", {"disk"})
    assert re.fullmatch(r"only \d+ MB are free", down["disk"])


@pytest.mark.usefixtures("all_well")
def test_missing_media_folder_degrades_health(staff: Client, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "gone")
    assert ready(staff) == (200, "degraded", {"storage": "the media folder is missing"})


@pytest.mark.usefixtures("all_well")
def test_bucket_that_is_there_is_well(staff: Client, settings: Settings, tmp_path: Path) -> None:
    with object_server.running() as url:
        keep_in_bucket(settings, tmp_path, url, prefix="health")
        assert ready(staff) == (200, "ok", {})
        settings.STORAGES = settings.STORAGES | {
            "default": {**settings.STORAGES["default"], "OPTIONS": settings.S3_SERVER | {"bucket_name": "another"}}
        }
        assert ready(staff) == (200, "degraded", {"storage": "down"})


@pytest.mark.usefixtures("all_well")
def test_server_of_the_bucket_that_hangs_degrades_health_in_time(
    staff: Client, settings: Settings, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        keep_in_bucket(settings, tmp_path, f"http://127.0.0.1:{silent.getsockname()[1]}", prefix="health")
        asked = time.monotonic()
        assert ready(staff) == (200, "degraded", {"storage": "down"})
        assert time.monotonic() - asked < 2 * health_checks.ANSWER_SECONDS


@pytest.mark.usefixtures("all_well")
@pytest.mark.parametrize("is_hanging", [True, False])
def test_cache_that_is_away_degrades_health_in_time(settings: Settings, is_hanging: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1] if is_hanging else 1
        settings.CACHES = settings.CACHES | {
            "default": configure_json_cache(env.cache_url_config(f"rediscache://127.0.0.1:{port}/1"))
        }
        asked = time.monotonic()
        status, parts = health_checks.check_all_parts()
        assert (status, parts["cache"]) == ("degraded", "down")
        assert time.monotonic() - asked < 2 * health_checks.ANSWER_SECONDS


def test_missing_key_means_down(staff: Client, settings: Settings, tmp_path: Path) -> None:
    settings.CLINIC_PUBLIC_KEY_FILE = tmp_path / "gone"
    assert ready(staff) == (503, "down", {"keys": "a key is missing or does not match"})


def test_lost_database_means_down(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise connection.Database.OperationalError("password=secret")

    # A fake, because a test that uses the database cannot lose it. The test of faults stops a real one.
    monkeypatch.setattr(connection, "cursor", refuse)
    response = client.get("/health/ready/")
    assert response.status_code == 503
    assert response.json() == {"status": "down"}
    status, parts = health_checks.check_all_parts()
    assert (status, parts["database"]) == ("down", "down")


def test_health_responses_are_not_stored(client: Client) -> None:
    assert "no-store" in client.get("/health/ready/")["Cache-Control"]


def test_strangers_see_only_the_status(client: Client, settings: Settings, tmp_path: Path) -> None:
    response = client.get("/health/ready/")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    settings.CLINIC_PUBLIC_KEY_FILE = tmp_path / "gone"
    response = client.get("/health/ready/")
    assert (response.status_code, response.json()) == (503, {"status": "down"})


def test_accounts_without_admin_access_see_only_the_status(
    client: Client, django_user_model: type[AbstractUser]
) -> None:
    client.force_login(django_user_model.objects.create_user("nobody"))
    assert client.get("/health/ready/").json() == {"status": "ok"}


@pytest.mark.usefixtures("all_well")
def test_undeliverable_email_to_a_patient_is_no_alarm(staff: Client, receipt: Receipt) -> None:
    refused = Delivery.objects.create(submission=receipt.submission, channel=Channel.VISITOR_EMAIL)
    Delivery.objects.filter(pk=refused.pk).update(state=DeliveryState.DEAD, last_error="smtp 550")
    assert ready(staff) == (200, "ok", {})
    Delivery.objects.filter(channel=Channel.STAFF_EMAIL).update(state=DeliveryState.DEAD)
    assert ready(staff) == (200, "degraded", {"deliveries": "staff-email failed: 1"})
