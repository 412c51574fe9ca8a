"""An urgent submission reaches somebody: who is on duty, the next, everybody, and then every staff page says so."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group, User
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles import editor_roles
from articles.models import HomePage
from intake import tasks
from intake.audit import checks, outside_changes
from intake.delivery import escalation
from intake.enums import Action, Channel, SubmissionState, UrgentStep
from intake.models import AuditEntry, Delivery, DutyShift, QuestionnaireVersion, Submission, UrgentCase
from intake.patient import actions as patient_actions
from intake.staff import actions as staff_actions
from intake.staff import roles
from intake.staff.opened_submission import open_submission
from intake.visitor.actions import Receipt
from tests.conftest import make_user, signed_in
from tests.intake import builders
from tests.intake.audit.forgeries import forge
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
        assert get_page_text(ben_client.get(page)).count(sentence) == 1, page
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


@pytest.mark.parametrize("leave", ["deleted", "deactivated"])
def test_case_of_somebody_who_left_is_told_until_somebody_takes_it(
    submission: Submission, rota: list[User], leave: str
) -> None:
    escalation.escalate_urgent()
    ben, second, third = rota
    open_submission(submission.pk, by=third)
    escalation.escalate_urgent()
    sentence = "1 urgent submission was opened, and nobody has it any more. Take it over."
    assert sentence not in get_page_text(signed_in(ben).get("/admin/"))
    if leave == "deleted":
        third.delete()
    else:
        User.objects.filter(pk=third.pk).update(is_active=False)
    for page in ("/admin/", "/admin/intake/urgent/"):
        assert sentence in get_page_text(signed_in(ben).get(page)), page
    with transaction.atomic():
        escalation.take_over(UrgentCase.objects.select_related("submission").get(), by=second)
    assert sentence not in get_page_text(signed_in(ben).get("/admin/"))


def test_forged_opening_keeps_nobody_from_being_told(
    submission: Submission, rota: list[User], morning: time_machine.Traveller
) -> None:
    """A public machine may add entries to the audit, and only those of visitors are believed."""
    escalation.escalate_urgent()
    ben = rota[0]
    forge(submission_id=submission.pk, action=Action.OPENED, actor_id=str(ben.pk), actor_name="ben")
    wait(morning)
    assert list_told() == ["ben", "second"]
    assert UrgentCase.objects.get().opened_at is None


def test_step_that_reaches_nobody_is_passed(submission: Submission, rota: list[User]) -> None:
    User.objects.filter(username__in=["ben", "second"]).update(is_active=False)
    escalation.escalate_urgent()
    assert list_told() == ["third"]
    assert list_steps() == ["everybody"]


def test_alarm_is_on_the_lists_and_forms_of_managers_too(
    submission: Submission, rota: list[User], morning: time_machine.Traveller
) -> None:
    escalation.escalate_urgent()
    for _ in range(4):
        wait(morning)
    sentence = "everybody was told, and nobody has opened it. Open it now."
    manager = signed_in(make_user("mia", roles.MANAGER))
    for page in ("dutyshift/", "dutyshift/add/", "messagetemplate/", "routingrule/"):
        assert sentence in get_page_text(manager.get(f"/admin/snippets/intake/{page}")), page
    assert "Who is told Everybody was told" in get_page_text(manager.get("/admin/intake/urgent/"))
    editor = signed_in(make_user("quentin", "Questionnaire editor"))
    assert sentence not in get_page_text(editor.get("/admin/snippets/intake/questionnaire/"))


def test_alarm_is_in_the_editor_of_pages_too(
    starter_site: None, submission: Submission, rota: list[User], morning: time_machine.Traveller
) -> None:
    """Whoever works on an article when it comes may be the only one at a screen."""
    escalation.escalate_urgent()
    for _ in range(4):
        wait(morning)
    sentence = "everybody was told, and nobody has opened it. Open it now."
    mia = make_user("mia", roles.MANAGER)
    mia.groups.add(Group.objects.get(name=editor_roles.PUBLISHER))
    both = signed_in(mia)
    home = HomePage.objects.get(locale__language_code="en")
    for page in (f"{home.pk}/edit/", f"add/articles/informationpage/{home.pk}/"):
        assert sentence in get_page_text(both.get(f"/admin/pages/{page}")), page
    editor = signed_in(make_user("quentin", editor_roles.PUBLISHER))
    assert sentence not in get_page_text(editor.get(f"/admin/pages/{home.pk}/edit/"))


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
def test_one_from_before_the_rota_is_taken_and_finished(submission: Submission, ben: User, ben_client: Client) -> None:
    open_submission(submission.pk, by=ben)
    url = f"/admin/intake/urgent/{submission.pk}/"
    words = get_page_text(ben_client.post(f"{url}take/", follow=True))
    assert "It is yours until you have written what was done." in words
    assert "Write what was done" in words
    assert "Urgent, and nobody is told in turn" not in words
    case = UrgentCase.objects.get()
    assert (case.owner, case.step, bool(case.opened_at)) == (ben, UrgentStep.TAKEN, True)
    assert outside_changes.find_changes(submission) == []
    ben_client.post(f"{url}done/", {"text": "Rang her."})
    assert "Whatever was urgent is done." in get_page_text(ben_client.get("/admin/intake/urgent/"))
    assert "already written" in get_page_text(ben_client.post(f"{url}take/", follow=True))


def test_one_that_was_taken_and_not_opened_is_told_to_others(
    submission: Submission, ben: User, morning: time_machine.Traveller
) -> None:
    make_user("second", roles.NURSE)
    signed_in(ben).post(f"/admin/intake/urgent/{submission.pk}/take/")
    wait(morning, minutes=14)
    assert list_told() == []
    wait(morning, minutes=2)
    assert list_told() == ["ben", "second"]
    assert list_steps() == ["taken", "everybody"]


def test_nobody_takes_what_needs_nobody(
    submission: Submission, version: QuestionnaireVersion, ben: User, ben_client: Client
) -> None:
    routine = builders.make_receipt(version, **{"pain.when": "day", "night.words": None}).submission
    staff_actions.change_state(submission.pk, SubmissionState.CLOSED, by=ben, expected_revision=0)
    for each in (routine, submission):
        ben_client.post(f"/admin/intake/urgent/{each.pk}/take/")
    assert not UrgentCase.objects.exists()


@pytest.mark.usefixtures("audit_proofs")
def test_steps_are_proven_and_change_nothing_of_the_submission(version: QuestionnaireVersion, rota: list[User]) -> None:
    submission = builders.make_receipt(version).submission
    escalation.escalate_urgent()
    submission.refresh_from_db()
    assert outside_changes.find_changes(submission) == []
    assert checks.check_audit() is None


def test_erasure_by_the_patient_ends_the_case(receipt: Receipt, rota: list[User]) -> None:
    escalation.escalate_urgent()
    patient_actions.erase_submission(builders.open_access(receipt.submission, receipt.visitor_code))
    escalation.escalate_urgent()
    assert UrgentCase.objects.get().done_at


ATTACKS: dict[str, Callable[[], object]] = {
    "opened": lambda: UrgentCase.objects.update(opened_at=timezone.now(), next_at=None),
    "opened by a colleague": lambda: UrgentCase.objects.update(
        opened_at=timezone.now(), owner=User.objects.get(username="third")
    ),
    "done": lambda: UrgentCase.objects.update(done_at=timezone.now()),
    "done and closed": lambda: (
        UrgentCase.objects.update(done_at=timezone.now()),
        Submission.objects.update(state="closed", urgency="routine"),
    ),
    "a later step": lambda: UrgentCase.objects.update(step=UrgentStep.ALARM, next_at=None),
    "never due": lambda: UrgentCase.objects.update(next_at=None),
    "withdrawn": lambda: Submission.objects.update(state="withdrawn"),
    "erased": lambda: Submission.objects.update(
        erased_at=timezone.now(), sealed_answers=b"", sealed_assessment=b"", sealed_consents=b""
    ),
    "gone": lambda: UrgentCase.objects.all().delete(),
}


@pytest.mark.usefixtures("audit_proofs")
@pytest.mark.parametrize("name", ATTACKS)
def test_row_that_no_entry_proves_keeps_nobody_from_being_told(
    version: QuestionnaireVersion, rota: list[User], morning: time_machine.Traveller, name: str
) -> None:
    tasks.keep_audit()
    submission = builders.make_receipt(version).submission
    escalation.escalate_urgent()
    ATTACKS[name]()
    if name != "never due":
        assert outside_changes.find_changes(Submission.objects.get())
    wait(morning)
    assert list_told() == ["ben", "second"]
    wait(morning)
    assert list_told() == ["ben", "second", "third"]
    case = UrgentCase.objects.get(submission=submission)
    assert (case.step, case.opened_at, case.done_at, case.owner) == (UrgentStep.EVERYBODY, None, None, None)
    # It stays a change from outside until somebody has accepted it.
    if name != "never due":
        assert outside_changes.find_changed_ids([Submission.objects.get()]) == {submission.pk}


@pytest.mark.usefixtures("audit_proofs")
def test_row_that_was_there_first_keeps_nobody_from_being_told(submission: Submission, rota: list[User]) -> None:
    UrgentCase.objects.create(submission=submission, step=UrgentStep.ALARM, done_at=timezone.now())
    forge(submission_id=submission.pk, action=Action.ESCALATED, detail={"step": "alarm"})
    escalation.escalate_urgent()
    assert list_told() == ["ben"]


@pytest.mark.usefixtures("audit_proofs")
def test_case_that_was_worked_on_is_no_outside_change(
    version: QuestionnaireVersion, rota: list[User], ben_client: Client
) -> None:
    submission = builders.make_receipt(version).submission
    escalation.escalate_urgent()
    open_submission(submission.pk, by=rota[1])
    escalation.escalate_urgent()
    assert UrgentCase.objects.get().owner == rota[1]
    url = f"/admin/intake/urgent/{submission.pk}/"
    ben_client.post(f"{url}take/")
    assert outside_changes.find_changes(Submission.objects.get()) == []
    ben_client.post(f"{url}done/", {"text": "Rang her."})
    escalation.escalate_urgent()
    assert outside_changes.find_changes(Submission.objects.get()) == []
    assert UrgentCase.objects.get().owner == rota[0]
    call_command("verify_submissions")


@pytest.mark.usefixtures("audit_proofs")
def test_cases_that_are_as_they_must_be_take_few_queries(
    version: QuestionnaireVersion, rota: list[User], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        builders.make_receipt(version)
    escalation.escalate_urgent()
    with django_assert_max_num_queries(8):
        escalation.escalate_urgent()


def test_urgent_pages_need_their_permissions(cleo_client: Client) -> None:
    assert cleo_client.get("/admin/intake/urgent/").status_code == 302
