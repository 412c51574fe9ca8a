"""The staff desk: opens a submission, moves it on, writes notes and messages, gives a new code, sends a notice again.

Every verb leaves an audit entry in the transaction of what it does: what cannot be recorded is not done, and what
cannot be recorded as seen is not shown.
"""

import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, F, Max, Min, QuerySet
from django.utils import timezone

from intake import tasks
from intake.answers import current_answers
from intake.answers.current_answers import CurrentAnswers
from intake.audit import chain, outside_changes
from intake.audit.digests import hash_contents, hash_row
from intake.delivery import outbox
from intake.encryption import codes, primitives, submission_keys
from intake.encryption.key_ring import KeyUnavailable
from intake.encryption.primitives import SealError
from intake.engine.consents import ConsentRecord
from intake.engine.definition import DefinitionError
from intake.enums import Action, Channel, Holder, OutsideChange, SubmissionState
from intake.models import AuditEntry, Delivery, Message, Note, Submission, Withdrawal, WrappedKey
from intake.token_sessions import patient_sessions

logger = logging.getLogger(__name__)

# What an account needs to see submissions, and to do something about them.
VIEW_PERMISSION = "intake.view_submission"
CHANGE_PERMISSION = "intake.change_submission"

# What keeps a submission shut: no key here, a changed byte or another row's seal, a key that was destroyed, questions
# that are no longer those that were published.
UNSEALING_ERRORS = (KeyUnavailable, SealError, WrappedKey.DoesNotExist, DefinitionError)

MAX_NOTE_LENGTH = MAX_MESSAGE_LENGTH = 5000

# Nothing goes back to "new": somebody has seen it.
TRANSITIONS: Mapping[SubmissionState, tuple[SubmissionState, ...]] = {
    SubmissionState.NEW: (
        SubmissionState.IN_REVIEW,
        SubmissionState.WAITING,
        SubmissionState.ACCEPTED,
        SubmissionState.REFERRED,
        SubmissionState.CLOSED,
    ),
    SubmissionState.IN_REVIEW: (
        SubmissionState.WAITING,
        SubmissionState.ACCEPTED,
        SubmissionState.REFERRED,
        SubmissionState.CLOSED,
    ),
    SubmissionState.WAITING: (
        SubmissionState.IN_REVIEW,
        SubmissionState.ACCEPTED,
        SubmissionState.REFERRED,
        SubmissionState.CLOSED,
    ),
    SubmissionState.ACCEPTED: (SubmissionState.IN_REVIEW, SubmissionState.CLOSED),
    SubmissionState.REFERRED: (SubmissionState.IN_REVIEW, SubmissionState.CLOSED),
    SubmissionState.CLOSED: (SubmissionState.IN_REVIEW,),
    SubmissionState.WITHDRAWN: (),
}


# What a state means for the patient: that somebody reads it is no news to them.
NOTIFIED_STATES = {SubmissionState.WAITING, SubmissionState.ACCEPTED, SubmissionState.REFERRED, SubmissionState.CLOSED}


class EditConflict(Exception):
    """Somebody else changed the submission since it was shown. Nothing was overwritten."""


class SubmissionWithdrawn(Exception):
    """The patient took back the consent that the clinic cannot do without: it may not be read or used any more."""


class OutsideChangeFound(Exception):
    """Something of it was changed outside the site: till somebody has looked into it, nothing is added or given out."""


class ActionNotAllowed(Exception):
    """The state does not lead there, the patient took their consent back, or the notice was not given up."""


@dataclass(frozen=True)
class OpenText:
    """A note, or a message to the patient."""

    author: str
    at: datetime
    text: str


@dataclass(frozen=True)
class OpenSubmission:
    """One submission as its reader sees it. It lives as long as the page that shows it, and is never stored."""

    submission: Submission
    sent: CurrentAnswers
    assessment: Mapping[str, Any]
    consents: tuple[ConsentRecord, ...]
    notes: tuple[OpenText, ...]
    messages: tuple[OpenText, ...]
    withdrawals: tuple[Withdrawal, ...]
    # What was changed outside the site.
    changes: tuple[OutsideChange, ...]

    @property
    def answers(self) -> Mapping[str, Any]:
        """As they were sent."""
        return self.sent.original


