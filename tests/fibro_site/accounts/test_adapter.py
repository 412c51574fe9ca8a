"""Staff sign in at one page, with a second factor where the clinic requires one."""

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import AbstractUser
from django.test import Client
from pytest_django import Settings

from tests.conftest import PASSWORD
from tests.fibro_site.accounts.authenticator import compute_code

pytestmark = pytest.mark.django_db


def sign_in(client: Client, user: AbstractUser) -> str:
    """Post a name and a password. Return where the response leads."""
    response = client.post("/account/login/", {"login": user.get_username(), "password": PASSWORD})
    assert response.status_code == 302, response.content
    return response["Location"]


def with_totp(user: AbstractUser) -> str:
    """Give the account an authenticator. Return its secret."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    assert get_adapter().is_mfa_enabled(user)
    return secret


@pytest.mark.parametrize("door", ["/admin/", "/admin/login/", "/_util/login/", "/admin/pages/"])
def test_every_sign_in_url_leads_to_the_one_page(client: Client, door: str) -> None:
    response = client.get(door, follow=True)
    assert response.status_code == 200
    assert response.request["PATH_INFO"] == "/account/login/"


def test_editor_signs_in_with_name_and_password(client: Client, cleo: AbstractUser) -> None:
    assert sign_in(client, cleo) == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_wrong_password_is_refused(client: Client, cleo: AbstractUser) -> None:
    response = client.post("/account/login/", {"login": "cleo", "password": "wrong"})
    assert response.status_code == 200
    assert client.get("/admin/").status_code == 302


def test_second_factor_is_required_if_it_is_set_up(client: Client, cleo: AbstractUser) -> None:
    secret = with_totp(cleo)
    assert sign_in(client, cleo) == "/account/2fa/authenticate/"
    assert client.get("/admin/").status_code == 302
    response = client.post("/account/2fa/authenticate/", {"code": compute_code(secret)})
    assert response["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_page_of_the_code_says_where_recovery_codes_go(client: Client, cleo: AbstractUser) -> None:
    with_totp(cleo)
    sign_in(client, cleo)
    page = client.get("/account/2fa/authenticate/").content.decode()
    assert "or one of your recovery codes" in page
    # She has none, so the browser would find none.
    assert "Use a passkey" not in page


def test_second_factor_can_be_required_for_everybody(client: Client, cleo: AbstractUser, settings: Settings) -> None:
    settings.REQUIRE_MFA = True
    sign_in(client, cleo)
    assert client.get("/admin/")["Location"] == "/account/2fa/"
    secret = with_totp(cleo)
    assert client.get("/admin/")["Location"] == "/account/2fa/reauthenticate/?next=%2Fadmin%2F"
    again = Client()
    sign_in(again, cleo)
    again.post("/account/2fa/authenticate/", {"code": compute_code(secret)})
    assert again.get("/admin/").status_code == 200


def test_sign_up_is_closed(client: Client) -> None:
    form = {"username": "eve", "email": "eve@example.org", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/account/signup/", form)
    assert client.login(username="eve", password=PASSWORD) is False
