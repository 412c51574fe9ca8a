"""Every page of allauth that staff can reach has our look."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AbstractUser
from django.test import Client
from django.urls import reverse

from tests.conftest import sign_in_and_confirm

OPEN = ["account_login", "account_reset_password", "account_reset_password_done", "account_signup", "account_inactive"]
SIGNED_IN = [
    "account_change_password",
    "account_email",
    "account_logout",
    "account_reauthenticate",
    "account_sessions",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
]
INLINE_SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|\sstyle=|\son[a-z]+=\"")

pytestmark = pytest.mark.django_db


@pytest.fixture
def dora_at_work(dora: AbstractUser) -> Client:
    return sign_in_and_confirm(dora)


def in_our_look(response: Any) -> str:
    html = response.content.decode()
    assert response.status_code == 200
    assert "css/form.css" in html
    assert html.count("<h1") == 1
    assert 'name="robots" content="noindex"' in html
    assert INLINE_SCRIPT.findall(html) == []
    return html


@pytest.mark.parametrize("name", OPEN)
def test_pages_before_signing_in_have_our_look(client: Client, name: str) -> None:
    in_our_look(client.get(reverse(name)))


@pytest.mark.parametrize("name", SIGNED_IN)
def test_account_pages_have_our_look(dora_at_work: Client, name: str) -> None:
    in_our_look(dora_at_work.get(reverse(name)))


def test_sign_in_page_has_no_link_to_sign_up(client: Client) -> None:
    assert reverse("account_signup") not in in_our_look(client.get(reverse("account_login")))


def test_passkey_stands_before_the_password_where_scripts_run(client: Client) -> None:
    html = in_our_look(client.get(reverse("account_login")))
    assert "<div data-passkey-first hidden>" in html
    assert html.index('id="passkey_login"') < html.index('type="password"')
    assert "js/passkeys" in html
    assert "data-passkey-failure" in html


def test_new_key_signs_in_without_a_password_unless_asked_otherwise(dora_at_work: Client) -> None:
    html = in_our_look(dora_at_work.get(reverse("mfa_add_webauthn")))
    (box,) = re.findall(r"<input[^>]*passwordless[^>]*>", html)
    assert "checked" in box


def test_wrong_password_is_reported_in_the_title_and_above_the_form(client: Client, dora: AbstractUser) -> None:
    html = in_our_look(client.post(reverse("account_login"), {"login": dora.username, "password": "wrong"}))
    assert "<title>Error: " in html
    assert "There is a problem" in html
    assert 'value="dora"' in html


def test_authenticator_code_can_be_scanned_and_typed(dora_at_work: Client) -> None:
    html = in_our_look(dora_at_work.get(reverse("mfa_activate_totp")))
    assert 'alt="QR code for your authenticator app"' in html
    assert 'id="authenticator_secret"' in html
    assert 'for="id_code"' in html


def test_recovery_codes_can_be_created_and_viewed(dora_at_work: Client, dora: AbstractUser) -> None:
    Authenticator.objects.create(user=dora, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    in_our_look(dora_at_work.get(reverse("mfa_generate_recovery_codes")))
    response = dora_at_work.post(reverse("mfa_generate_recovery_codes"), follow=True)
    html = in_our_look(response)
    assert len(re.findall(r"^[0-9a-f]{8}$", html[html.index("<textarea") :], re.MULTILINE | re.IGNORECASE)) >= 8


def test_security_keys_are_listed_by_name(dora_at_work: Client, dora: AbstractUser) -> None:
    key = Authenticator.objects.create(
        user=dora,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Blue key", "credential": {"clientExtensionResults": {"credProps": {"rk": True}}}},
    )
    html = in_our_look(dora_at_work.get(reverse("mfa_list_webauthn")))
    assert "Blue key" in html
    assert "Your passkeys" in html
    assert "With the password only" not in html
    assert "Not used yet." in html
    assert reverse("mfa_remove_webauthn", kwargs={"pk": key.pk}) in html
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        in_our_look(dora_at_work.get(reverse(name, kwargs={"pk": key.pk})))
