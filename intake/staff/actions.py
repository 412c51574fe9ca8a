"""What staff do with a submission: change its state, write notes and messages, give a new code, export, send again.

Each action leaves an audit entry in its own transaction: what cannot be recorded is not done.
"""

import uuid
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from intake import tasks
from intake.answers import current_answers
from intake.audit import chain
from intake.audit.digests import hash_contents, hash_row
from intake.delivery import outbox
from intake.encryption import codes, primitives, submission_keys
from intake.enums import Action, Channel, ExportReason, Holder, SubmissionState
from intake.models import Delivery, Message, Note, Submission
from intake.staff.data_keys import UNSEALING_ERRORS, get_trusted_data_key
from intake.staff.mentions import find_mentioned, save_mentions
from intake.staff.refusals import ActionNotAllowed, EditConflict
from intake.staff.state_moves import list_next_states
from intake.token_sessions import patient_sessions

MAX_NOTE_LENGTH = MAX_MESSAGE_LENGTH = 5000

# The states that a patient is told of by email: that somebody has begun to read is no news to them.
NOTIFIED_STATES = {SubmissionState.WAITING, SubmissionState.ACCEPTED, SubmissionState.REFERRED, SubmissionState.CLOSED}


def change_state(
    pk: uuid.UUID, to: SubmissionState, *, by: User, expected_revision: int, is_blind: bool = False
) -> Submission:
    """Change the state of a submission, and tell the patient if the new state matters to them.

    `is_blind`: they did so from a list, so that what the patient changed still waits for a look.

    `expected_revision` is the revision that the member of staff saw; raises EditConflict if it is another by now.
    Raises ActionNotAllowed if the present state does not lead to `to`, or the patient ended the case.
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
        detail = {"from": before.value, "to": to.value} | ({"seen": "no"} if is_blind else {})
        chain.record_action(Action.STATE_CHANGED, submission, by=by, **detail)
        if to in NOTIFIED_STATES:
            notify_patient(submission)
    submission.refresh_from_db(fields=["state", "state_changed_at", "revision"])
    return submission


def add_note(pk: uuid.UUID, text: str, *, by: User) -> Note:
    """Save a note, sealed under the submission's own data key. Colleagues whom it names find the submission.

    Raises ValueError for an empty or too long text, and what `get_trusted_data_key` raises.
    """
    text = text.strip()
    if not 0 < len(text) <= MAX_NOTE_LENGTH:
        raise ValueError(f"a note must have 1 to {MAX_NOTE_LENGTH} characters")
    mentioned, _unknown = find_mentioned(text)
    with transaction.atomic():
        submission = Submission.objects.get(pk=pk)
        note = Note(submission=submission, author=by)
        submission_keys.seal_note(note, get_trusted_data_key(submission), text)
        note.save(force_insert=True)
        others = [user for user in mentioned if user.pk != by.pk]
        save_mentions(submission, others)
        named = " ".join(str(user.pk) for user in others)
        chain.record_action(Action.NOTE_ADDED, submission, by=by, note=str(note.pk), row=hash_row(note), named=named)
    return note


def send_message(pk: uuid.UUID, text: str, *, by: User) -> Message:
    """Put a message on the patient's own page, sealed so that their code opens it.

    Raises ValueError for an empty or too long text, and what `get_trusted_data_key` raises.
    """
    text = text.strip()
    if not 0 < len(text) <= MAX_MESSAGE_LENGTH:
        raise ValueError(f"a message must have 1 to {MAX_MESSAGE_LENGTH} characters")
    with transaction.atomic():
        submission = Submission.objects.get(pk=pk)
        message = Message(submission=submission, author=by)
        submission_keys.seal_message(message, get_trusted_data_key(submission), text)
        message.save(force_insert=True)
        chain.record_action(Action.MESSAGE_SENT, submission, by=by, message=str(message.pk), row=hash_row(message))
        notify_patient(submission)
    return message


def notify_patient(submission: Submission) -> None:
    """Have an email tell the patient that there is something new on their own page, if they gave an address."""
    if has_address(submission):
        outbox.enqueue_news(submission)
        tasks.drain_on_commit()


def tell_of_new_code(submission: Submission) -> None:
    """Have an email of its own tell the patient that there is a new code, if they gave an address."""
    if has_address(submission):
        Delivery.objects.create(submission=submission, channel=Channel.VISITOR_CODE)
        tasks.drain_on_commit()


def has_address(submission: Submission) -> bool:
    """Return whether the patient can be told by email."""
    try:
        return bool(submission_keys.read_email_address(submission))
    except UNSEALING_ERRORS:
        # The process that sends the email may be able to read it; and a change of state needs no key.
        return submission.deliveries.filter(channel=Channel.VISITOR_EMAIL).exists()


def get_code_id(submission: Submission) -> str:
    """Return what tells the present code of the own page from any earlier one, and nothing else about it."""
    keys = [key.pk for key in submission.wrapped_keys.all() if key.holder != Holder.CLINIC]
    return ".".join(str(pk) for pk in sorted(keys))


def replace_code(pk: uuid.UUID, *, by: User, expected_code_id: str | None = None) -> str:
    """Return a new code in place of one that the patient lost. It is not stored: tell the patient now.

    The new code opens the state and the messages, never the answers. The lost code opens nothing any more, because
    somebody else may find it, and a page that was opened with it is closed. An email of its own tells the patient, and
    for a day nothing is erased with the code: else somebody of staff could do as the patient, by a code that nobody
    asked for.

    Raises EditConflict if the present code is not the one with `expected_code_id`, so that a page that is sent again
    makes no second code; and what `get_trusted_data_key` raises.
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
        tell_of_new_code(submission)
    return code


def export_response(pk: uuid.UUID, *, reason: ExportReason, by: User) -> dict[str, Any]:
    """Return the answers as a FHIR QuestionnaireResponse, and record the export.

    The resource has no place for a warning, so it is not made of answers that were changed outside the site. Raises
    Submission.DoesNotExist, and what `get_trusted_data_key` raises.
    """
    with transaction.atomic():
        submission = Submission.objects.select_related("version").get(pk=pk)
        resource = current_answers.build_fhir_response(
            submission, current_answers.read_current_answers(submission, get_trusted_data_key(submission))
        )
        chain.record_action(Action.EXPORTED, submission, by=by, format="fhir", reason=reason.value)
    return resource


def retry_delivery(pk: uuid.UUID, *, by: User) -> Delivery:
    """Have a delivery that was given up sent again, at once. Raises ActionNotAllowed if it was not given up."""
    with transaction.atomic():
        delivery = Delivery.objects.select_related("submission").get(pk=pk)
        if not outbox.requeue_delivery(delivery):
            raise ActionNotAllowed
        tasks.drain_on_commit()
        chain.record_action(Action.DELIVERY_RETRIED, delivery.submission, by=by, channel=delivery.channel)
    return delivery
