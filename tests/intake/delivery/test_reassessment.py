"""An urgent submission that was called routine outside the site reaches the person on duty all the same."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from intake import tasks
from intake.audit import chain, checks, outside_changes
from intake.delivery import reassessment
from intake.encryption import current_key, primitives, submission_keys
from intake.enums import Action, Channel, Holder, OutsideChange, SubmissionState, Urgency
from intake.models import AnswersCheck, AuditEntry, Delivery, DutyShift, QuestionnaireVersion, Submission
from intake.patient import actions as patient_actions
from intake.visitor import actions as visitor_actions
from tests.intake import builders
from tests.intake.audit.forgeries import forge
from tests.intake.audit.outside_attacks import find_current_changes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unguarded_audit", "audit_proofs")]

ROUTINE = {"pain.when": "day", "night.words": None}


@pytest.fixture
def on_duty(ben: User) -> User:
    for weekday in range(7):
        DutyShift.objects.create(account=ben, weekday=weekday, starts_at="00:00", ends_at="12:00")
        DutyShift.objects.create(account=ben, weekday=weekday, starts_at="12:00", ends_at="00:00")
    return ben


def list_told() -> list[str]:
    told = Delivery.objects.filter(channel=Channel.STAFF_URGENT).order_by("pending_since")
    return list(told.values_list("account__username", flat=True))


def list_found() -> list[dict[str, Any]]:
    found = AuditEntry.objects.filter(action=Action.CHANGE_FOUND).order_by("sequence")
    return [entry.detail for entry in found]


def check() -> int:
    return reassessment.check_new_submissions(seconds=30)


def send_as_stolen_machine(
    version: QuestionnaireVersion, as_public: Callable[[bool], None], monkeypatch: pytest.MonkeyPatch, **columns: str
) -> Submission:
    """Send an urgent submission from a machine that signs other columns than the rules give."""
    current_key.record_current_key()
    as_public(True)
    with monkeypatch.context() as patch:
        store = visitor_actions.store_submission

        def store_changed(submission: Submission, *args: Any, **kwargs: Any) -> None:
            for name, value in columns.items():
                setattr(submission, name, value)
            store(submission, *args, **kwargs)

        patch.setattr(visitor_actions, "store_submission", store_changed)
        submission = builders.make_receipt(version).submission
    as_public(False)
    return Submission.objects.get(pk=submission.pk)


def test_submission_that_a_stolen_machine_signed_as_routine_is_raised_and_told(
    version: QuestionnaireVersion, on_duty: User, as_public: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = send_as_stolen_machine(version, as_public, monkeypatch, urgency="routine")
    assert find_current_changes(submission) == []
    tasks.drain.apply(throw=True)
    submission.refresh_from_db()
    assert submission.urgency == Urgency.URGENT
    assert list_told() == ["ben"]
    assert [letter.subject for letter in mail.outbox if letter.to == ["ben@example.org"]] == [
        f"Please open {submission.reference} now"
    ]
    [found] = list_found()
    assert (found["what"], found["differs"]) == ("assessment", "urgency")
    # The mark stays until somebody accepts it, and nothing else counts as changed.
    assert find_current_changes(submission) == [OutsideChange.ASSESSMENT]
    assert outside_changes.find_changed_ids([submission]) == {submission.pk}
    assert checks.check_audit() is None
    assert check() == 0
    assert len(list_found()) == 1


def test_false_outcome_is_recorded_and_left(
    version: QuestionnaireVersion, on_duty: User, as_public: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = send_as_stolen_machine(version, as_public, monkeypatch, outcome="not-for-this-clinic")
    assert check() == 1
    submission.refresh_from_db()
    assert submission.outcome == "not-for-this-clinic"
    assert [found["differs"] for found in list_found()] == ["outcome"]


def test_urgency_is_never_lowered(
    version: QuestionnaireVersion, as_public: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builders, "ANSWERS", {"pain.when": "day", "contact.name": "Ada (made up)"})
    submission = send_as_stolen_machine(version, as_public, monkeypatch, urgency="urgent")
    assert check() == 1
    submission.refresh_from_db()
    assert submission.urgency == Urgency.URGENT


@pytest.mark.parametrize("opens", [True, False])
def test_column_that_was_changed_in_the_database_is_raised_without_vouching_for_others(
    version: QuestionnaireVersion, on_duty: User, opens: bool
) -> None:
    submission = builders.make_receipt(version).submission
    Submission.objects.update(urgency="routine", state=SubmissionState.CLOSED)
    if not opens:
        submission.wrapped_keys.filter(holder=Holder.CLINIC).update(wrapped=b"no key")
    assert check() == 1
    submission.refresh_from_db()
    assert submission.urgency == Urgency.URGENT
    assert list_told() == ["ben"]
    assert set(find_current_changes(submission)) == {OutsideChange.ASSESSMENT, OutsideChange.STATE}


def test_other_columns_changed_besides_stay_a_change(version: QuestionnaireVersion) -> None:
    submission = builders.make_receipt(version).submission
    Submission.objects.update(urgency="routine", language="de")
    assert check() == 1
    assert OutsideChange.COLUMNS in find_current_changes(submission)


def test_without_a_rota_the_mailbox_of_the_clinic_is_told(version: QuestionnaireVersion, settings: Settings) -> None:
    settings.STAFF_NOTICE_EMAIL = "clinic@example.org"
    submission = builders.make_receipt(version).submission
    Submission.objects.update(urgency="routine")
    tasks.drain.apply(throw=True)
    subjects = [letter.subject for letter in mail.outbox if letter.to == [settings.STAFF_NOTICE_EMAIL]]
    assert f"Please open {submission.reference} now" in subjects
    assert not any("next person" in letter.body for letter in mail.outbox)


def test_genuine_submissions_are_left_as_they_are(version: QuestionnaireVersion, on_duty: User) -> None:
    for answers in ({}, ROUTINE):
        builders.make_receipt(version, **answers)
    receipt = builders.make_receipt(version)
    patient_actions.erase_submission(builders.open_access(receipt.submission, receipt.visitor_code))
    assert check() == 0
    assert list_found() == []
    assert AnswersCheck.objects.get().sequence == (
        AuditEntry.objects.filter(action=Action.SUBMITTED).latest("sequence").sequence
    )


def test_forged_end_of_the_check_is_not_believed(version: QuestionnaireVersion) -> None:
    builders.make_receipt(version)
    AnswersCheck.objects.create(sequence=10**9, proof="mac:" + "0" * 64)
    Submission.objects.update(urgency="routine")
    assert check() == 1


def test_answers_that_are_no_answers_do_not_stop_the_check_of_others(
    version: QuestionnaireVersion, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = (builders.make_receipt(version).submission for _ in range(2))
    data_key = primitives.generate_data_key()
    submission_keys.seal_contents(first, data_key, answers=[1], assessment={}, consents=[])  # type: ignore[arg-type]
    first.save()
    first.wrapped_keys.filter(holder=Holder.CLINIC).delete()
    submission_keys.wrap_for_clinic(first, data_key).save()
    Submission.objects.filter(pk=second.pk).update(urgency="routine")
    tasks.drain.apply(throw=True)
    assert [Submission.objects.get(pk=each.pk).urgency for each in (first, second)] == ["urgent", "urgent"]
    assert f"Submission {first.pk} cannot be held against its answers" in caplog.text


def test_flood_is_looked_through_in_bounded_time(version: QuestionnaireVersion, ben: User) -> None:
    """Entries that name no submission cost next to nothing, and what is not looked at now is later."""
    submissions = [builders.make_receipt(version).submission for _ in range(3)]
    Submission.objects.update(urgency="routine")
    for _ in submissions:
        assert reassessment.check_new_submissions(seconds=0) == 1
    assert check() == 0


def test_flood_of_entries_hides_nothing_behind_it(
    version: QuestionnaireVersion, ben: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stolen public machine can sign any number of entries about nothing."""
    monkeypatch.setattr(reassessment, "BATCH_SIZE", 2)
    with transaction.atomic():
        for _ in range(5):
            chain.record_action(Action.SUBMITTED)
    hidden = builders.make_receipt(version).submission
    Submission.objects.update(urgency="routine")
    assert check() == 1
    assert Submission.objects.get(pk=hidden.pk).urgency == "urgent"


