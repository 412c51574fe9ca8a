"""What staff do is done whole and recorded, or not done; and what is not recorded as seen is not shown."""

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection
from django.db.models import F
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from intake import tasks
from intake.audit import checks
from intake.audit.digests import hash_row
from intake.encryption import key_ring, primitives
from intake.enums import Action, DeliveryState, Finding, SubmissionState
from intake.models import AuditEntry, AuditHead, Delivery, Note, QuestionnaireVersion, Submission, WrappedKey
from intake.staff import actions as staff_actions
from intake.staff import history, opened_submission
from intake.staff.actions import TRANSITIONS, ActionNotAllowed, EditConflict
from intake.visitor.actions import Receipt
from tests.intake import builders

pytestmark = pytest.mark.django_db

WORDS = "Called her at ten. 😀 <b>She will call back.</b>\n\nNext week."


@pytest.fixture
def submission(receipt: Receipt) -> Submission:
    return receipt.submission


@pytest.fixture
def no_private_key(settings: Settings) -> Iterator[None]:
    """What a public process has."""
    settings.CLINIC_PRIVATE_KEY_FILE = None
    key_ring.clear_key_cache()
    yield
    key_ring.clear_key_cache()


@pytest.fixture
def audit_is_broken(submission: Submission) -> None:
    """The place of the next entry is taken, as if the chain's end had been tampered with."""
    AuditHead.objects.update(sequence=F("sequence") - 1)


def actions(submission: Submission) -> list[str]:
    return [entry.action for entry in history.list_audit_entries(submission)]


# --- Opening ---------------------------------------------------------------------------------------------------------


def test_opening_unseals_all_of_it(submission: Submission, ben: User) -> None:
    staff_actions.add_note(submission.pk, WORDS, by=ben)
    opened = opened_submission.open_submission(submission.pk, by=ben)
    assert opened.submission == submission
    assert opened.answers == builders.ANSWERS
    assert opened.assessment["reasons"][0]["rule"] == "pain-at-night"
    assert [(note.author, note.text) for note in opened.notes] == [("ben", WORDS)]


def test_each_opening_is_recorded(submission: Submission, ben: User, dora: User) -> None:
    for who in (ben, ben, dora):
        opened_submission.open_submission(submission.pk, by=who)
    assert actions(submission) == [Action.OPENED] * 3 + [Action.SUBMITTED]
    entry = history.list_audit_entries(submission)[0]
    assert (entry.actor_id, entry.actor_name, entry.reference) == (str(dora.pk), "dora", submission.reference)
    readers = [(reader.name, reader.times) for reader in history.list_readers(submission)]
    assert readers == [("dora", 1), ("ben", 2)]
    assert checks.verify_chain() is None


def test_an_opening_that_cannot_be_recorded_shows_nothing(
    submission: Submission, ben: User, audit_is_broken: None
) -> None:
    opened = None
    with pytest.raises(IntegrityError):
        opened = opened_submission.open_submission(submission.pk, by=ben)
    assert opened is None


def test_what_is_not_there_is_not_opened(db: None, ben: User) -> None:
    with pytest.raises(Submission.DoesNotExist):
        opened_submission.open_submission(uuid.uuid4(), by=ben)
    assert not AuditEntry.objects.exists()


def flip(sealed: Any) -> bytes:
    changed = bytearray(bytes(sealed))
    changed[-1] ^= 1
    return bytes(changed)


def flip_answers(submission: Submission) -> None:
    Submission.objects.filter(pk=submission.pk).update(sealed_answers=flip(submission.sealed_answers))


def flip_assessment(submission: Submission) -> None:
    Submission.objects.filter(pk=submission.pk).update(sealed_assessment=flip(submission.sealed_assessment))


def flip_key(submission: Submission) -> None:
    key = submission.wrapped_keys.get(holder="clinic")
    submission.wrapped_keys.filter(pk=key.pk).update(wrapped=flip(key.wrapped))


def flip_note(submission: Submission) -> None:
    note = submission.notes.get()
    submission.notes.update(sealed_text=flip(note.sealed_text))


def swap_fields(submission: Submission) -> None:
    Submission.objects.filter(pk=submission.pk).update(sealed_assessment=submission.sealed_answers)


def swap_answers(submission: Submission) -> None:
    other = builders.make_receipt(submission.version, **{"contact.name": "Somebody else"}).submission
    Submission.objects.filter(pk=submission.pk).update(sealed_answers=other.sealed_answers)


def swap_all_but_the_row(submission: Submission) -> None:
    """Another submission's answers together with its key: whole in itself, and still not this one's."""
    other = builders.make_receipt(submission.version, **{"contact.name": "Somebody else"}).submission
    Submission.objects.filter(pk=submission.pk).update(sealed_answers=other.sealed_answers)
    wrapped = other.wrapped_keys.get(holder="clinic").wrapped
    submission.wrapped_keys.filter(holder="clinic").update(wrapped=wrapped)


