"""An urgent submission reaches somebody: who is on duty, the next, everybody, and then every staff page says so."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client

from intake import tasks
from intake.audit import checks, outside_changes
from intake.delivery import escalation
from intake.enums import Action, Channel, UrgentStep
from intake.models import AuditEntry, Delivery, DutyShift, QuestionnaireVersion, Submission, UrgentCase
from intake.staff import roles
from intake.staff.opened_submission import open_submission
from tests.conftest import make_user, signed_in
from tests.intake import builders
from tests.intake.staff.pages import get_page_text, submission_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def rota(ben: User) -> list[User]:
    """Three of staff: one on duty all week, one on duty after that, one never."""
    second, third = (make_user(name, roles.NURSE) for name in ("second", "third"))
    for weekday in range(7):
        DutyShift.objects.create(account=ben, weekday=weekday, starts_at="00:00", ends_at="12:00")
        DutyShift.objects.create(account=ben, weekday=weekday, starts_at="12:00", ends_at="00:00")
        DutyShift.objects.create(account=second, weekday=weekday, starts_at="12:00", ends_at="12:01")
    return [ben, second, third]


def list_told() -> list[str]:
    told = Delivery.objects.filter(channel=Channel.STAFF_URGENT).order_by("pending_since", "account__pk")
    return list(told.values_list("account__username", flat=True))


def list_steps() -> list[str]:
    return [entry.detail["step"] for entry in AuditEntry.objects.filter(action=Action.ESCALATED).order_by("sequence")]


def wait(clock: time_machine.Traveller, minutes: int = 16) -> None:
    clock.shift(timedelta(minutes=minutes))
    escalation.escalate_urgent()


@pytest.fixture
def morning(clock: time_machine.Traveller) -> time_machine.Traveller:
    """A clock that stands at nine in the morning."""
    clock.move_to(datetime(2026, 11, 30, 9, tzinfo=UTC))
    return clock


def test_without_a_rota_nothing_is_told_in_turn(submission: Submission) -> None:
    escalation.escalate_urgent()
    assert not UrgentCase.objects.exists()


def test_only_urgent_ones_are_told(version: QuestionnaireVersion, rota: list[User]) -> None:
    builders.make_receipt(version, **{"pain.when": "day", "night.words": None})
    escalation.escalate_urgent()
    assert not UrgentCase.objects.exists()


def test_person_on_duty_is_told_at_once_without_any_answer(submission: Submission, rota: list[User]) -> None:
    for _ in range(2):
        tasks.drain.apply(throw=True)
    [letter] = [letter for letter in mail.outbox if letter.to == ["ben@example.org"]]
    assert letter.subject == f"Please open {submission.reference} now"
    assert str(submission.pk) in letter.body
    assert "night" not in letter.body.lower()
    assert list_steps() == ["on-duty"]


def test_next_then_everybody_then_an_alarm_everywhere(
    submission: Submission, rota: list[User], morning: time_machine.Traveller
) -> None:
    escalation.escalate_urgent()
    assert list_told() == ["ben"]
    wait(morning, minutes=14)
    assert list_told() == ["ben"]
    wait(morning, minutes=2)
    assert list_told() == ["ben", "second"]
    wait(morning)
    assert list_told() == ["ben", "second", "third"]
    assert escalation.count_unopened() == 0
    wait(morning)
    wait(morning)
    assert list_steps() == ["on-duty", "next", "everybody", "alarm"]
    assert UrgentCase.objects.get().step == UrgentStep.ALARM
    # His session has ended meanwhile.
    ben_client = signed_in(rota[0])
    sentence = "1 urgent submission: everybody was told, and nobody has opened it. Open it now."
    for page in ("/admin/", "/admin/intake/submissions/", "/admin/intake/deliveries/", "/admin/intake/urgent/"):
        assert sentence in get_page_text(ben_client.get(page)), page
    assert ben_client.get("/health/ready/").json()["parts"]["urgent"] == "nobody opens 1"

    ben_client.get(submission_url(submission))
    escalation.escalate_urgent()
    assert sentence not in get_page_text(ben_client.get("/admin/"))
    assert UrgentCase.objects.get().owner == rota[0]


def test_whoever_opens_it_stops_the_chain_and_owns_it(
    submission: Submission, rota: list[User], morning: time_machine.Traveller
) -> None:
    escalation.escalate_urgent()
    open_submission(submission.pk, by=rota[2])
    wait(morning)
    wait(morning)
    case = UrgentCase.objects.get()
    assert (list_told(), case.owner, case.done_at) == (["ben"], rota[2], None)
    assert case.opened_at


def test_step_that_reaches_nobody_is_passed(submission: Submission, rota: list[User]) -> None:
    User.objects.filter(username__in=["ben", "second"]).update(is_active=False)
    escalation.escalate_urgent()
    assert list_told() == ["third"]
    assert list_steps() == ["everybody"]


def test_it_has_an_owner_until_it_is_written_what_was_done(
    submission: Submission, rota: list[User], ben_client: Client
) -> None:
    escalation.escalate_urgent()
    url = f"/admin/intake/urgent/{submission.pk}/"
    ben_client.post(f"{url}take/")
    assert UrgentCase.objects.get().owner == rota[0]
    assert "Write what was done" in get_page_text(ben_client.post(f"{url}done/", {"text": " "}, follow=True))
    ben_client.post(f"{url}done/", {"text": "Rang her; her sister is with her."})
    case = UrgentCase.objects.get()
    assert case.done_at
    assert "already written" in get_page_text(ben_client.post(f"{url}done/", {"text": "Again"}, follow=True))
    assert "already written" in get_page_text(ben_client.post(f"{url}take/", follow=True))
    assert [note.text for note in open_submission(submission.pk, by=rota[0]).notes] == [
        "Rang her; her sister is with her."
    ]
    done = AuditEntry.objects.exclude(action__in=[Action.SUBMITTED, Action.OPENED]).order_by("sequence")
    assert [entry.action for entry in done] == [
        Action.ESCALATED,
        Action.URGENT_TAKEN,
        Action.NOTE_ADDED,
        Action.URGENT_DONE,
    ]


@pytest.mark.usefixtures("audit_proofs")
def test_steps_are_proven_and_change_nothing_of_the_submission(version: QuestionnaireVersion, rota: list[User]) -> None:
    submission = builders.make_receipt(version).submission
    escalation.escalate_urgent()
    submission.refresh_from_db()
    assert outside_changes.find_changes(submission) == []
    assert checks.check_audit() is None


def test_withdrawn_submission_ends_its_case(submission: Submission, rota: list[User]) -> None:
    escalation.escalate_urgent()
    Submission.objects.update(state="withdrawn")
    escalation.escalate_urgent()
    assert UrgentCase.objects.get().done_at


def test_urgent_pages_need_their_permissions(cleo_client: Client) -> None:
    assert cleo_client.get("/admin/intake/urgent/").status_code == 302
