"""A colleague who leaves has no access, and nothing that they had in hand is lost."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from intake.audit import checks
from intake.enums import Action, ReceiverKind, SubmissionState, Urgency, UrgentStep
from intake.models import AuditEntry, DutyException, DutyShift, Mention, Receiver, Submission, UrgentCase
from intake.staff import handover
from tests.conftest import PASSWORD, make_user, signed_in
from tests.intake import builders
from tests.intake.staff.pages import INBOX, get_page_text, list_references

pytestmark = pytest.mark.django_db


@pytest.fixture
def nora(db: None) -> User:
    return make_user("nora", "Nurse", first_name="Nora", last_name="Made-up")


@pytest.fixture
def cases(ben: User) -> dict[str, Submission]:
    """What Ben has in hand: an open case, an urgent one, and one that he closed."""
    version = builders.make_version()
    made = {
        "open": builders.make_row(version, assignee=ben),
        "urgent": builders.make_row(version, assignee=ben, urgency=Urgency.URGENT),
        "closed": builders.make_row(version, assignee=ben, state=SubmissionState.CLOSED),
    }
    UrgentCase.objects.create(submission=made["urgent"], step=UrgentStep.ON_DUTY, owner=ben, opened_at=timezone.now())
    Mention.objects.create(submission=made["open"], user=ben, mentioned_at=timezone.now())
    return made


@pytest.fixture
def rota(ben: User) -> None:
    DutyShift.objects.create(weekday=0, starts_at="08:00", ends_at="16:00", account=ben)
    today = timezone.localdate()
    for days in (-3, 3):
        DutyException.objects.create(date=today + timedelta(days=days), account=ben)


def url(name: str, account: User) -> str:
    return reverse(f"colleagues:{name}", args=[account.pk])


def leave(client: Client, account: User, **form: Any) -> Any:
    return client.post(url("departure", account), {name: who.pk for name, who in form.items()})


def test_page_says_what_will_happen_and_does_nothing(
    mia_client: Client, ben: User, cases: dict[str, Submission], rota: None
) -> None:
    signed_in(ben)
    Receiver.objects.create(name="Front desk", kind=ReceiverKind.STAFF_EMAIL, account=ben)
    words = get_page_text(mia_client.get(url("departure", ben)))
    for said in (
        "Roles: Nurse",
        "Open sessions, which end: 1",
        "Open submissions: 2",
        "written what was done: 1",
        "not seen: 1",
        "Monday 08:00–16:00",
        "On duty once",
        "Nobody else is on the weekly rota",
        "“Front desk”",
    ):
        assert said in words
    ben.refresh_from_db()
    assert ben.is_active
    assert not AuditEntry.objects.filter(action=Action.COLLEAGUE_LEFT).exists()


def test_access_ends_at_once(mia_client: Client, ben: User, nora: User) -> None:
    client = signed_in(ben)
    totp.TOTP.activate(ben, totp.generate_totp_secret())
    assert client.get("/admin/").status_code == 200
    assert leave(mia_client, ben).status_code == 302
    assert client.get("/admin/").status_code == 302
    ben.refresh_from_db()
    assert (ben.is_active, ben.groups.count(), ben.has_usable_password()) == (False, 0, False)
    assert not Authenticator.objects.filter(user=ben).exists()
    again = Client()
    again.post("/account/login/", {"login": "ben", "password": PASSWORD})
    assert "_auth_user_id" not in again.session
    ((left, *_facts),) = mia_client.get(reverse("colleagues:list")).context["colleagues"]
    assert left == nora


def test_all_in_hand_goes_to_one_colleague(
    mia_client: Client, ben: User, nora: User, cases: dict[str, Submission], rota: None
) -> None:
    leave(mia_client, ben, cases_to=nora, duty_to=nora)
    owners = {name: Submission.objects.get(pk=case.pk).assignee for name, case in cases.items()}
    assert owners == {"open": nora, "urgent": nora, "closed": ben}
    assert UrgentCase.objects.get().owner == nora
    assert Mention.objects.filter(user=nora, submission=cases["open"], is_seen=False).exists()
    assert DutyShift.objects.get().account == nora
    assert [one.account for one in DutyException.objects.order_by("date")] == [ben, nora]
    entry = AuditEntry.objects.get(action=Action.COLLEAGUE_LEFT)
    assert entry.actor_name == "mia"
    assert entry.detail == {
        "account": str(ben.pk),
        "name": "ben",
        "roles": "Nurse",
        "factors": "0",
        "to": "nora",
        "duty": "nora",
        "owner": "",
        "cases": "2",
        "urgent": "1",
        "mentions": "1",
        "shifts": "2",
    }
    assigned = AuditEntry.objects.filter(action=Action.ASSIGNED)
    assert [one.detail for one in assigned] == [{"to": "nora", "to_id": str(nora.pk), "left": "ben"}] * 2
    assert checks.verify_chain() is None


def test_without_a_colleague_cases_are_unassigned_and_duty_has_a_gap(
    mia_client: Client, ben: User, cases: dict[str, Submission], rota: None
) -> None:
    leave(mia_client, ben)
    found = list_references(mia_client.get(INBOX, {"view": "unassigned"}))
    assert sorted(found) == sorted([cases["open"].reference, cases["urgent"].reference])
    assert UrgentCase.objects.get().owner is None
    assert not DutyShift.objects.exists()
    assert DutyException.objects.order_by("date").last().account is None


def test_nothing_happens_if_one_step_fails(
    mia_client: Client, ben: User, cases: dict[str, Submission], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(handover, "hand_over_cases", fail)
    with pytest.raises(OSError, match="disk full"):
        leave(mia_client, ben)
    ben.refresh_from_db()
    assert (ben.is_active, ben.groups.count()) == (True, 1)
    assert UrgentCase.objects.get().owner == ben


def test_cases_cannot_go_to_whoever_may_not_see_them_or_leaves(mia_client: Client, ben: User, cleo: User) -> None:
    for other in (cleo, ben):
        assert leave(mia_client, ben, cases_to=other).status_code == 422
    ben.refresh_from_db()
    assert ben.is_active


def test_manager_acts_on_no_administrator_and_not_on_themselves(mia_client: Client, dora: User, cleo: User) -> None:
    mia = User.objects.get(username="mia")
    for account in (dora, mia, cleo):
        assert leave(mia_client, account).status_code == 404
        assert mia_client.post(url("end_sessions", account)).status_code == 404
    assert leave(signed_in(dora), cleo).status_code == 302
    assert leave(signed_in(dora), dora).status_code == 404


def test_nurse_is_refused(ben_client: Client, nora: User) -> None:
    for path in (reverse("colleagues:list"), url("departure", nora)):
        assert ben_client.get(path)["Location"] == "/admin/"


def test_departure_asks_again_who_is_there(mia_client: Client, ben: User) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert mia_client.get(url("departure", ben))["Location"].startswith("/account/reauthenticate/")


def test_manager_ends_the_sessions_of_a_colleague(mia_client: Client, ben: User) -> None:
    client = signed_in(ben)
    page = mia_client.post(url("end_sessions", ben), follow=True)
    assert "1 session has ended." in get_page_text(page)
    assert client.get("/admin/").status_code == 302
    assert ben.is_active
    assert AuditEntry.objects.get(action=Action.SESSIONS_ENDED).detail["account"] == str(ben.pk)


def test_deleted_colleague_loses_no_case(
    dora_client: Client, ben: User, nora: User, cases: dict[str, Submission]
) -> None:
    """By Wagtail's own page, in place of the one for colleagues who leave."""
    dora_client.post(reverse("intake_staff:assign", args=[cases["open"].pk]), {"assignee": nora.pk, "revision": 0})
    number, pk = Submission.objects.count(), nora.pk
    assert dora_client.post(reverse("wagtailusers_users:delete", args=[pk])).status_code == 302
    assert not User.objects.filter(pk=pk).exists()
    assert Submission.objects.count() == number
    assert cases["open"].reference in list_references(dora_client.get(INBOX, {"view": "unassigned"}))
    assert AuditEntry.objects.get(action=Action.ASSIGNED).detail == {"to": "nora", "to_id": str(pk)}
    deleted = [one.detail for one in AuditEntry.objects.filter(action=Action.RIGHTS_CHANGED)][-1]
    assert deleted == {"user": str(pk), "name": "nora", "what": "deleted"}