def empty(submission: Submission) -> None:
    Submission.objects.filter(pk=submission.pk).update(sealed_answers=b"")


def shred(submission: Submission) -> None:
    submission.wrapped_keys.all().delete()


def lose_the_key_pair(submission: Submission) -> None:
    submission.wrapped_keys.filter(holder="clinic").update(key_id="0" * 16)


SPOILINGS: dict[Callable[[Submission], None], type[Exception]] = {
    flip_answers: primitives.SealError,
    flip_assessment: primitives.SealError,
    flip_key: primitives.SealError,
    flip_note: primitives.SealError,
    swap_fields: primitives.SealError,
    swap_answers: primitives.SealError,
    swap_all_but_the_row: primitives.SealError,
    empty: primitives.SealError,
    shred: WrappedKey.DoesNotExist,
    lose_the_key_pair: key_ring.KeyUnavailable,
}


@pytest.mark.parametrize(("spoil", "error"), SPOILINGS.items(), ids=lambda value: value.__name__)
def test_what_does_not_open_as_a_whole_is_not_shown_in_part(
    submission: Submission, ben: User, spoil: Callable[[Submission], None], error: type[Exception]
) -> None:
    staff_actions.add_note(submission.pk, WORDS, by=ben)
    spoil(submission)
    before = AuditEntry.objects.count()
    with pytest.raises(error) as raised:
        opened_submission.open_submission(submission.pk, by=ben)
    assert AuditEntry.objects.count() == before
    assert not any(str(answer) in str(raised.value) for answer in builders.ANSWERS.values())


def test_without_the_private_key_nothing_opens_and_no_note_is_written(
    submission: Submission, ben: User, no_private_key: None
) -> None:
    for verb in (
        lambda: opened_submission.open_submission(submission.pk, by=ben),
        lambda: staff_actions.add_note(submission.pk, WORDS, by=ben),
    ):
        with pytest.raises(key_ring.KeyUnavailable):
            verb()
    assert actions(submission) == [Action.SUBMITTED]
    assert not Note.objects.exists()


# --- Changing the state ----------------------------------------------------------------------------------------------


def put_into(submission: Submission, state: SubmissionState) -> None:
    Submission.objects.filter(pk=submission.pk).update(state=state)


@pytest.mark.parametrize("before", SubmissionState)
@pytest.mark.parametrize("after", SubmissionState)
def test_the_state_changes_as_the_table_says(
    submission: Submission, ben: User, before: SubmissionState, after: SubmissionState
) -> None:
    put_into(submission, before)
    if after not in TRANSITIONS[before]:
        with pytest.raises(ActionNotAllowed):
            staff_actions.change_state(submission.pk, after, by=ben, expected_revision=0)
        submission.refresh_from_db()
        assert (submission.state, submission.revision, actions(submission)) == (before, 0, [Action.SUBMITTED])
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


def test_every_state_but_withdrawn_has_a_way_on_and_none_leads_back_to_new() -> None:
    assert set(TRANSITIONS) == set(SubmissionState)
    assert {state for state, ways in TRANSITIONS.items() if not ways} == {SubmissionState.WITHDRAWN}
    assert all(SubmissionState.NEW not in ways for ways in TRANSITIONS.values())
    assert all(state not in ways for state, ways in TRANSITIONS.items())


@pytest.mark.parametrize("revision", [0, 2, 10**6])
def test_a_change_from_a_stale_page_is_refused(submission: Submission, ben: User, dora: User, revision: int) -> None:
    staff_actions.change_state(submission.pk, SubmissionState.IN_REVIEW, by=dora, expected_revision=0)
    with pytest.raises(EditConflict):
        staff_actions.change_state(submission.pk, SubmissionState.CLOSED, by=ben, expected_revision=revision)
    submission.refresh_from_db()
    assert (submission.state, submission.revision) == (SubmissionState.IN_REVIEW, 1)
    assert actions(submission) == [Action.STATE_CHANGED, Action.SUBMITTED]


def test_a_change_that_cannot_be_recorded_is_not_made(submission: Submission, ben: User, audit_is_broken: None) -> None:
    with pytest.raises(IntegrityError):
        staff_actions.change_state(submission.pk, SubmissionState.IN_REVIEW, by=ben, expected_revision=0)
    submission.refresh_from_db()
    assert (submission.state, submission.revision) == (SubmissionState.NEW, 0)


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_at_the_same_moment_one_is_made(submission: Submission, ben: User) -> None:
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
    assert actions(submission) == [Action.STATE_CHANGED, Action.SUBMITTED]
    assert checks.verify_chain() is None


