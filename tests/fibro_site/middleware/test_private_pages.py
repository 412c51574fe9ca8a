"""No browser or proxy stores a page of the admin or of an account."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AbstractUser
from django.test import Client
from django.urls import reverse

from tests.addresses import addresses
from tests.conftest import sign_in_and_confirm, signed_in

pytestmark = pytest.mark.django_db


def below(prefix: str) -> list[str]:
    # URLs that sign out come last.
    paths = {address.path for address in addresses() if address.path.startswith(prefix)}
    return sorted(paths, key=lambda path: ("logout" in path, path))


@pytest.fixture
def at_work(dora: AbstractUser) -> Client:
    return sign_in_and_confirm(dora, raise_request_exception=False)


@pytest.mark.parametrize("prefix", ["/account/", "/admin/"])
@pytest.mark.parametrize("who", ["nobody", "dora"])
def test_private_pages_are_not_stored(at_work: Client, prefix: str, who: str) -> None:
    client = at_work if who == "dora" else Client(raise_request_exception=False)
    tried = below(prefix)
    assert len(tried) > 20
    # Wagtail's page that fails on purpose is among them.
    kept = [path for path in tried if "no-store" not in client.get(path).headers.get("Cache-Control", "")]
    assert kept == []


def test_refused_request_is_not_stored() -> None:
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "dora", "password": "x"})
    assert response.status_code == 403
    assert "no-store" in response["Cache-Control"]


def test_public_pages_may_be_stored(client: Client) -> None:
    assert "no-store" not in client.get("/robots.txt")["Cache-Control"]


def test_reloading_recovery_codes_creates_no_new_ones(at_work: Client, dora: AbstractUser) -> None:
    Authenticator.objects.create(user=dora, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    page = at_work.post(reverse("mfa_generate_recovery_codes"))["Location"]
    first, second = (codes_on(at_work, page) for _time in range(2))
    assert len(first) >= 8
    assert first == second


def codes_on(client: Client, page: str) -> list[str]:
    html = client.get(page).content.decode()
    return re.findall(r"^[0-9a-f]{8}$", html[html.index("<textarea") :], re.MULTILINE | re.IGNORECASE)


def test_redirect_without_permission_is_not_stored(cleo: AbstractUser) -> None:
    assert "no-store" in signed_in(cleo).get("/admin/users/")["Cache-Control"]
