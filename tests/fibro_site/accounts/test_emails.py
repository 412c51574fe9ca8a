"""The owner is told of every change to an account, and no unconfirmed address gets a link."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import AbstractUser
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from tests.conftest import PASSWORD, signed_in
from tests.fibro_site.accounts.authenticator import compute_code

pytestmark = pytest.mark.django_db
LINK = re.compile(r"https?://\S+")
Commit = DjangoCaptureOnCommitCallbacks


@pytest.fixture(autouse=True)
def nobody_has_tried_yet() -> None:
    cache.clear()  # allauth counts there how often anybody tries


@pytest.fixture
def client(cleo: AbstractUser) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": "cleo", "password": PASSWORD})
    return client


@pytest.fixture
def sure_client(client: Client) -> Client:
    """A client that has just confirmed its password."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def ask_for_reset(email: str, **extra: Any) -> Any:
    return Client(**extra).post(reverse("account_reset_password"), {"email": email})


def only_link(message: Any) -> str:
    return LINK.findall(message.body)[0]


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


# --- Email addresses --------------------------------------------------------------------------------------------------


def test_changing_the_address_needs_the_password_again(client: Client, cleo: AbstractUser) -> None:
    response = client.post(reverse("account_email"), {"email": "eve@example.com"})
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert mail.outbox == []
    assert not EmailAddress.objects.exists()


