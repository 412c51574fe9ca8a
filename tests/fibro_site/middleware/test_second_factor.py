"""Where the second factor is required, a session without it reaches only the pages that ask for it."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import AbstractUser
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from fibro_site.middleware.second_factor import ANONYMOUS_PAGES, FACTOR_CHALLENGE_PAGES, FACTOR_SETUP_PAGES
from tests.addresses import Address, addresses
from tests.conftest import PASSWORD, signed_in
from tests.fibro_site.accounts.authenticator import compute_code


@pytest.fixture
def strict(settings: Settings) -> None:
    settings.REQUIRE_MFA = True


def below(*prefixes: str) -> list[Address]:
    return [address for address in addresses() if address.path.startswith(prefixes)]


def with_a_password_alone(user: AbstractUser) -> Client:
    return signed_in(user)


@pytest.fixture
def totp_secret(dora: AbstractUser) -> str:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(dora, secret)
    return secret


@pytest.mark.django_db
@pytest.mark.usefixtures("strict", "totp_secret")
@pytest.mark.parametrize("method", ["get", "post"])
def test_session_without_the_factor_reaches_no_admin_page(dora: AbstractUser, method: str) -> None:
    client = with_a_password_alone(dora)
    # Such a session may only sign out.
    tried = [address for address in below("/admin/") if address.name != "wagtailadmin_logout"]
    assert len(tried) > 200
    answers = {address.path: getattr(client, method)(address.path) for address in tried}
    reached = [
        path
        for path, response in answers.items()
        if response.status_code != 302 or not response["Location"].startswith("/account/")
    ]
    assert reached == []


@pytest.mark.django_db
@pytest.mark.usefixtures("strict", "totp_secret")
def test_session_without_the_factor_is_anonymous_outside_the_admin(dora: AbstractUser, totp_secret: str) -> None:
    client = with_a_password_alone(dora)
    assert set(client.get("/health/ready/").json()) == {"status"}
    client.post("/account/2fa/reauthenticate/", {"code": compute_code(totp_secret)})
    assert set(client.get("/health/ready/").json()) == {"status", "parts"}


@pytest.mark.django_db
@pytest.mark.usefixtures("strict")
def test_account_without_a_factor_reaches_only_the_setup_pages(dora: AbstractUser) -> None:
    client = with_a_password_alone(dora)
    for address in below("/admin/", "/account/"):
        if address.name not in ANONYMOUS_PAGES | FACTOR_SETUP_PAGES:
            assert client.get(address.path).headers.get("Location") == "/account/2fa/", address
    assert client.get(reverse("mfa_index")).status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("strict", "totp_secret")
def test_session_without_the_factor_cannot_change_factors(dora: AbstractUser) -> None:
    client = with_a_password_alone(dora)
    for address in below("/account/"):
        if address.name not in ANONYMOUS_PAGES | FACTOR_CHALLENGE_PAGES:
            answer = client.get(address.path)
            assert answer.headers.get("Location", "").startswith("/account/2fa/reauthenticate/"), address


@pytest.mark.django_db
@pytest.mark.usefixtures("strict")
def test_code_confirms_the_session_and_redirects_back(dora: AbstractUser, totp_secret: str) -> None:
    client = with_a_password_alone(dora)
    page = client.get("/admin/users/")["Location"]
    assert page == "/account/2fa/reauthenticate/?next=%2Fadmin%2Fusers%2F"
    assert (
        client.post(page, {"code": compute_code(totp_secret), "next": "/admin/users/"})["Location"] == "/admin/users/"
    )
    assert client.get("/admin/users/").status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("strict")
def test_removed_factor_no_longer_gives_access(dora: AbstractUser, totp_secret: str) -> None:
    client = with_a_password_alone(dora)
    client.post("/account/2fa/reauthenticate/", {"code": compute_code(totp_secret)})
    assert client.get("/admin/").status_code == 200
    Authenticator.objects.filter(user=dora).delete()
    assert client.get("/admin/")["Location"] == "/account/2fa/"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("strict")
def test_first_sign_in_leads_over_the_factor_and_its_codes_to_work(client: Client, dora: AbstractUser) -> None:
    client.post(reverse("account_login"), {"login": "dora", "password": PASSWORD})
    offer = client.get("/admin/", follow=True).content.decode()
    assert offer.index(reverse("mfa_add_webauthn")) < offer.index(reverse("mfa_activate_totp"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": compute_code(secret)})
    assert answer["Location"] == client.get("/admin/")["Location"] == reverse("mfa_view_recovery_codes")
    codes = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert codes[0] in client.get(reverse("mfa_download_recovery_codes")).content.decode()
    # Not in the next session either, in which no code was made.
    again = Client()
    again.post(reverse("account_login"), {"login": "dora", "password": PASSWORD})
    again.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert again.get("/admin/")["Location"] == reverse("mfa_view_recovery_codes")
    assert "tick the box" in client.post(reverse("account_keep_codes"), follow=True).content.decode()
    assert client.get("/admin/").status_code == 302
    assert client.post(reverse("account_keep_codes"), {"kept": "on"})["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    last = Client()
    last.post(reverse("account_login"), {"login": "dora", "password": PASSWORD})
    last.post(reverse("mfa_authenticate"), {"code": codes[1]})
    assert last.get("/admin/").status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("strict")
def test_codes_from_before_anybody_asked_count_as_kept(dora: AbstractUser, totp_secret: str) -> None:
    RecoveryCodes.activate(dora)
    client = with_a_password_alone(dora)
    client.post("/account/2fa/reauthenticate/", {"code": compute_code(totp_secret)})
    assert client.get("/admin/").status_code == 200
