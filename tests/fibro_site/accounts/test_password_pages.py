"""Only the pages that ask for the second factor sign anybody in, in every role and language."""

import pytest
from django.contrib.auth.models import AbstractUser
from django.test import Client

from tests.conftest import PASSWORD
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
    # The report lists Wagtail's own sign-in view behind ours, which shows that it looks at the right URLs.
    assert "/admin/login/" in " ".join(found["behind"])
    assert {path: where for path, where in found["wagtail"].items() if not where.startswith("/account/")} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/_util/login/", "/de/_util/login/", "/admin/login/", "/admin/password_reset/"])
def test_password_posted_to_other_sign_in_urls_is_ignored(client: Client, cleo: AbstractUser, path: str) -> None:
    client.post(path, {"username": "cleo", "login": "cleo", "password": PASSWORD, "next": "/admin/"})
    assert "_auth_user_id" not in client.session


def test_redirect_to_sign_in_keeps_the_next_url(client: Client) -> None:
    assert client.get("/de/_util/login/?next=/de/x/")["Location"] == "/account/login/?next=%2Fde%2Fx%2F"
