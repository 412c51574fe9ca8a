"""Only the pages that ask for the second factor sign anybody in, in every role and language.

With the second factor required, a session without one gets no further than to where it is asked for.
"""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import AbstractUser
from django.core.checks import Tags, run_checks
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from fibro_site.middleware.second_factor import ANONYMOUS_PAGES, FACTOR_CHALLENGE_PAGES, FACTOR_SETUP_PAGES
from tests.addresses import Address, addresses
from tests.conftest import PASSWORD, signed_in
from tests.role_report import report_of


@pytest.mark.xdist_group("roles")
def test_public_process_signs_nobody_in() -> None:
    found = report_of("public")["doors"]
    assert found["reached"] == []
    assert set(found["wagtail"]) >= {"/_util/login/", "/de/_util/login/"}
    assert set(found["wagtail"].values()) == {"404"}


@pytest.mark.xdist_group("roles")
@pytest.mark.parametrize("role", ["staff", "all"])
def test_every_sign_in_view_of_a_staff_process_is_allauths(role: str) -> None:
    found = report_of(role)["doors"]
    assert [path for path, module in found["reached"] if not module.startswith("allauth.")] == []
    assert "/account/login/" in [path for path, _module in found["reached"]]
    # The walk sees what stands behind ours: had it seen nothing, it would prove nothing.
    assert "/admin/login/" in " ".join(found["behind"])
    assert {path: where for path, where in found["wagtail"].items() if not where.startswith("/account/")} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/_util/login/", "/de/_util/login/", "/admin/login/", "/admin/password_reset/"])
def test_password_posted_to_other_sign_in_urls_is_ignored(client: Client, cleo: AbstractUser, path: str) -> None:
    client.post(path, {"username": "cleo", "login": "cleo", "password": PASSWORD, "next": "/admin/"})
    assert "_auth_user_id" not in client.session


def test_redirect_to_sign_in_keeps_the_next_url(client: Client) -> None:
    assert client.get("/de/_util/login/?next=/de/x/")["Location"] == "/account/login/?next=%2Fde%2Fx%2F"


# --- Who came in without a second factor ------------------------------------------------------------------------------


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


def code(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


@pytest.mark.django_db
@pytest.mark.usefixtures("strict", "totp_secret")
@pytest.mark.parametrize("method", ["get", "post"])
def test_session_without_the_factor_reaches_no_admin_page(dora: AbstractUser, method: str) -> None:
    client = with_a_password_alone(dora)
    # Signing out is all that it may do there.
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
    client.post("/account/2fa/reauthenticate/", {"code": code(totp_secret)})
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
    assert client.post(page, {"code": code(totp_secret), "next": "/admin/users/"})["Location"] == "/admin/users/"
    assert client.get("/admin/users/").status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("strict")
def test_removed_factor_no_longer_gives_access(dora: AbstractUser, totp_secret: str) -> None:
    client = with_a_password_alone(dora)
    client.post("/account/2fa/reauthenticate/", {"code": code(totp_secret)})
    assert client.get("/admin/").status_code == 200
    Authenticator.objects.filter(user=dora).delete()
    assert client.get("/admin/")["Location"] == "/account/2fa/"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("strict")
def test_adding_the_first_factor_gives_access(client: Client, dora: AbstractUser) -> None:
    client.post(reverse("account_login"), {"login": "dora", "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    client.post(reverse("mfa_activate_totp"), {"code": code(page.context["form"].secret)})
    assert Authenticator.objects.filter(user=dora, type=Authenticator.Type.TOTP).exists()
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("base", "role", "required", "is_refused"),
    [
        ("https://clinic.example", "all", False, True),
        ("https://clinic.example", "staff", False, True),
        ("https://clinic.example", "staff", True, False),
        ("https://clinic.example", "public", False, False),
        ("http://127.0.0.1:8000", "all", False, False),
    ],
)
def test_deployment_check_requires_the_second_factor(
    settings: Settings, base: str, role: str, required: bool, is_refused: bool
) -> None:
    settings.IS_HTTPS = base.startswith("https://")
    settings.ROLE, settings.REQUIRE_MFA = role, required
    found = run_checks(tags=[Tags.security], include_deployment_checks=True)
    assert ("fibro.E020" in {message.id for message in found}) is is_refused
    assert "fibro.E020" not in {message.id for message in run_checks()}
