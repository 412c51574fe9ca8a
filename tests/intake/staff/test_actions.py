"""An action of staff is done completely and recorded, or not done."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from intake import tasks
from intake.audit import checks
from intake.audit.digests import hash_row
from intake.enums import Action, DeliveryState, SubmissionState
from intake.models import Delivery, Note, StateMove, Submission
from intake.staff import actions as staff_actions
from intake.staff import history, opened_submission, state_moves
from intake.staff.refusals import ActionNotAllowed, EditConflict
from tests.intake.audit_entries import list_actions

pytestmark = pytest.mark.django_db

WORDS = "Called her at ten. 😀 <b>She will call back.</b>\n\nNext week."


def put_into(submission: Submission, state: SubmissionState) -> None:
    Submission.objects.filter(pk=submission.pk).update(state=state)


@pytest.mark.parametrize("before", SubmissionState)
@pytest.mark.parametrize("after", SubmissionState)
def test_state_changes_only_along_the_transitions(
    submission: Submission, ben: User, before: SubmissionState, after: SubmissionState
) -> None:
    put_into(submission, before)
    if not StateMove.objects.filter(before=before, after=after).exists():
        with pytest.raises(ActionNotAllowed):
            staff_actions.change_state(submission.pk, after, by=ben, expected_revision=0)
        submission.refresh_from_db()
        assert (submission.state, submission.revision, list_actions(submission)) == (before, 0, [Action.SUBMITTED])
        return
    started = timezone.now()
    changed = staff_actions.change_state(submission.pk, after, by=ben, expected_revision=0)
    assert (changed.state, changed.revision) == (after, 1)
    assert changed.state_changed_at >= started
    entry = history.list_audit_entries(submission)[0]
    assert (entry.action, entry.detail, entry.actor_name) == (
        Action.STATE_CHANGED,
        {"from": before.value, "to": after.value},
        "ben",
    )


def test_managers_decide_which_state_follows_which(submission: Submission) -> None:
    assert SubmissionState.ACCEPTED in state_moves.list_next_states(submission)
    StateMove.objects.exclude(after=SubmissionState.CLOSED).delete()
    assert state_moves.list_next_states(submission) == (SubmissionState.CLOSED,)


@pytest.mark.parametrize(
    ("before", "after"), [("closed", "new"), ("withdrawn", "in-review"), ("new", "withdrawn"), ("new", "new")]
)
def test_no_move_can_be_added_that_the_site_does_not_allow(before: str, after: str) -> None:
    """Nothing returns to new, and only the patient withdraws a consent, for ever."""
    with pytest.raises(ValidationError):
        StateMove(before=before, after=after).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        StateMove.objects.create(before=before, after=after)


@pytest.mark.parametrize("revision", [0, 2, 10**6])
def test_change_from_a_stale_page_is_refused(submission: Submission, ben: User, dora: User, revision: int) -> None:
    staff_actions.change_state(submission.pk, SubmissionState.IN_REVIEW, by=dora, expected_revision=0)
    with pytest.raises(EditConflict):
        staff_actions.change_state(submission.pk, SubmissionState.CLOSED, by=ben, expected_revision=revision)
    submission.refresh_from_db()
    assert (submission.state, submission.revision) == (SubmissionState.IN_REVIEW, 1)
    assert list_actions(submission) == [Action.STATE_CHANGED, Action.SUBMITTED]


def test_state_is_not_changed_if_that_cannot_be_recorded(
    submission: Submission, ben: User, audit_is_broken: None
) -> None:
    with pytest.raises(IntegrityError):
        staff_actions.change_state(submission.pk, SubmissionState.IN_REVIEW, by=ben, expected_revision=0)
    submission.refresh_from_db()
    assert (submission.state, submission.revision) == (SubmissionState.NEW, 0)


@pytest.mark.django_db(transaction=True)
def test_only_one_of_concurrent_changes_succeeds(submission: Submission, ben: User) -> None:
    def change(to: SubmissionState) -> str:
        try:
            return str(staff_actions.change_state(submission.pk, to, by=ben, expected_revision=0).state)
        except EditConflict:
            return "conflict"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        results = list(
            threads.map(
                change,
                [SubmissionState.CLOSED, SubmissionState.ACCEPTED, SubmissionState.REFERRED, SubmissionState.WAITING],
            )
        )
    submission.refresh_from_db()
    assert sorted(results) == sorted(["conflict"] * 3 + [submission.state])
    assert submission.revision == 1
    assert list_actions(submission) == [Action.STATE_CHANGED, Action.SUBMITTED]
    assert checks.verify_chain() is None


def test_note_is_sealed_and_recorded(submission: Submission, ben: User) -> None:
    note = staff_actions.add_note(submission.pk, f"  {WORDS}\n", by=ben)
    row = Note.objects.values().get()
    assert b"Called" not in bytes(row.pop("sealed_text"))
    assert "Called" not in str(row)
    assert list_actions(submission) == [Action.NOTE_ADDED, Action.SUBMITTED]
    assert history.list_audit_entries(submission)[0].detail == {
        "note": str(note.pk),
        "row": hash_row(note),
        "named": "",
    }
    assert opened_submission.open_submission(submission.pk, by=ben).notes[0].text == WORDS


@pytest.mark.parametrize("text", ["", "  \n\t ", "x" * (staff_actions.MAX_NOTE_LENGTH + 1)])
def test_empty_or_too_long_note_is_refused(submission: Submission, ben: User, text: str) -> None:
    with pytest.raises(ValueError, match="a note must have"):
        staff_actions.add_note(submission.pk, text, by=ben)
    assert not Note.objects.exists()


@pytest.mark.parametrize("text", ["x" * staff_actions.MAX_NOTE_LENGTH, "\ud800", "a\x00b", "\u202egnp.exe", "{{ 7 }}"])
def test_unusual_note_is_stored_unchanged(submission: Submission, ben: User, text: str) -> None:
    staff_actions.add_note(submission.pk, text, by=ben)
    assert opened_submission.open_submission(submission.pk, by=ben).notes[0].text == text


def test_note_is_not_stored_if_that_cannot_be_recorded(
    submission: Submission, ben: User, audit_is_broken: None
) -> None:
    with pytest.raises(IntegrityError):
        staff_actions.add_note(submission.pk, WORDS, by=ben)
    assert not Note.objects.exists()


@pytest.fixture
def dead(submission: Submission) -> Delivery:
    Delivery.objects.update(state=DeliveryState.DEAD, attempts=9, last_error="smtp 550")
    return Delivery.objects.get()


def test_given_up_notification_is_sent_again(
    dead: Delivery, ben: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        staff_actions.retry_delivery(dead.pk, by=ben)
    assert tasks.send_drain_hint in callbacks
    dead.refresh_from_db()
    assert dead.state == DeliveryState.PENDING
    entry = history.list_audit_entries(dead.submission)[0]
    assert (entry.action, entry.detail) == (Action.DELIVERY_RETRIED, {"channel": "staff-email"})


@pytest.mark.parametrize("state", [DeliveryState.PENDING, DeliveryState.SENT])
def test_pending_or_sent_notification_is_not_sent_again(
    submission: Submission, ben: User, state: DeliveryState
) -> None:
    Delivery.objects.update(state=state, sent_at=timezone.now() if state == DeliveryState.SENT else None)
    with pytest.raises(ActionNotAllowed):
        staff_actions.retry_delivery(Delivery.objects.get().pk, by=ben)
    assert list_actions(submission) == [Action.SUBMITTED]


def test_notification_is_not_retried_if_that_cannot_be_recorded(
    dead: Delivery, ben: User, audit_is_broken: None
) -> None:
    with pytest.raises(IntegrityError):
        staff_actions.retry_delivery(dead.pk, by=ben)
    dead.refresh_from_db()
    assert dead.state == DeliveryState.DEAD
