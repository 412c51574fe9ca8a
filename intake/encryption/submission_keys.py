"""Seals the fields of a submission, and opens them for the clinic or for the visitor.

Nothing here writes to the audit: whoever opens something for staff or for the patient records it.
"""

import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from intake.encryption import current_key, key_ring, primitives
from intake.engine import advice, routes
from intake.engine import consents as consent_records
from intake.engine.advice import Advice
from intake.engine.consents import ConsentRecord
from intake.engine.corrections import apply_correction
from intake.engine.definition import Definition
from intake.enums import Holder
from intake.models import Appointment, Correction, Message, Note, Reply, ReplyFile, Submission, WrappedKey

SALT_BYTES = 16


def seal_contents(
    submission: Submission,
    data_key: bytes,
    *,
    answers: Mapping[str, object],
    assessment: Mapping[str, object],
    consents: Iterable[ConsentRecord],
) -> None:
    """Fill the sealed fields of a submission that is about to be saved."""
    submission.sealed_answers = primitives.seal_json(
        data_key, answers, context=build_row_context(submission, "answers")
    )
    submission.sealed_assessment = primitives.seal_json(
        data_key, assessment, context=build_row_context(submission, "assessment")
    )
    stored = consent_records.serialize_consents(consents)
    submission.sealed_consents = primitives.seal_json(
        data_key, stored, context=build_row_context(submission, "consents")
    )


def wrap_for_clinic(submission: Submission, data_key: bytes) -> WrappedKey:
    """Return the data key wrapped for the clinic's private key, not saved yet.

    Raises KeyUnavailable if this process does not have the clinic's current public key.
    """
    public_key = current_key.get_current_public_key()
    wrapped = public_key.wrap(data_key, context=build_wrapped_key_context(submission, Holder.CLINIC))
    return WrappedKey(submission=submission, holder=Holder.CLINIC, key_id=public_key.id, wrapped=wrapped)


def wrap_for_visitor(submission: Submission, data_key: bytes, *, code: str) -> WrappedKey:
    """Return the data key wrapped for the visitor's code, not saved yet. Takes about 25 ms, on purpose."""
    return wrap_under_code(submission, data_key, code=code, holder=Holder.VISITOR)


def wrap_for_new_code(submission: Submission, data_key: bytes, *, code: str) -> WrappedKey:
    """Return the messages' key, and no more, wrapped for a code that staff gave, not saved yet."""
    return wrap_under_code(submission, derive_messages_key(data_key), code=code, holder=Holder.NEW_CODE)


def wrap_under_code(submission: Submission, key: bytes, *, code: str, holder: Holder) -> WrappedKey:
    salt = os.urandom(SALT_BYTES)
    wrapped = primitives.seal_bytes(
        primitives.stretch_code(code, salt=salt), key, context=build_wrapped_key_context(submission, holder)
    )
    return WrappedKey(submission=submission, holder=holder, key_id=salt.hex(), wrapped=wrapped)


def derive_messages_key(data_key: bytes) -> bytes:
    """Return the key that messages are sealed under. The data key cannot be derived from it."""
    return primitives.derive_key(data_key, "intake.submission/messages")


def unwrap_data_key(submission: Submission) -> bytes:
    """Return the data key, opened with the clinic's private key.

    Raises KeyUnavailable if this process has no private key or not the one that it was wrapped for, SealError if a byte
    was changed, and WrappedKey.DoesNotExist if the key was destroyed.
    """
    # All of them, so that they are not asked for again where they were prefetched.
    wrapped_key = next((key for key in submission.wrapped_keys.all() if key.holder == Holder.CLINIC), None)
    if wrapped_key is None:
        raise WrappedKey.DoesNotExist
    private_key = key_ring.load_private_key(wrapped_key.key_id)
    return private_key.unwrap(wrapped_key.wrapped, context=build_wrapped_key_context(submission, Holder.CLINIC))


def unwrap_data_key_by_code(submission: Submission, code: str) -> bytes:
    """Return the data key, opened with the visitor's code. Raises SealError for another code. Takes about 25 ms."""
    return unwrap_key_by_code(submission.wrapped_keys.get(holder=Holder.VISITOR), code)


def unwrap_key_by_code(wrapped_key: WrappedKey | None, code: str) -> bytes:
    """Return the key that was wrapped for a code. Raises SealError for another code.

    If there is no key at all it takes as long and raises the same, so that nobody learns which references exist.
    """
    try:
        salt = bytes.fromhex(wrapped_key.key_id) if wrapped_key else os.urandom(SALT_BYTES)
    except ValueError as error:
        raise primitives.SealError("the salt was changed") from error
    stretched = primitives.stretch_code(code, salt=salt)
    if wrapped_key is None:
        raise primitives.SealError("there is no such key")
    context = primitives.build_seal_context("wrappedkey", wrapped_key.submission_id, wrapped_key.holder)
    return primitives.unseal_bytes(stretched, wrapped_key.wrapped, context=context)


def read_answers(submission: Submission, data_key: bytes) -> dict[str, object]:
    answers: dict[str, Any] = primitives.unseal_json(
        data_key, submission.sealed_answers, context=build_row_context(submission, "answers")
    )
    return answers


def read_assessment(submission: Submission, data_key: bytes) -> dict[str, Any]:
    assessment: dict[str, Any] = primitives.unseal_json(
        data_key, submission.sealed_assessment, context=build_row_context(submission, "assessment")
    )
    return assessment