def open_submission(pk: uuid.UUID, *, by: User, after_own_action: bool = False) -> OpenSubmission:
    """Unseal a submission for a member of staff, record that they opened it, and note what the patient changed as seen.

    `after_own_deed`: it is the same page again after what they did there, which is on record itself; what the patient
    changed meanwhile makes it an opening all the same. Raises Submission.DoesNotExist; Withdrawn; KeyUnavailable where
    this process does not hold the clinic's key; SealError where any part of it does not open. In each case nothing of
    it is shown, and no entry says that it was.
    """
    with transaction.atomic():
        submission = Submission.objects.select_related("version__questionnaire").defer("version__definition").get(pk=pk)
        data_key = get_usable_data_key(submission)
        messages_key = submission_keys.derive_messages_key(data_key)
        opened = OpenSubmission(
            submission=submission,
            sent=current_answers.read_current_answers(submission, data_key),
            assessment=submission_keys.read_assessment(submission, data_key),
            consents=submission_keys.read_consents(submission, data_key),
            notes=tuple(
                OpenText(note.author.get_username(), note.created_at, submission_keys.read_note(note, data_key))
                for note in submission.notes.select_related("author")
            ),
            messages=tuple(
                OpenText(
                    message.author.get_username(),
                    message.created_at,
                    submission_keys.read_message(message, messages_key),
                )
                for message in submission.messages.select_related("author")
            ),
            withdrawals=tuple(submission.withdrawals.all()),
            changes=tuple(outside_changes.find_changes(submission)),
        )
        is_news = clear_patient_change(submission)
        if is_news or not after_own_action:
            chain.record_action(Action.OPENED, submission, by=by)
    if opened.changes:
        logger.error("Submission %s was changed outside the site: %s", submission.pk, ", ".join(opened.changes))
    return opened


def get_usable_data_key(submission: Submission) -> bytes:
    """The data key of a submission that may be read and used.

    Raises Withdrawn, and whatever unsealing the key raises.
    """
    if submission.state == SubmissionState.WITHDRAWN and not submission.erased_at:
        raise SubmissionWithdrawn
    return submission_keys.unwrap_data_key(submission)


def get_trusted_data_key(submission: Submission) -> bytes:
    """The data key of a submission that is as it was sent, to seal something beside it or to give it out.

    Whoever can write to the database can put another key in its place, wrapped to the clinic's public one, and would
    read what is sealed under it. And a new code would vouch for whatever it finds there.

    Raises ChangedOutside, and what `usable_key_of` raises.
    """
    data_key = get_usable_data_key(submission)
    # The clinic's wrapped key has no hash in the audit; what it opens has.
    submission_keys.read_answers(submission, data_key)
    if outside_changes.has_changed_contents(submission):
        raise OutsideChangeFound
    return data_key


def acknowledge_patient_change(submission: Submission, *, by: User) -> None:
    """Note what the patient changed as seen, for a submission that stays shut: opening one is on record as that."""
    with transaction.atomic():
        if clear_patient_change(submission):
            chain.record_action(Action.CHANGE_SEEN, submission, by=by)


def clear_patient_change(submission: Submission) -> bool:
    """Take away the mark that the patient changed something. Gives whether there was one.

    The caller records who looked, in the same transaction: a mark that is gone without an entry was taken away outside
    the site.
    """
    change = submission.patient_change
    return bool(change and Submission.objects.filter(pk=submission.pk, patient_change=change).update(patient_change=""))


def change_state(pk: uuid.UUID, to: SubmissionState, *, by: User, expected_revision: int) -> Submission:
    """Move a submission on.

    `expected_revision` is the revision that its reader saw: Conflict if it is no longer that. NotAllowed if the
    state that it is in does not lead to `to`, or the patient took back a consent that the clinic cannot do without.
    """
    with transaction.atomic():
        submission = Submission.objects.get(pk=pk)
        before = SubmissionState(submission.state)
        if submission.revision != expected_revision:
            raise EditConflict
        if to not in list_next_states(submission):
            raise ActionNotAllowed
        changed = Submission.objects.filter(pk=pk, revision=expected_revision).update(
            state=to, state_changed_at=timezone.now(), revision=F("revision") + 1
        )
        if not changed:
            raise EditConflict
        chain.record_action(Action.STATE_CHANGED, submission, by=by, **{"from": before.value, "to": to.value})
        if to in NOTIFIED_STATES:
            notify_patient(submission)
    submission.refresh_from_db(fields=["state", "state_changed_at", "revision"])
    return submission


def list_next_states(submission: Submission) -> tuple[SubmissionState, ...]:
    """Where a submission may be moved. One that the patient closed stays closed."""
    is_over = submission.erased_at or submission.withdrawals.filter(closes_case=True).exists()
    return () if is_over else TRANSITIONS[SubmissionState(submission.state)]


def add_note(pk: uuid.UUID, text: str, *, by: User) -> Note:
    """Keep what a member of staff wrote, sealed under the submission's own data key.

    Raises ValueError for an empty or too long text, and what `trusted_key_of` raises.
    """
    text = text.strip()
    if not 0 < len(text) <= MAX_NOTE_LENGTH:
        raise ValueError(f"a note has 1 to {MAX_NOTE_LENGTH} characters")
    with transaction.atomic():
        submission = Submission.objects.get(pk=pk)
        note = Note(submission=submission, author=by)
        submission_keys.seal_note(note, get_trusted_data_key(submission), text)
        note.save(force_insert=True)
        chain.record_action(Action.NOTE_ADDED, submission, by=by, note=str(note.pk), row=hash_row(note))
    return note


