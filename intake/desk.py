"""The staff desk: opens a submission, moves it on, writes notes, sends a notice again.

Every verb leaves an audit entry in the transaction of what it does: what cannot be recorded is not done, and what
cannot be recorded as seen is not shown.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, F, Max, Min, QuerySet
from django.utils import timezone

from intake import audit, opening, outbox
from intake.enums import Action, State
from intake.models import AuditEntry, Delivery, Note, Submission

# What an account needs to see submissions, and to do something about them.
VIEW = "intake.view_submission"
CHANGE = "intake.change_submission"

LONGEST_NOTE = 5000

# Nothing goes back to "new": somebody has seen it.
TRANSITIONS: Mapping[State, tuple[State, ...]] = {
    State.NEW: (State.IN_REVIEW, State.WAITING, State.ACCEPTED, State.REFERRED, State.CLOSED),
    State.IN_REVIEW: (State.WAITING, State.ACCEPTED, State.REFERRED, State.CLOSED),
    State.WAITING: (State.IN_REVIEW, State.ACCEPTED, State.REFERRED, State.CLOSED),
    State.ACCEPTED: (State.IN_REVIEW, State.CLOSED),
    State.REFERRED: (State.IN_REVIEW, State.CLOSED),
    State.CLOSED: (State.IN_REVIEW,),
}


class Conflict(Exception):
    """Somebody else changed the submission since it was shown. Nothing was overwritten."""


class NotAllowed(Exception):
    """The state does not lead there, or the notice is not one that was given up."""


@dataclass(frozen=True)
class OpenNote:
    author: str
    at: datetime
    text: str


@dataclass(frozen=True)
class OpenSubmission:
    """One submission as its reader sees it. It lives as long as the page that shows it, and is never stored."""

    submission: Submission
    answers: Mapping[str, Any]
    assessment: Mapping[str, Any]
    notes: tuple[OpenNote, ...]


def open_submission(pk: uuid.UUID, *, by: User) -> OpenSubmission:
    """Unseal a submission for a member of staff, and record that they opened it.

    Raises Submission.DoesNotExist; KeyUnavailable where this process does not hold the clinic's key; SealError where
    any part of it does not open. In each case nothing of it is shown, and no entry says that it was.
    """
    with transaction.atomic():
        submission = Submission.objects.select_related("version__questionnaire").defer("version__definition").get(pk=pk)
        data_key = opening.data_key_of(submission)
        opened = OpenSubmission(
            submission=submission,
            answers=opening.read_answers(submission, data_key),
            assessment=opening.read_assessment(submission, data_key),
            notes=tuple(
                OpenNote(note.author.get_username(), note.created_at, opening.read_note(note, data_key))
                for note in submission.notes.select_related("author")
            ),
        )
        audit.record(Action.OPENED, submission, by=by)
    return opened


def change_state(pk: uuid.UUID, to: State, *, by: User, expected_revision: int) -> Submission:
    """Move a submission on.

    `expected_revision` is the revision that its reader saw: Conflict if it is no longer that. NotAllowed if the
    state that it is in does not lead to `to`.
    """
    with transaction.atomic():
        submission = Submission.objects.get(pk=pk)
        before = State(submission.state)
        if submission.revision != expected_revision:
            raise Conflict
        if to not in TRANSITIONS[before]:
            raise NotAllowed
        changed = Submission.objects.filter(pk=pk, revision=expected_revision).update(
            state=to, state_changed_at=timezone.now(), revision=F("revision") + 1
        )
        if not changed:
            raise Conflict
        audit.record(Action.STATE_CHANGED, submission, by=by, **{"from": before.value, "to": to.value})
    submission.refresh_from_db(fields=["state", "state_changed_at", "revision"])
    return submission


def add_note(pk: uuid.UUID, text: str, *, by: User) -> Note:
    """Keep what a member of staff wrote, sealed under the submission's own data key.

    Raises ValueError for an empty or too long text, and whatever unsealing the key raises.
    """
    text = text.strip()
    if not 0 < len(text) <= LONGEST_NOTE:
        raise ValueError(f"a note has 1 to {LONGEST_NOTE} characters")
    with transaction.atomic():
        submission = Submission.objects.get(pk=pk)
        note = Note(submission=submission, author=by)
        opening.seal_note(note, opening.data_key_of(submission), text)
        note.save(force_insert=True)
        audit.record(Action.NOTE_ADDED, submission, by=by, note=str(note.pk))
    return note


def retry_delivery(pk: uuid.UUID, *, by: User) -> Delivery:
    """Put a notice that was given up back into the outbox, to be sent at once. NotAllowed if it was not given up."""
    with transaction.atomic():
        delivery = Delivery.objects.select_related("submission").get(pk=pk)
        if not outbox.retry(delivery):
            raise NotAllowed
        audit.record(Action.DELIVERY_RETRIED, delivery.submission, by=by, channel=delivery.channel)
    return delivery


@dataclass(frozen=True)
class Reader:
    """Somebody who has opened a submission: how often, and when first and last."""

    name: str
    times: int
    first_at: datetime
    last_at: datetime


def readers(submission: Submission) -> list[Reader]:
    """Who has opened a submission, the latest first."""
    rows = (
        AuditEntry.objects.filter(submission_id=submission.pk, action=Action.OPENED)
        .values("actor_id", "actor_name")
        .annotate(times=Count("pk"), first_at=Min("at"), last_at=Max("at"))
        .order_by("-last_at")
    )
    return [Reader(row["actor_name"], row["times"], row["first_at"], row["last_at"]) for row in rows]


def history(submission: Submission) -> QuerySet[AuditEntry]:
    """Every audit entry about a submission, the latest first."""
    return AuditEntry.objects.filter(submission_id=submission.pk).order_by("-sequence")
