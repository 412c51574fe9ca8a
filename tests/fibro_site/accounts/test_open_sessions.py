"""Somebody sees where they are signed in, ends what they do not know, and nobody else's."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from fibro_site.accounts.devices import describe_device, name_device
from fibro_site.accounts.open_sessions import list_open_sessions
from intake.enums import Action
from intake.models import AuditEntry
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

PAGE = "/account/sessions/"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile Safari/604.1"


def sign_in(user: AbstractUser, agent: str = WINDOWS) -> Client:
    client = Client(headers={"user-agent": agent})
    client.post("/account/login/", {"login": user.get_username(), "password": PASSWORD})
    return client


def may_enter(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


@pytest.fixture
def desk(ben: AbstractUser) -> Client:
    return sign_in(ben)


@pytest.fixture
def phone(ben: AbstractUser, desk: Client) -> Client:
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        client = sign_in(ben, PHONE)
        assert may_enter(client)
    return client


def test_own_sessions_are_listed_in_plain_words(desk: Client, phone: Client, dora: AbstractUser) -> None:
    sign_in(dora, "curl/8.0")
    sessions = desk.get(PAGE).context["sessions"]
    assert [(one.device, is_this) for one, is_this in sessions] == [
        ("Safari on iPhone", False),
        ("Firefox on Windows", True),
    ]
    assert all(one.used_at >= one.began_at for one, _is_this in sessions)


def test_sign_out_everywhere_else(desk: Client, phone: Client, dora: AbstractUser, ben: AbstractUser) -> None:
    other = sign_in(dora)
    page = desk.post(PAGE, follow=True)
    assert "1 session has ended." in page.content.decode()
    assert (may_enter(desk), may_enter(phone), may_enter(other)) == (True, False, True)
    entry = AuditEntry.objects.get(action=Action.SESSIONS_ENDED)
    assert (entry.actor_name, entry.detail) == ("ben", {"account": str(ben.pk), "number": "1"})
    assert "There was no other session to end." in desk.post(PAGE, follow=True).content.decode()


def test_sign_out_of_one(desk: Client, phone: Client, ben: AbstractUser) -> None:
    tablet = sign_in(ben, PHONE.replace("iPhone", "iPad"))
    (key,) = [one.row_key for one in list_open_sessions(ben) if one.device == "Safari on iPad"]
    desk.post(PAGE, {"session": key})
    assert (may_enter(desk), may_enter(phone), may_enter(tablet)) == (True, True, False)


def test_nobody_ends_the_session_of_another_account(desk: Client, dora: AbstractUser) -> None:
    other = sign_in(dora)
    (one,) = list_open_sessions(dora)
    desk.post(PAGE, {"session": one.row_key})
    assert may_enter(other)


def test_new_password_ends_the_others_and_keeps_this_one(desk: Client, phone: Client, ben: AbstractUser) -> None:
    desk.post("/account/reauthenticate/", {"password": PASSWORD})
    new = "another horse battery"
    desk.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert (may_enter(desk), may_enter(phone)) == (True, False)
    ben.refresh_from_db()
    assert [one.device for one in list_open_sessions(ben)] == ["Firefox on Windows"]


def test_ended_and_unreadable_sessions_are_not_listed(desk: Client, phone: Client, ben: AbstractUser) -> None:
    phone.post("/account/logout/")
    Session.objects.create(session_key="0" * 40, session_data="no base64!", expire_date=timezone.now() + timedelta(1))
    assert [one.device for one in list_open_sessions(ben)] == ["Firefox on Windows"]
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        assert list_open_sessions(ben) == []


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0", "Edge on Linux"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0 Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Safari on Mac"),
        ("Something (Windows)", "Windows"),
        ("", "Unknown device"),
    ],
)
def test_user_agents_in_words(agent: str, words: str) -> None:
    assert describe_device(name_device(agent)) == words
