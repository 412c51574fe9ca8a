"""A session of staff that nobody uses ends, and what was typed meanwhile is given back and stored nowhere."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import AbstractUser
from django.test import Client
from django.urls import reverse

from intake.models import Note
from intake.visitor.actions import Receipt
from tests.conftest import signed_in
from tests.intake import builders

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 7, 16, 10, tzinfo=UTC)
USE = "/account/in-use/"


def is_signed_in(client: Client, at: datetime) -> bool:
    with time_machine.travel(at, tick=False):
        return client.get("/admin/account/").status_code == 200


@pytest.fixture
def client(ben: AbstractUser) -> Client:
    """Ben's browser, in which he signs in NOW."""
    with time_machine.travel(NOW, tick=False):
        client = signed_in(ben)
    assert is_signed_in(client, NOW)
    return client


@pytest.fixture
def receipt(db: None) -> Receipt:
    return builders.make_receipt(builders.make_version())


@pytest.mark.parametrize(("minutes", "stays"), [(14, True), (16, False)])
def test_session_ends_that_nobody_uses(client: Client, minutes: int, stays: bool) -> None:
    assert is_signed_in(client, NOW + timedelta(minutes=minutes)) is stays


def test_use_renews_a_session_for_twelve_hours_at_most(client: Client) -> None:
    for minutes in range(14, 12 * 60, 14):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            assert client.get(USE).status_code == 204
    assert is_signed_in(client, NOW + timedelta(minutes=719))
    assert not is_signed_in(client, NOW + timedelta(minutes=721))


def test_what_a_browser_asks_by_itself_is_no_use(client: Client) -> None:
    ping = reverse("wagtailadmin_editing_sessions:ping", args=["wagtailcore", "page", "1", 1])
    progress = reverse("intake_exports:export", args=[uuid.uuid4()])
    with time_machine.travel(NOW + timedelta(minutes=10), tick=False):
        client.post(ping)
        client.get(progress)
    assert not is_signed_in(client, NOW + timedelta(minutes=16))


def test_text_for_an_ended_session_is_given_back(client: Client, receipt: Receipt) -> None:
    page = reverse("intake_staff:submission", args=[receipt.submission.pk])
    url = reverse("intake_staff:add_note", args=[receipt.submission.pk])
    with time_machine.travel(NOW + timedelta(minutes=20), tick=False):
        response = client.post(
            url, {"text": "She called <b>twice</b>."}, headers={"referer": f"http://testserver{page}"}
        )
    assert response.status_code == 401
    assert "She called &lt;b&gt;twice&lt;/b&gt;." in response.content.decode()
    assert f'href="{reverse("account_login")}?next={page}"' in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert "'unsafe-inline'" not in response["Content-Security-Policy"]
    assert not Note.objects.exists()
