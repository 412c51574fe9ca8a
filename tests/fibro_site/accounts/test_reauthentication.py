"""What asks again who is there, when a session was opened a while ago; and nothing that was typed is lost."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fibro_site.accounts.reauthentication import GUARDED_DOWNLOADS, GUARDED_PAGES
from intake.enums import Action
from intake.models import AuditEntry, RetentionRule
from tests import database_copy
from tests.conftest import PASSWORD, signed_in
from tests.fibro_site.accounts.authenticator import compute_code
from tests.fibro_site.roles.walk import list_places
from tests.intake import builders

pytestmark = pytest.mark.django_db

LATER = timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1)
PASSWORD_PAGE, CODE_PAGE = "/account/reauthenticate/", "/account/2fa/reauthenticate/"


def test_every_guarded_page_is_a_page_of_the_site() -> None:
    assert {place.name for place in list_places()} >= GUARDED_PAGES | GUARDED_DOWNLOADS


def test_recent_sign_in_is_enough(dora_client: Client) -> None:
    assert dora_client.get(reverse("wagtailusers_groups:add")).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *("/admin/users/new/", "/admin/groups/new/", "/admin/retention-rules/new/"),
        *("/admin/snippets/intake/receiver/add/", "/admin/snippets/intake/routingrule/add/"),
        "/admin/bulk/auth/user/delete/?id=1",
    ],
)
def test_old_sign_in_is_asked_again(dora_client: Client, path: str) -> None:
    with time_machine.travel(timezone.now() + LATER):
        answer = dora_client.get(path)
    assert answer["Location"].startswith(f"{PASSWORD_PAGE}?next=%2Fadmin%2F")


def test_other_pages_do_not_ask(dora_client: Client) -> None:
    with time_machine.travel(timezone.now() + LATER):
        assert dora_client.get("/admin/users/").status_code == 200
        assert "Location" not in dora_client.get("/admin/bulk/wagtailcore/page/delete/?id=1")


def test_strangers_are_sent_to_sign_in(client: Client) -> None:
    assert client.get("/admin/users/new/")["Location"].startswith("/account/login/")


def test_what_was_typed_is_done_after_the_password(dora_client: Client) -> None:
    typed = {"questionnaire": "", "state": "closed", "months": "7"}
    with time_machine.travel(timezone.now() + LATER):
        page = dora_client.post("/admin/retention-rules/new/", typed)["Location"]
        assert not RetentionRule.objects.filter(months=7).exists()
        dora_client.post(page, {"password": "wrong", "next": "/admin/retention-rules/new/"})
        assert not RetentionRule.objects.filter(months=7).exists()
        dora_client.post(page, {"password": PASSWORD, "next": "/admin/retention-rules/new/"})
        assert RetentionRule.objects.filter(months=7, state="closed").exists()
        assert dora_client.get("/admin/users/new/").status_code == 200
    with time_machine.travel(timezone.now() + 2 * LATER + LATER):
        assert dora_client.get("/admin/users/new/").status_code == 302


def test_answer_does_nothing_that_was_sent_before_the_page_was_asked_for(dora_client: Client) -> None:
    """Whoever finds a session open can send a form, and leave it to its owner to confirm who they are."""
    path = "/admin/retention-rules/new/"
    with time_machine.travel(timezone.now() + LATER):
        dora_client.post(path, {"questionnaire": "", "state": "closed", "months": "7"})
        page = dora_client.get(path)["Location"]
        answer = dora_client.post(page, {"password": PASSWORD, "next": path})
    assert (answer.status_code, answer["Location"]) == (302, path)
    assert not RetentionRule.objects.filter(months=7).exists()


def test_waiting_form_is_not_stored_in_clear(dora_client: Client) -> None:
    with time_machine.travel(timezone.now() + LATER):
        dora_client.post("/admin/groups/new/", {"name": "Nightingales"})
    assert "Nightingales" in str([*dora_client.session.values()])
    assert "Nightingales" not in "\n".join(database_copy.values())


def test_account_with_a_second_factor_is_asked_for_that(dora: AbstractUser) -> None:
    """Whoever knows the password of a session that was left open does not come further by it."""
    client, secret = signed_in(dora), totp.generate_totp_secret()
    totp.TOTP.activate(dora, secret)
    page = client.get("/admin/users/new/")["Location"]
    assert page == f"{CODE_PAGE}?next=%2Fadmin%2Fusers%2Fnew%2F"
    answer = client.post(PASSWORD_PAGE, {"password": PASSWORD, "next": "/admin/users/new/"})
    assert answer["Location"].startswith(CODE_PAGE)
    assert client.get("/admin/users/new/").status_code == 302
    client.post(page, {"code": compute_code(secret), "next": "/admin/users/new/"})
    assert client.get("/admin/users/new/").status_code == 200


def test_download_returns_to_the_page_with_its_link(mia_client: Client) -> None:
    submission = builders.make_receipt(builders.make_version()).submission
    page = reverse("intake_staff:submission", args=[submission.pk])
    download = reverse("intake_staff:export_response", args=[submission.pk])
    with time_machine.travel(timezone.now() + LATER):
        asked = {"reason": "treatment"}
        question = mia_client.post(download, asked, headers={"referer": f"http://testserver{page}"})["Location"]
        assert not AuditEntry.objects.filter(action=Action.EXPORTED).exists()
        back = mia_client.post(question, {"password": PASSWORD, "next": page})
        assert back["Location"] == page
        assert mia_client.post(download, asked)["Content-Disposition"].startswith("attachment")
    assert AuditEntry.objects.filter(action=Action.EXPORTED).count() == 1


def test_disclosure_goes_on_after_the_password(mia_client: Client) -> None:
    submission = builders.make_receipt(builders.make_version()).submission
    path = reverse("intake_accountability:disclose", args=[submission.pk])
    with time_machine.travel(timezone.now() + LATER):
        page = mia_client.post(path, {"reason": "letter", "withheld": "", "as": "json"})["Location"]
        answer = mia_client.post(page, {"password": PASSWORD, "next": path})
    assert answer.json()["reference"] == submission.reference
