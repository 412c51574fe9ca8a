"""The page for Prometheus: who may ask, what it says, and what it never says."""

import itertools
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import DjangoAssertNumQueries, Settings

from fibro_site.metrics import exposition, gauges, views
from fibro_site.metrics.counts import Counts
from fibro_site.metrics.sharing import SharedCounts
from fibro_site.middleware import request_times
from intake.enums import Channel, DeliveryState, SuggestedOutcome
from intake.models import Delivery, Submission
from tests.intake import builders

pytestmark = pytest.mark.django_db

TOKEN = "a-token-of-the-tests-alone"
MARKER = "MARKER-7F3A"
DEPLOY = Path(django_settings.BASE_DIR) / "deploy"


@pytest.fixture(autouse=True)
def fresh_counts(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Count from zero, and read the database each time."""
    settings.METRICS_TOKEN = TOKEN
    shared = SharedCounts(Counts(), tmp_path / "metrics")
    monkeypatch.setattr(request_times, "counts", shared.counts)
    monkeypatch.setattr(exposition, "shared_counts", shared)
    clock = itertools.count(step=exposition.KEEP_SECONDS).__next__
    monkeypatch.setattr(views, "exposition", exposition.Exposition(exposition.write_metrics, clock))
    monkeypatch.setattr(gauges, "outcomes", gauges.OutcomeNumbers())
    yield
    shared.close()


def read(client: Client) -> str:
    response = client.get("/metrics/", headers={"authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 200
    return response.text


def read_samples(client: Client) -> dict[tuple[str, ...], float]:
    """Return the value of each sample by its name and the values of its labels."""
    families = text_string_to_metric_families(read(client))
    return {(each.name, *each.labels.values()): each.value for family in families for each in family.samples}


def test_page_does_not_exist_without_a_token(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    for sent in ("Bearer ", "Bearer", f"Bearer {TOKEN}"):
        assert client.get("/metrics/", headers={"authorization": sent}).status_code == 404


@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer x", f"Basic {TOKEN}", TOKEN, f"bearer {TOKEN}", "Bearer ä"])
def test_stranger_is_told_nothing(client: Client, sent: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        response = client.get("/metrics/", headers={"authorization": sent})
    assert (response.status_code, response.content) == (401, b"")
    assert response["WWW-Authenticate"] == "Bearer"
    assert response["Cache-Control"] == "no-store, private"


def test_page_is_stored_nowhere(client: Client) -> None:
    response = client.get("/metrics/", headers={"authorization": f"Bearer {TOKEN}"})
    assert response["Cache-Control"] == "no-store, private"
    assert response["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert not response.cookies


def test_database_is_asked_once_however_often_prometheus_asks() -> None:
    times = iter([100.0, 100.0, 101.0, 104.9, 105.0, 105.0])
    texts = iter([b"first", b"second"])
    kept = exposition.Exposition(lambda: next(texts), clock=lambda: next(times))
    assert [kept.get() for _ in range(4)] == [b"first", b"first", b"first", b"second"]


def test_page_costs_the_same_queries_whatever_waits(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    version = builders.make_version()
    for _ in range(3):
        builders.make_receipt(version)
    with django_assert_max_num_queries(8):
        read(client)


def test_requests_are_counted_by_view(client: Client) -> None:
    client.get("/health/live/")
    client.get("/health/live/")
    samples = read_samples(client)
    assert samples["fibro_request_seconds_count", "health-live"] == 2
    assert samples["fibro_responses_total", "2xx", "health-live"] == 2


def test_no_path_and_no_answer_is_in_it(client: Client) -> None:
    """A thousand made-up addresses are as many series as one is."""
    builders.make_receipt(builders.make_version())
    reference = Submission.objects.get().reference
    client.get(f"/{MARKER}/")
    before = {key for key in read_samples(client) if key[0] == "fibro_request_seconds_count"}
    for number in range(1000):
        client.get(f"/eligibility/{MARKER}-{number}/", {"q": MARKER}, headers={"user-agent": MARKER})
    client.get(f"/{MARKER}/{reference}/", headers={"host": "testserver", "x-request-id": MARKER})
    text = read(client)
    assert MARKER not in text
    assert reference not in text
    after = {key for key in read_samples(client) if key[0] == "fibro_request_seconds_count"}
    assert len(after - before) <= 2


def test_what_waits_is_told(client: Client) -> None:
    builders.make_receipt(builders.make_version())
    Delivery.objects.filter(channel=Channel.STAFF_EMAIL).update(pending_since=timezone.now() - timedelta(hours=2))
    samples = read_samples(client)
    assert samples["fibro_deliveries_pending", "staff-email"] == 1
    assert samples["fibro_deliveries_oldest_pending_seconds",] == pytest.approx(7200, abs=60)
    assert samples["fibro_deliveries_late_seconds", "staff-email"] == pytest.approx(7200, abs=60)
    Delivery.objects.filter(channel=Channel.STAFF_EMAIL).update(state=DeliveryState.DEAD)
    samples = read_samples(client)
    assert samples["fibro_deliveries_pending", "staff-email"] == 0
    assert samples["fibro_deliveries_dead", "staff-email"] == 1


def test_outcomes_are_told_by_the_day_and_in_fives(client: Client) -> None:
    """Neither a small number nor a change tells what was suggested to one person."""
    version = builders.make_version()
    for number in range(12):
        receipt = builders.make_receipt(version)
        outcome = SuggestedOutcome.LIKELY_SUITABLE if number < 8 else SuggestedOutcome.NEEDS_A_HUMAN
        Submission.objects.filter(pk=receipt.submission.pk).update(outcome=outcome)
    assert not any(key[0] == "fibro_submissions" for key in read_samples(client))
    gauges.outcomes.day = None
    Submission.objects.update(received_at=timezone.now() - timedelta(days=1))
    samples = read_samples(client)
    told = {key[1]: value for key, value in samples.items() if key[0] == "fibro_submissions"}
    assert told == {SuggestedOutcome.LIKELY_SUITABLE.value: 5}


def test_page_says_that_the_database_is_down(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OperationalError

    monkeypatch.setattr(gauges.backlog, "measure_groups", fail)
    samples = read_samples(client)
    assert samples["fibro_database_up",] == 0
    assert ("fibro_page_cache_total", "hit") in samples


def test_public_side_tells_nothing_of_the_database(
    client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.ROLE = "public"
    with django_assert_num_queries(0):
        samples = read_samples(client)
    assert {key[0] for key in samples} == {"fibro_page_cache_total"}


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not installed")
def test_prometheus_itself_reads_rules_and_page(client: Client) -> None:
    builders.make_receipt(builders.make_version())
    client.get("/health/live/")
    subprocess.run(["promtool", "check", "rules", DEPLOY / "prometheus/alerts.yml"], check=True)
    told = subprocess.run(
        ["promtool", "check", "metrics"], input=read(client).encode(), capture_output=True, check=False
    )
    assert (told.returncode, told.stderr) == (0, b"")


def test_alerts_and_board_ask_for_metrics_that_there_are(client: Client) -> None:
    client.get("/health/live/")
    builders.make_receipt(builders.make_version())
    families = list(text_string_to_metric_families(read(client)))
    known = {sample.name for family in families for sample in family.samples} | {family.name for family in families}
    rules = (DEPLOY / "prometheus/alerts.yml").read_text()
    board = json.loads((DEPLOY / "grafana/board.json").read_text())
    asked = {*re.findall(r"\bfibro_[a-z_]+", rules)}
    on_board = {
        name
        for panel in board["panels"]
        for target in panel["targets"]
        for name in re.findall(r"\bfibro_[a-z_]+", target["expr"])
    }
    assert asked
    assert on_board
    assert (asked | on_board) - known == set()
    told = {family.name for family in families}
    assert {name for name in told if not any(each.startswith(name) for each in asked | on_board)} == set()
