"""The audit records sign-ins and refusals. Nobody can flood it, and no typed name is in it."""

import pytest
import time_machine
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import AbstractUser
from django.test import Client
from django.utils import timezone

from fibro_site.accounts.sign_in_audit import CLIENT_AUDIT_RATE, STAFF_AUDIT_RATE
from fibro_site.accounts.sign_in_limits import CODE_RATES, PASSWORD_RATES
from intake.audit import checks
from intake.enums import Action
from intake.models import AuditEntry
from tests.conftest import PASSWORD as RIGHT
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_chain_holds() -> object:
    yield
    assert checks.verify_chain() is None


def sign_in(name: str, password: str, client: Client | None = None) -> Client:
    client = client or Client()
    client.post("/account/login/", {"login": name, "password": password})
    return client


def entries(action: Action) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action=action))


def test_sign_in_is_recorded(cleo: AbstractUser) -> None:
    sign_in("cleo", RIGHT)
    (entry,) = entries(Action.SIGNED_IN)
    assert (entry.actor_id, entry.actor_name, entry.submission_id) == (str(cleo.pk), "cleo", None)


def test_failed_sign_in_names_the_account_and_no_actor(cleo: AbstractUser) -> None:
    sign_in("CLEO", "wrong")
    (entry,) = entries(Action.SIGN_IN_FAILED)
    assert entry.detail == {"what": "password", "account": str(cleo.pk)}
    assert (entry.actor_id, entry.actor_name) == ("", "")


def test_typed_name_is_not_recorded() -> None:
    sign_in("correct horse battery", "oops")
    (entry,) = entries(Action.SIGN_IN_FAILED)
    assert entry.detail == {"what": "password"}
    assert "horse" not in str(list(AuditEntry.objects.values()))


def test_lock_out_is_recorded_once(cleo: AbstractUser) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        for _time in range(PASSWORD_RATES.client_and_name.at_once + 5):
            sign_in("cleo", "wrong")
    assert [entry.detail["account"] for entry in entries(Action.LOCKED_OUT)] == [str(cleo.pk)]
    assert len(entries(Action.SIGN_IN_FAILED)) == 1


def test_one_client_cannot_flood_the_audit() -> None:
    with time_machine.travel(timezone.now(), tick=False):
        for number in range(CLIENT_AUDIT_RATE.at_once + 10):
            sign_in(f"nobody{number}", "wrong")
    assert AuditEntry.objects.exclude(action=Action.PROOF_BEGAN).count() == CLIENT_AUDIT_RATE.at_once


def test_wrong_codes_are_recorded(cleo: AbstractUser) -> None:
    totp.TOTP.activate(cleo, totp.generate_totp_secret())
    client = sign_in("cleo", RIGHT)
    for _time in range(CODE_RATES.client_and_name.at_once + 1):
        client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert [entry.detail["what"] for entry in entries(Action.SIGN_IN_FAILED)] == ["code"]
    assert [entry.detail["what"] for entry in entries(Action.LOCKED_OUT)] == ["code"]
    assert entries(Action.SIGNED_IN) == []


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/admin/intake/submissions/00000000-0000-4000-8000-000000000000/", "intake_staff:submission"),
        ("/admin/intake/submissions/", "intake_staff:inbox"),
        ("/admin/users/", "wagtailusers_users:index"),
    ],
)
def test_refused_visit_is_recorded_by_page_name_only(cleo: AbstractUser, path: str, page: str) -> None:
    assert signed_in(cleo).get(path).status_code in {302, 403}
    (entry,) = entries(Action.VISIT_REFUSED)
    assert (entry.actor_name, entry.detail) == ("cleo", {"page": page})


def test_permitted_visits_are_not_recorded(cleo: AbstractUser) -> None:
    client = signed_in(cleo)
    for path in ("/admin/", "/admin/pages/", "/admin/account/"):
        assert client.get(path).status_code == 200
    assert Client().get("/admin/users/").status_code == 302
    client.post("/admin/logout/")
    assert entries(Action.VISIT_REFUSED) == []


def test_staff_member_cannot_flood_the_audit(cleo: AbstractUser) -> None:
    client = signed_in(cleo)
    with time_machine.travel(timezone.now(), tick=False):
        for _time in range(STAFF_AUDIT_RATE.at_once + 5):
            client.get("/admin/users/")
    assert len(entries(Action.VISIT_REFUSED)) == STAFF_AUDIT_RATE.at_once
