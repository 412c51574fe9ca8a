"""A copy of the database signs nobody in. Otherwise sessions work like Django's own."""

from datetime import timedelta
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.backends import signed_cookies
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from fibro_site.accounts.sessions import SessionStore, hash_session_key
from intake.encryption import key_ring, primitives
from tests import database_copy
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client: Client, dora: AbstractUser) -> Client:
    """Return a client that signed in by the ordinary page."""
    client.post("/account/login/", {"login": "dora", "password": PASSWORD})
    assert may_enter(client)
    return client


def cookie_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def with_cookie(value: str) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = value
    return client


def may_enter(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def test_copied_database_holds_no_session_cookie(signed_in: Client) -> None:
    cookie = cookie_of(signed_in)
    assert may_enter(with_cookie(cookie))
    guesses = database_copy.guesses(Session._meta.db_table, "auth_user")
    assert hash_session_key(cookie) in guesses
    fit = [guess for guess in guesses if guess.isascii() and guess.isprintable() and len(guess) < 4000]
    assert [guess for guess in fit if may_enter(with_cookie(guess))] == []
    assert not any(cookie in value for value in database_copy.values())


def test_stored_sessions_do_not_name_their_owner(signed_in: Client, dora: AbstractUser) -> None:
    signed_in.session["some.word"] = "remembered"
    guesses = " ".join(database_copy.guesses(Session._meta.db_table))
    for word in ("_auth_user", "backend", "account_", "remembered", PASSWORD):
        assert word not in guesses


def test_session_data_copied_to_another_row_is_refused(signed_in: Client, cleo: AbstractUser) -> None:
    eve = Client()
    eve.force_login(cleo)
    victim = Session.objects.get(session_key=hash_session_key(cookie_of(signed_in)))
    Session.objects.filter(session_key=hash_session_key(cookie_of(eve))).update(session_data=victim.session_data)
    assert not may_enter(eve)


def test_session_made_without_the_staff_key_is_refused(
    signed_in: Client, dora: AbstractUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who can write to the table could make one, even with the site's SECRET_KEY."""
    stranger = primitives.StaffKey.generate()
    honest = dict(signed_in.session.items())
    with monkeypatch.context() as patch:
        patch.setattr(key_ring, "load_staff_key", lambda: stranger)
        forged = SessionStore()
        forged.update(honest)
        forged.save()
        assert may_enter(with_cookie(forged.session_key))
    assert not may_enter(with_cookie(forged.session_key))


def test_public_session_cookie_does_not_sign_in_staff(
    signed_in: Client, dora: AbstractUser, settings: Settings
) -> None:
    honest, staffs_name = dict(signed_in.session.items()), settings.SESSION_COOKIE_NAME
    staffs_key = settings.SECRET_KEY
    for key in ("the public side's own", staffs_key):
        settings.SECRET_KEY = key
        forged = signed_cookies.SessionStore()
        forged.update(honest)
        forged.save()
        settings.SECRET_KEY = staffs_key
        eve = with_cookie(forged.session_key)
        eve.cookies["visitor-session"] = forged.session_key
        assert staffs_name == "session"
        assert not may_enter(eve)


def test_old_session_rows_sign_nobody_in(dora: AbstractUser, signed_in: Client, settings: Settings) -> None:
    honest = dict(signed_in.session.items())
    old = import_module("django.contrib.sessions.backends.db").SessionStore()
    old.update(honest)
    old.save()
    assert not may_enter(with_cookie(old.session_key))


def test_signing_out_deletes_the_session(signed_in: Client) -> None:
    cookie = cookie_of(signed_in)
    signed_in.post("/account/logout/")
    assert not may_enter(with_cookie(cookie))
    assert not Session.objects.filter(session_key=hash_session_key(cookie)).exists()


def test_new_password_ends_other_sessions(signed_in: Client, dora: AbstractUser) -> None:
    other = with_cookie(cookie_of(signed_in))
    assert may_enter(other)
    dora.set_password("another horse battery")
    dora.save()
    assert not may_enter(other)


def test_end_sessions_command_ends_all_sessions(signed_in: Client) -> None:
    call_command("end_sessions", stdout=StringIO())
    assert not may_enter(signed_in)


def test_expired_sessions_are_cleared(signed_in: Client) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not may_enter(signed_in)
    call_command("clearsessions")
    assert not Session.objects.exists()


def test_session_store_saves_cycles_and_flushes() -> None:
    store = SessionStore()
    store["a"] = {"b": ["ä", 1, None]}
    store.save()
    first = store.session_key
    assert store.exists(first)
    assert SessionStore(first)["a"] == {"b": ["ä", 1, None]}
    store.cycle_key()
    store.save()
    assert store.session_key != first
    assert not store.exists(first)
    assert SessionStore(store.session_key)["a"] == {"b": ["ä", 1, None]}
    assert SessionStore(first).load() == {}
    second = store.session_key
    store.flush()
    assert not SessionStore().exists(second)
    assert SessionStore(None).load() == {}
    assert not SessionStore().exists(None)


@pytest.mark.django_db(transaction=True)
def test_session_store_works_asynchronously() -> None:
    async def walk() -> tuple[str | None, Any, bool]:
        store = SessionStore()
        await store.aset("a", 1)
        await store.asave()
        found = await SessionStore(store.session_key).aget("a")
        await store.adelete()
        return store.session_key, found, await store.aexists(store.session_key)

    key, found, exists = async_to_sync(walk)()
    assert (bool(key), found, exists) == (True, 1, False)


def test_broken_session_data_gives_an_empty_session(tmp_path: Path) -> None:
    store = SessionStore()
    store.save()
    for broken in ("", "no base64!", "AAAA", "e30="):
        Session.objects.update(session_data=broken)
        assert SessionStore(store.session_key).load() == {}
