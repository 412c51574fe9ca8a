"""A submission is opened completely and recorded, or not shown."""

import uuid
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError

from intake.audit import checks
from intake.encryption import key_ring
from intake.enums import Action
from intake.models import AuditEntry, Note, Submission
from intake.staff import actions as staff_actions
from intake.staff import history, opened_submission
from tests.intake import builders
from tests.intake.audit_entries import list_actions
from tests.intake.staff.spoilings import SPOILINGS

pytestmark = pytest.mark.django_db

WORDS = "Called her at ten. 😀 <b>She will call back.</b>\n\nNext week."


def test_opening_unseals_answers_assessment_and_notes(submission: Submission, ben: User) -> None:
    staff_actions.add_note(submission.pk, WORDS, by=ben)
    opened = opened_submission.open_submission(submission.pk, by=ben)
    assert opened.submission == submission
    assert opened.answers == builders.ANSWERS
    assert opened.assessment["reasons"][0]["rule"] == "pain-at-night"
    assert [(note.author, note.text) for note in opened.notes] == [("ben", WORDS)]


def test_each_opening_is_recorded(submission: Submission, ben: User, dora: User) -> None:
    for who in (ben, ben, dora):
        opened_submission.open_submission(submission.pk, by=who)
    assert list_actions(submission) == [Action.OPENED] * 3 + [Action.SUBMITTED]
    entry = history.list_audit_entries(submission)[0]
    assert (entry.actor_id, entry.actor_name, entry.reference) == (str(dora.pk), "dora", submission.reference)
    readers = [(reader.name, reader.times) for reader in history.list_readers(submission)]
    assert readers == [("dora", 1), ("ben", 2)]
    assert checks.verify_chain() is None


def test_nothing_is_opened_if_that_cannot_be_recorded(submission: Submission, ben: User, audit_is_broken: None) -> None:
    opened = None
    with pytest.raises(IntegrityError):
        opened = opened_submission.open_submission(submission.pk, by=ben)
    assert opened is None


def test_unknown_submission_is_not_opened(db: None, ben: User) -> None:
    with pytest.raises(Submission.DoesNotExist):
        opened_submission.open_submission(uuid.uuid4(), by=ben)
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(("spoil", "error"), SPOILINGS.items(), ids=lambda value: value.__name__)
def test_damaged_submission_is_not_shown_in_part(
    submission: Submission, ben: User, spoil: Callable[[Submission], None], error: type[Exception]
) -> None:
    staff_actions.add_note(submission.pk, WORDS, by=ben)
    spoil(submission)
    before = AuditEntry.objects.count()
    with pytest.raises(error) as raised:
        opened_submission.open_submission(submission.pk, by=ben)
    assert AuditEntry.objects.count() == before
    assert not any(str(answer) in str(raised.value) for answer in builders.ANSWERS.values())


def test_without_private_key_nothing_opens_and_no_note_is_added(
    submission: Submission, ben: User, no_private_key: None
) -> None:
    for verb in (
        lambda: opened_submission.open_submission(submission.pk, by=ben),
        lambda: staff_actions.add_note(submission.pk, WORDS, by=ben),
    ):
        with pytest.raises(key_ring.KeyUnavailable):
            verb()
    assert list_actions(submission) == [Action.SUBMITTED]
    assert not Note.objects.exists()
