"""The history of a submission says who opened it and what was done, and reveals tampering."""

import pytest
from django.contrib.auth.models import User

from intake.audit import checks
from intake.enums import Action, Finding, SubmissionState
from intake.models import AuditEntry, QuestionnaireVersion, Submission
from intake.staff import actions as staff_actions
from intake.staff import history, opened_submission
from tests.intake import builders
from tests.intake.audit_entries import list_actions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unguarded_audit")]


@pytest.fixture
def record(submission: Submission, ben: User, dora: User) -> Submission:
    """A submission opened by two people, with a note and a changed state."""
    opened_submission.open_submission(submission.pk, by=ben)
    staff_actions.add_note(submission.pk, "Called her at ten.", by=ben)
    opened_submission.open_submission(submission.pk, by=dora)
    staff_actions.change_state(submission.pk, SubmissionState.CLOSED, by=dora, expected_revision=0)
    return submission


def test_history_lists_every_action(record: Submission) -> None:
    assert list_actions(record) == [
        Action.STATE_CHANGED,
        Action.OPENED,
        Action.NOTE_ADDED,
        Action.OPENED,
        Action.SUBMITTED,
    ]
    assert checks.verify_chain() is None


@pytest.mark.parametrize("sequence", [1, 2, 3, 4, 5])
def test_changed_reader_is_detected(record: Submission, sequence: int) -> None:
    AuditEntry.objects.filter(sequence=sequence).update(actor_name="somebody")
    assert checks.verify_chain() == checks.AuditFault(Finding.BROKEN_LINK, sequence)


@pytest.mark.parametrize("sequence", [1, 2, 3, 4, 5])
def test_removed_reader_is_detected(record: Submission, sequence: int) -> None:
    AuditEntry.objects.filter(sequence=sequence).delete()
    assert checks.verify_chain() == checks.AuditFault(Finding.BROKEN_LINK, sequence)


def test_history_outlives_the_account(record: Submission, dora: User) -> None:
    dora.delete()
    assert [reader.name for reader in history.list_readers(record)] == ["dora", "ben"]


def test_histories_of_submissions_are_separate(record: Submission, version: QuestionnaireVersion) -> None:
    other = builders.make_receipt(version).submission
    assert list_actions(other) == [Action.SUBMITTED]
    assert history.list_readers(other) == []


def test_timeline_says_what_came_of_each_action(record: Submission) -> None:
    timeline = history.build_timeline(history.list_audit_entries(record))
    assert [(event.what, event.result, event.who) for event in timeline] == [
        ("State changed", "New → Closed", "dora"),
        ("Note added", "", "ben"),
        ("Submitted", "", ""),
    ]
