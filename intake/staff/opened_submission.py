"""Opens a submission for staff: whole or not at all, and never without an audit entry."""

import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from intake.answers.current_answers import CurrentAnswers, read_current_answers
from intake.audit import chain, outside_changes
from intake.encryption import submission_keys
from intake.engine.consents import ConsentRecord
from intake.enums import Action, OutsideChange
from intake.models import Submission, Withdrawal
from intake.staff.data_keys import get_usable_data_key

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class OpenText:
    """A note, or a message to the patient."""

    author: str
    at: datetime
    text: str


@dataclass(frozen=True)
class OpenSubmission:
    """A submission as its reader sees it. It lives as long as the page that shows it, and is never stored."""

    submission: Submission
    current: CurrentAnswers
    assessment: Mapping[str, Any]
    consents: tuple[ConsentRecord, ...]
    notes: tuple[OpenText, ...]
    messages: tuple[OpenText, ...]
    withdrawals: tuple[Withdrawal, ...]
    # What was changed outside the site.
    changes: tuple[OutsideChange, ...]

    @property
    def answers(self) -> Mapping[str, Any]:
        """The answers as they were sent."""
        return self.current.original


def open_submission(pk: uuid.UUID, *, by: User, after_own_action: bool = False) -> OpenSubmission:
    """Unseal a submission for a member of staff, record that they opened it, and mark the patient's changes as seen.

    `after_own_action`: they see the same page again after an action of theirs, which is recorded itself, so that this
    is no further opening; unless the patient has changed something meanwhile.

    Raises Submission.DoesNotExist, SubmissionWithdrawn, or one of UNSEALING_ERRORS if any part of it cannot be
    unsealed. Then nothing of it is shown, and no entry says that it was opened.
    """
    with transaction.atomic():
        submission = Submission.objects.select_related("version__questionnaire").defer("version__definition").get(pk=pk)
        data_key = get_usable_data_key(submission)
        opened = OpenSubmission(
            submission=submission,
            current=read_current_answers(submission, data_key),
            assessment=submission_keys.read_assessment(submission, data_key),
            consents=submission_keys.read_consents(submission, data_key),
            notes=read_notes(submission, data_key),
            messages=read_messages(submission, data_key),
            withdrawals=tuple(submission.withdrawals.all()),
            changes=tuple(outside_changes.find_changes(submission)),
        )
        is_news = clear_patient_change(submission)
        if is_news or not after_own_action:
            chain.record_action(Action.OPENED, submission, by=by)
    if opened.changes:
        logger.error("Submission %s was changed outside the site: %s", submission.pk, ", ".join(opened.changes))
    return opened


def read_notes(submission: Submission, data_key: bytes) -> tuple[OpenText, ...]:
    return tuple(
        OpenText(note.author.get_username(), note.created_at, submission_keys.read_note(note, data_key))
        for note in submission.notes.select_related("author")
    )


def read_messages(submission: Submission, data_key: bytes) -> tuple[OpenText, ...]:
    key = submission_keys.derive_messages_key(data_key)
    return tuple(
        OpenText(message.author.get_username(), message.created_at, submission_keys.read_message(message, key))
        for message in submission.messages.select_related("author")
    )


def acknowledge_patient_change(submission: Submission, *, by: User) -> None:
    """Mark the patient's change of a submission that stays closed as seen, and record who saw it.

    Opening a submission does the same, and is recorded as an opening.
    """
    with transaction.atomic():
        if clear_patient_change(submission):
            chain.record_action(Action.CHANGE_SEEN, submission, by=by)


def clear_patient_change(submission: Submission) -> bool:
    """Take away the mark that the patient changed something. Return whether there was one.

    The caller records who looked, in the same transaction: a mark that is gone without an entry was taken away outside
    the site.
    """
    change = submission.patient_change
    return bool(change and Submission.objects.filter(pk=submission.pk, patient_change=change).update(patient_change=""))