def test_process_without_the_private_key_checks_nothing(submission: Submission, no_private_key: None) -> None:
    Submission.objects.update(urgency="routine")
    tasks.drain.apply(throw=True)
    assert not AuditEntry.objects.filter(action=Action.CHANGE_FOUND).exists()
    assert chain.find_proof_start()


@pytest.mark.parametrize("number", [10**6, 10**15])
def test_forged_entry_of_the_future_ends_no_check(version: QuestionnaireVersion, number: int) -> None:
    assert check() == 0
    entry = AuditEntry(sequence=number, at=timezone.now(), action=Action.SUBMITTED, previous_hash="0" * 64)
    entry.hash = chain.hash_entry(entry)
    entry.save(force_insert=True)
    assert check() == 0
    submission = builders.make_receipt(version).submission
    Submission.objects.update(urgency="routine")
    assert check() == 1
    submission.refresh_from_db()
    assert submission.urgency == Urgency.URGENT


def test_genuine_entry_is_reached_behind_more_forged_ones_than_a_batch(
    version: QuestionnaireVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reassessment, "BATCH_SIZE", 2)
    for _ in range(5):
        forge(action=Action.SUBMITTED)
    builders.make_receipt(version)
    Submission.objects.update(urgency="routine")
    assert check() == 1