def send_message(pk: uuid.UUID, text: str, *, by: User) -> Message:
    """Put a message on the patient's own page, sealed so that their code opens it.

    Raises ValueError for an empty or too long text, and what `trusted_key_of` raises.
    """
    text = text.strip()
    if not 0 < len(text) <= MAX_MESSAGE_LENGTH:
        raise ValueError(f"a message has 1 to {MAX_MESSAGE_LENGTH} characters")
    with transaction.atomic():
        submission = Submission.objects.get(pk=pk)
        message = Message(submission=submission, author=by)
        submission_keys.seal_message(message, get_trusted_data_key(submission), text)
        message.save(force_insert=True)
        chain.record_action(Action.MESSAGE_SENT, submission, by=by, message=str(message.pk), row=hash_row(message))
        notify_patient(submission)
    return message


def notify_patient(submission: Submission) -> None:
    """Have the patient written to that there is something new on their own page, if they gave an address."""
    try:
        has_address = bool(submission_keys.read_email_address(submission))
    except UNSEALING_ERRORS:
        # What cannot be read here may be readable where the notice is made; and a change of state needs no key.
        has_address = submission.deliveries.filter(channel=Channel.VISITOR_EMAIL).exists()
    if has_address:
        outbox.enqueue_news(submission, Channel.VISITOR_NEWS)
        tasks.drain_on_commit()


def get_code_id(submission: Submission) -> str:
    """Tells the code that opens the own page now from any that came before, and nothing else about it."""
    keys = submission.wrapped_keys.exclude(holder=Holder.CLINIC).order_by("pk")
    return ".".join(str(pk) for pk in keys.values_list("pk", flat=True))


def replace_code(pk: uuid.UUID, *, by: User, expected_code_id: str | None = None) -> str:
    """A new code in place of one that the patient lost. It is kept nowhere: tell it now.

    Raises Conflict if the code is no longer the `expected` one: a page that is sent again makes no second code.

    It opens the state and the messages, never the answers. The lost code opens nothing from now on, because somebody
    else may find it; nor does a page that it has open. Raises what `trusted_key_of` raises.
    """
    code = codes.derive_secret_code(primitives.generate_data_key())
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=pk)
        if expected_code_id is not None and expected_code_id != get_code_id(submission):
            raise EditConflict
        wrapped_key = submission_keys.wrap_for_new_code(submission, get_trusted_data_key(submission), code=code)
        submission.wrapped_keys.exclude(holder=Holder.CLINIC).delete()
        wrapped_key.save(force_insert=True)
        patient_sessions.end_all_sessions(submission)
        contents = hash_contents(submission, submission.wrapped_keys.all())
        chain.record_action(Action.CODE_REPLACED, submission, by=by, contents=contents)
    return code


def export_response(pk: uuid.UUID, *, by: User) -> dict[str, Any]:
    """What the patient told, as a FHIR QuestionnaireResponse; recorded as an export. It has no place for a warning.

    Raises Submission.DoesNotExist, and what `trusted_key_of` raises.
    """
    with transaction.atomic():
        submission = Submission.objects.select_related("version").get(pk=pk)
        resource = current_answers.build_fhir_response(
            submission, current_answers.read_current_answers(submission, get_trusted_data_key(submission))
        )
        chain.record_action(Action.EXPORTED, submission, by=by, format="fhir")
    return resource


def retry_delivery(pk: uuid.UUID, *, by: User) -> Delivery:
    """Put a notice that was given up back into the outbox, to be sent at once. NotAllowed if it was not given up."""
    with transaction.atomic():
        delivery = Delivery.objects.select_related("submission").get(pk=pk)
        if not outbox.requeue_delivery(delivery):
            raise ActionNotAllowed
        tasks.drain_on_commit()
        chain.record_action(Action.DELIVERY_RETRIED, delivery.submission, by=by, channel=delivery.channel)
    return delivery


@dataclass(frozen=True)
class Reader:
    """Somebody who has opened a submission: how often, and when first and last."""

    name: str
    times: int
    first_at: datetime
    last_at: datetime


def list_readers(submission: Submission) -> list[Reader]:
    """Who has opened a submission, the latest first."""
    rows = (
        AuditEntry.objects.filter(submission_id=submission.pk, action=Action.OPENED)
        .values("actor_id", "actor_name")
        .annotate(times=Count("pk"), first_at=Min("at"), last_at=Max("at"))
        .order_by("-last_at")
    )
    return [Reader(row["actor_name"], row["times"], row["first_at"], row["last_at"]) for row in rows]


def list_audit_entries(submission: Submission) -> QuerySet[AuditEntry]:
    """Every audit entry about a submission, the latest first."""
    return AuditEntry.objects.filter(submission_id=submission.pk).order_by("-sequence")