# --- Notes -----------------------------------------------------------------------------------------------------------


def test_a_note_is_sealed_and_recorded(submission: Submission, ben: User) -> None:
    note = staff_actions.add_note(submission.pk, f"  {WORDS}\n", by=ben)
    row = Note.objects.values().get()
    assert b"Called" not in bytes(row.pop("sealed_text"))
    assert "Called" not in str(row)
    assert actions(submission) == [Action.NOTE_ADDED, Action.SUBMITTED]
    assert history.list_audit_entries(submission)[0].detail == {"note": str(note.pk), "row": hash_row(note)}
    assert opened_submission.open_submission(submission.pk, by=ben).notes[0].text == WORDS


@pytest.mark.parametrize("text", ["", "  \n\t ", "x" * (staff_actions.MAX_NOTE_LENGTH + 1)])
def test_an_empty_or_endless_note_is_refused(submission: Submission, ben: User, text: str) -> None:
    with pytest.raises(ValueError, match="a note has"):
        staff_actions.add_note(submission.pk, text, by=ben)
    assert not Note.objects.exists()


@pytest.mark.parametrize("text", ["x" * staff_actions.MAX_NOTE_LENGTH, "\ud800", "a\x00b", "\u202egnp.exe", "{{ 7 }}"])
def test_an_odd_note_is_kept_to_the_letter(submission: Submission, ben: User, text: str) -> None:
    staff_actions.add_note(submission.pk, text, by=ben)
    assert opened_submission.open_submission(submission.pk, by=ben).notes[0].text == text


def test_a_note_that_cannot_be_recorded_is_not_kept(submission: Submission, ben: User, audit_is_broken: None) -> None:
    with pytest.raises(IntegrityError):
        staff_actions.add_note(submission.pk, WORDS, by=ben)
    assert not Note.objects.exists()


# --- Notices ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def dead(submission: Submission) -> Delivery:
    Delivery.objects.update(state=DeliveryState.DEAD, attempts=9, last_error="smtp 550")
    return Delivery.objects.get()


def test_a_given_up_notice_is_sent_again(
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
def test_another_notice_is_not(submission: Submission, ben: User, state: DeliveryState) -> None:
    Delivery.objects.update(state=state, sent_at=timezone.now() if state == DeliveryState.SENT else None)
    with pytest.raises(ActionNotAllowed):
        staff_actions.retry_delivery(Delivery.objects.get().pk, by=ben)
    assert actions(submission) == [Action.SUBMITTED]


def test_a_retry_that_cannot_be_recorded_is_not_made(dead: Delivery, ben: User, audit_is_broken: None) -> None:
    with pytest.raises(IntegrityError):
        staff_actions.retry_delivery(dead.pk, by=ben)
    dead.refresh_from_db()
    assert dead.state == DeliveryState.DEAD


# --- The record ------------------------------------------------------------------------------------------------------


@pytest.fixture
def record(submission: Submission, ben: User, dora: User) -> Submission:
    """Submitted, opened by two, noted, changed."""
    opened_submission.open_submission(submission.pk, by=ben)
    staff_actions.add_note(submission.pk, WORDS, by=ben)
    opened_submission.open_submission(submission.pk, by=dora)
    staff_actions.change_state(submission.pk, SubmissionState.CLOSED, by=dora, expected_revision=0)
    return submission


def test_the_record_is_whole(record: Submission) -> None:
    assert actions(record) == [
        Action.STATE_CHANGED,
        Action.OPENED,
        Action.NOTE_ADDED,
        Action.OPENED,
        Action.SUBMITTED,
    ]
    assert checks.verify_chain() is None


@pytest.mark.parametrize("sequence", [1, 2, 3, 4, 5])
def test_hiding_who_saw_it_is_found(record: Submission, sequence: int) -> None:
    AuditEntry.objects.filter(sequence=sequence).update(actor_name="somebody")
    assert checks.verify_chain() == checks.AuditFault(Finding.BROKEN_LINK, sequence)


@pytest.mark.parametrize("sequence", [1, 2, 3, 4, 5])
def test_removing_who_saw_it_is_found(record: Submission, sequence: int) -> None:
    AuditEntry.objects.filter(sequence=sequence).delete()
    assert checks.verify_chain() == checks.AuditFault(Finding.BROKEN_LINK, sequence)


def test_the_record_outlives_the_account(record: Submission, dora: User) -> None:
    dora.delete()
    assert [reader.name for reader in history.list_readers(record)] == ["dora", "ben"]


def test_the_history_of_one_is_not_that_of_another(record: Submission, version: QuestionnaireVersion) -> None:
    other = builders.make_receipt(version).submission
    assert actions(other) == [Action.SUBMITTED]
    assert history.list_readers(other) == []