@pytest.mark.parametrize("action", ["action_add", "action_primary", "action_send", "action_remove"])
def test_new_address_counts_only_after_its_link_was_followed(
    sure_client: Client,
    cleo: AbstractUser,
    action: str,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    sure_client.post(reverse("account_email"), {"email": "new@example.com", action: ""})
    (message,) = mail.outbox
    assert message.to == ["new@example.com"]
    cleo.refresh_from_db()
    assert cleo.email == "cleo@example.org"
    ask_for_reset("new@example.com")
    assert len(mail.outbox) == 1

    link = path_of(only_link(message))
    assert Client().get(link).status_code == 200
    cleo.refresh_from_db()
    assert cleo.email == "cleo@example.org"
    with django_capture_on_commit_callbacks(execute=True):
        assert "new@example.com" in Client().post(link).content.decode()
    cleo.refresh_from_db()
    assert cleo.email == "new@example.com"
    # The old address gets an email, and the link works only once.
    assert mail.outbox[-1].to == ["cleo@example.org"]
    assert "new@example.com" in mail.outbox[-1].body
    assert Client().post(link).status_code == 410
    ask_for_reset("new@example.com")
    assert mail.outbox[-1].to == ["new@example.com"]


def test_confirmation_link_expires_and_fits_one_account(
    sure_client: Client, cleo: AbstractUser, ben: AbstractUser
) -> None:
    sure_client.post(reverse("account_email"), {"email": "new@example.com"})
    link = path_of(only_link(mail.outbox[0]))
    with time_machine.travel(timezone.now() + timedelta(days=1, seconds=1)):
        assert Client().post(link).status_code == 410
    assert Client().post(link[:-3] + "xx/").status_code == 410
    ben.refresh_from_db()
    assert ben.email == "ben@example.org"


def test_unverified_address_gets_no_reset_link(cleo: AbstractUser) -> None:
    EmailAddress.objects.create(user=cleo, email="eve@example.com", verified=False)
    ask_for_reset("eve@example.com")
    assert mail.outbox == []


def test_wagtail_account_page_changes_neither_address_nor_password(client: Client, cleo: AbstractUser) -> None:
    page = client.get(reverse("wagtailadmin_account")).content.decode()
    assert 'name="name_email-email"' not in page
    assert "password" not in "".join(re.findall(r'name="([^"]+)"', page))
    assert reverse("mfa_index") in page
    form = {"name_email-email": "eve@example.com", "name_email-first_name": "C", "name_email-last_name": "L"}
    client.post(reverse("wagtailadmin_account"), form)
    cleo.refresh_from_db()
    assert cleo.email == "cleo@example.org"


# --- Notifications ----------------------------------------------------------------------------------------------------


def as_administrator(cleo: AbstractUser, **changes: Any) -> None:
    dora = get_user_model().objects.create_superuser("dora", "dora@example.org", PASSWORD)
    form = {"username": "cleo", "email": cleo.email, "first_name": "Cleo", "last_name": "L", "is_active": "on"}
    address = reverse("wagtailusers_users:edit", args=[cleo.pk])
    assert signed_in(dora).post(address, form | changes).status_code == 302


@pytest.mark.parametrize(
    ("change", "subject"),
    [
        (lambda cleo: as_administrator(cleo, email="new@example.com"), "Email Changed"),
        (lambda cleo: as_administrator(cleo, password1="a new password", password2="a new password"), "Password"),
    ],
    ids=["address", "password"],
)
def test_owner_is_told_of_changes_by_an_administrator(
    cleo: AbstractUser,
    change: Callable[[AbstractUser], None],
    subject: str,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        change(cleo)
    (message,) = mail.outbox
    assert message.to == ["cleo@example.org"]
    assert subject in message.subject
    assert "127.0.0.1" in message.body


def test_changed_password_sends_one_email(sure_client: Client, django_capture_on_commit_callbacks: Commit) -> None:
    form = {"oldpassword": PASSWORD, "password1": "another long one 7", "password2": "another long one 7"}
    with django_capture_on_commit_callbacks(execute=True):
        sure_client.post(reverse("account_change_password"), form)
    assert [message.to for message in mail.outbox] == [["cleo@example.org"]]


def test_rehashing_at_sign_in_sends_no_email(cleo: AbstractUser, django_capture_on_commit_callbacks: Commit) -> None:
    with (
        django_capture_on_commit_callbacks(execute=True),
        patch.object(MD5PasswordHasher, "must_update", return_value=True),
    ):
        Client().post(reverse("account_login"), {"login": "cleo", "password": PASSWORD})
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_added_and_removed_factors_send_emails(sure_client: Client, cleo: AbstractUser) -> None:
    page = sure_client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    code = compute_code(secret)
    sure_client.post(reverse("mfa_activate_totp"), {"code": code})
    sure_client.post(reverse("mfa_deactivate_totp"))
    assert [message.to for message in mail.outbox] == [["cleo@example.org"]] * 2
    assert ["Activated" in mail.outbox[0].subject, "Deactivated" in mail.outbox[1].subject] == [True, True]


# --- Links ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("base", ["https://staff.clinic.example:8443", "http://127.0.0.1:9107"])
def test_links_use_the_configured_host(cleo: AbstractUser, settings: Settings, base: str) -> None:
    settings.WAGTAILADMIN_BASE_URL = base
    settings.ALLOWED_HOSTS = ["*"]
    ask_for_reset("cleo@example.org", HTTP_HOST="evil.example:1234")
    (message,) = mail.outbox
    assert only_link(message).startswith(f"{base}/account/password/reset/key/")
    assert "evil" not in message.body + message.subject
    assert base.partition("//")[2] in message.body.splitlines()[-1]


def test_reset_link_sets_a_password(cleo: AbstractUser) -> None:
    ask_for_reset("CLEO@example.org")
    client = Client()
    form = {"password1": "another long one 7", "password2": "another long one 7"}
    client.post(client.get(path_of(only_link(mail.outbox[0])))["Location"], form)
    cleo.refresh_from_db()
    assert cleo.check_password("another long one 7")


# --- No response tells whether an account exists ----------------------------------------------------------------------


def test_reset_answers_alike_and_emails_only_known_addresses(cleo: AbstractUser) -> None:
    known, unknown = ask_for_reset("cleo@example.org"), ask_for_reset("nobody@example.org")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [message.to for message in mail.outbox] == [["cleo@example.org"]]


def test_account_lookup_and_email_come_after_the_response(cleo: AbstractUser, django_assert_num_queries: Any) -> None:
    handler = Client().handler
    handler.load_middleware()

    def answer(email: str) -> Any:
        request = RequestFactory().post(reverse("account_reset_password"), {"email": email})
        request._dont_enforce_csrf_checks = True
        with django_assert_num_queries(0):
            response = handler.get_response(request)
        assert response.status_code == 302
        assert mail.outbox == []
        return response

    with patch("django.http.response.signals.request_finished.send"):  # it would close the test's own connection
        answer("nobody@example.org").close()
        assert mail.outbox == []
        answer("cleo@example.org").close()
    assert len(mail.outbox) == 1


def test_unavailable_mail_server_does_not_change_the_response(
    cleo: AbstractUser, caplog: pytest.LogCaptureFixture
) -> None:
    with patch.object(EmailBackend, "send_messages", side_effect=OSError("cleo@example.org")):
        assert ask_for_reset("cleo@example.org").status_code == 302
    assert "OSError" in caplog.text
    assert "cleo@example.org" not in caplog.text


@pytest.mark.parametrize("kind", ["known", "unknown", "inactive", "no password"])
def test_each_failed_sign_in_hashes_once_and_answers_alike(cleo: AbstractUser, kind: str) -> None:
    if kind == "inactive":
        cleo.is_active = False
        cleo.save()
    if kind == "no password":
        cleo.set_unusable_password()
        cleo.save()
    name = "nobody" if kind == "unknown" else "cleo"
    with patch.object(MD5PasswordHasher, "encode", autospec=True, side_effect=MD5PasswordHasher.encode) as encode:
        response = Client().post(reverse("account_login"), {"login": name, "password": "wrong"})
    assert encode.call_count == 1
    assert "The username and/or password you specified are not correct" in response.content.decode()
