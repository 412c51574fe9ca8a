"""Opens a submission for staff: whole or not at all, and never without an audit entry."""

import logging
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from intake.answers.current_answers import CurrentAnswers, read_current_answers
from intake.appointments import OpenAppointment, read_appointments
from intake.audit import chain, outside_changes
from intake.encryption import submission_keys
from intake.engine.consents import ConsentRecord
from intake.enums import Action, OutsideChange
from intake.models import AuditEntry, Reply, Submission, Withdrawal
from intake.reply_files import FileDescription
from intake.staff import mentions, rows_beside
from intake.staff.data_keys import get_usable_data_key

logger = logging.getLogger(__name__)

# How long a recorded opening stands for the page that its reader goes on working on.
OPEN_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class OpenText:
    """A note, or a message to the patient."""

    author: str
    at: datetime
    text: str


@dataclass(frozen=True)
class OpenReply:
    """A reply of the patient's, and what it says of the file that came with it."""

    pk: uuid.UUID
    at: datetime
    text: str
    file: FileDescription | None


@dataclass(frozen=True)
class OpenSubmission:
    """A submission as its reader sees it. It lives as long as the page that shows it, and is never stored."""

    submission: Submission
    current: CurrentAnswers
    assessment: Mapping[str, Any]
    consents: tuple[ConsentRecord, ...]
    notes: tuple[OpenText, ...]
    messages: tuple[OpenText, ...]
    replies: tuple[OpenReply, ...]
    appointments: tuple[OpenAppointment, ...]
    withdrawals: tuple[Withdrawal, ...]
    # What was changed outside the site.
    changes: tuple[OutsideChange, ...]
    # What its audit says, this opening included, the first first.
    entries: list[AuditEntry]

    @property
    def answers(self) -> Mapping[str, Any]:
        """The answers as they were sent."""
        return self.current.original


def open_submission(pk: uuid.UUID, *, by: User, after_own_action: bool = False) -> OpenSubmission:
    """Unseal a submission for a member of staff, record that they opened it, and mark the patient's changes as seen.

    `after_own_action`: they see the same page again after an action of theirs, so that this is no further opening;
    unless the patient has changed something meanwhile, a note names them, or they had not opened it: actions need no
    opening.

    Raises Submission.DoesNotExist, SubmissionWithdrawn, or one of UNSEALING_ERRORS if any part of it cannot be
    unsealed. Then nothing of it is shown, and no entry says that it was opened.
    """
    with transaction.atomic():
        submission = read_submission(pk)
        data_key = get_usable_data_key(submission)
        audit = outside_changes.read_audit(pk)
        messages_key = submission_keys.derive_messages_key(data_key)
        opened = OpenSubmission(
            submission=submission,
            current=read_current_answers(submission, data_key),
            assessment=submission_keys.read_assessment(submission, data_key),
            consents=submission_keys.read_consents(submission, data_key),
            notes=read_notes(submission, data_key),
            messages=read_messages(submission, messages_key),
            replies=read_replies(submission, messages_key),
            appointments=read_appointments(submission.appointments.all(), messages_key),
            withdrawals=tuple(submission.withdrawals.all()),
            changes=tuple(outside_changes.find_changes(submission, audit)),
            entries=audit.entries,
        )
        is_news = clear_patient_change(submission)
        was_named = mentions.mark_seen(submission, by)
        if is_news or was_named or not (after_own_action and has_it_open(by, audit.entries)):
            audit.entries.append(chain.record_action(Action.OPENED, submission, by=by))
    if opened.changes:
        logger.error("Submission %s was changed outside the site: %s", submission.pk, ", ".join(opened.changes))
    return opened


def has_it_open(user: User, entries: Iterable[AuditEntry]) -> bool:
    """Return whether it is on record that somebody has opened this submission within OPEN_FOR."""
    since = timezone.now() - OPEN_FOR
    return any(
        entry.action == Action.OPENED
        and entry.actor_id == str(user.pk)
        and entry.at >= since
        and chain.is_genuine(entry)
        for entry in entries
    )


def read_submission(pk: uuid.UUID) -> Submission:
    """Return a submission with all rows beside it, in two queries."""
    submissions = Submission.objects.select_related("version__questionnaire", "urgent_case__owner")
    submission = submissions.defer("version__definition").get(pk=pk)
    rows_beside.load_rows_beside(submission)
    return submission


def read_notes(submission: Submission, data_key: bytes) -> tuple[OpenText, ...]:
    return tuple(
        OpenText(note.author.get_username(), note.created_at, submission_keys.read_note(note, data_key))
        for note in submission.notes.all()
    )


def read_messages(submission: Submission, key: bytes) -> tuple[OpenText, ...]:
    return tuple(
        OpenText(message.author.get_username(), message.created_at, submission_keys.read_message(message, key))
        for message in submission.messages.all()
    )


def read_replies(submission: Submission, key: bytes) -> tuple[OpenReply, ...]:
    return tuple(open_reply(reply, submission_keys.read_reply(reply, key)) for reply in submission.replies.all())


def open_reply(reply: Reply, content: Mapping[str, Any]) -> OpenReply:
    file = FileDescription.from_json(content["file"]) if content["file"] else None
    return OpenReply(reply.pk, reply.created_at, content["text"], file)


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