def read_advice(submission: Submission, data_key: bytes) -> tuple[Advice, ...]:
    """Return what the rules that fired tell the patient to do."""
    fired = {reason["rule"] for reason in read_assessment(submission, data_key)["reasons"]}
    rules = Definition.from_json(submission.version.definition).rules
    return advice.collect_advice(rule for rule in rules if rule.id in fired)


def read_consents(submission: Submission, data_key: bytes) -> tuple[ConsentRecord, ...]:
    """Return what was answered to each consent that was asked.

    For a submission that is older than these records, it is worked out from the version, the answers and the time that
    it was received.
    """
    if not submission.sealed_consents:
        definition = read_definition(submission)
        asked = routes.get_counted_answers(definition, read_answers(submission, data_key))
        return consent_records.build_consent_records(definition, asked, at=submission.received_at)
    context = build_row_context(submission, "consents")
    return consent_records.deserialize_consents(
        primitives.unseal_json(data_key, submission.sealed_consents, context=context)
    )


def seal_note(note: Note, data_key: bytes, text: str) -> None:
    """Fill the sealed text of a note that is about to be saved."""
    note.sealed_text = primitives.seal_json(data_key, text, context=build_row_context(note, "text"))


def read_note(note: Note, data_key: bytes) -> str:
    text: str = primitives.unseal_json(data_key, note.sealed_text, context=build_row_context(note, "text"))
    return text


def seal_message(message: Message, data_key: bytes, text: str) -> None:
    """Fill the sealed text of a message that is about to be saved."""
    message.sealed_text = primitives.seal_json(
        derive_messages_key(data_key), text, context=build_row_context(message, "text")
    )


def read_message(message: Message, key: bytes) -> str:
    """Return the text of a message, opened with the messages' key."""
    text: str = primitives.unseal_json(key, message.sealed_text, context=build_row_context(message, "text"))
    return text


def seal_reply(reply: Reply, key: bytes, content: Mapping[str, object]) -> None:
    """Fill the sealed content of a reply that is about to be saved, under the messages' key."""
    reply.sealed_content = primitives.seal_json(key, content, context=build_row_context(reply, "content"))


def read_reply(reply: Reply, key: bytes) -> dict[str, Any]:
    """Return the content of a reply, opened with the messages' key."""
    content: dict[str, Any] = primitives.unseal_json(
        key, reply.sealed_content, context=build_row_context(reply, "content")
    )
    return content


def seal_reply_file(file: ReplyFile, key: bytes, content: bytes) -> None:
    """Fill the sealed content of a file that is about to be saved, under the messages' key."""
    file.sealed_content = primitives.seal_bytes(key, content, context=build_row_context(file, "content"))


def read_reply_file(file: ReplyFile, key: bytes) -> bytes:
    return primitives.unseal_bytes(key, file.sealed_content, context=build_row_context(file, "content"))


def seal_appointment(appointment: Appointment, key: bytes, details: Mapping[str, object]) -> None:
    """Fill the sealed details of an appointment that is about to be saved, under the messages' key."""
    appointment.sealed_details = primitives.seal_json(key, details, context=build_row_context(appointment, "details"))


def read_appointment(appointment: Appointment, key: bytes) -> dict[str, Any]:
    """Return the details of an appointment, opened with the messages' key."""
    details: dict[str, Any] = primitives.unseal_json(
        key, appointment.sealed_details, context=build_row_context(appointment, "details")
    )
    return details


def seal_correction(correction: Correction, data_key: bytes, answers: Mapping[str, object]) -> None:
    """Fill the sealed answers of a correction that is about to be saved."""
    correction.sealed_answers = primitives.seal_json(
        data_key, answers, context=build_row_context(correction, "answers")
    )


def read_correction(submission: Submission, data_key: bytes) -> tuple[datetime, dict[str, object]] | None:
    """Return when the patient last corrected the contact answers, and how; None if they never did."""
    corrections = list(submission.corrections.all())
    if not corrections:
        return None
    correction = corrections[-1]
    answers = primitives.unseal_json(
        data_key, correction.sealed_answers, context=build_row_context(correction, "answers")
    )
    return correction.created_at, answers


def read_email_address(submission: Submission) -> str:
    """Return the patient's email address, as they last corrected it, or an empty string if they gave none.

    Raises what `unwrap_data_key` raises.
    """
    data_key = unwrap_data_key(submission)
    answers = read_answers(submission, data_key)
    _at, correction = read_correction(submission, data_key) or (None, {})
    return routes.find_email_address(read_definition(submission), apply_correction(answers, correction))


def read_definition(submission: Submission) -> Definition:
    """Return what was asked. Raises SealError if the stored definition is not the one that was published."""
    version = submission.version
    if not version.is_as_published:
        raise primitives.SealError("the questions are not those that were published")
    return Definition.from_json(version.definition)


def build_row_context(
    row: Submission | Note | Message | Correction | Reply | ReplyFile | Appointment, field: str
) -> str:
    return primitives.build_seal_context(type(row).__name__.lower(), row.pk, field)


def build_wrapped_key_context(submission: Submission, holder: Holder) -> str:
    return primitives.build_seal_context("wrappedkey", submission.pk, holder.value)
