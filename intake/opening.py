"""What a submission holds sealed: how it is sealed, and how the clinic or the visitor opens it again.

Opening is not auditing: the desk records who opened what.
"""

import os
from collections.abc import Mapping
from typing import Any

from intake import keyring, sealing
from intake.enums import Holder
from intake.models import Note, Submission, WrappedKey

SALT_BYTES = 16


def seal_contents(
    submission: Submission, data_key: bytes, *, answers: Mapping[str, Any], assessment: Mapping[str, Any]
) -> None:
    """Fill the sealed fields of a submission that is about to be saved."""
    submission.sealed_answers = sealing.seal_json(data_key, answers, context=context_of(submission, "answers"))
    submission.sealed_assessment = sealing.seal_json(data_key, assessment, context=context_of(submission, "assessment"))


def wrap_for_clinic(submission: Submission, data_key: bytes) -> WrappedKey:
    """The data key as the clinic's private key opens it; not saved yet."""
    public_key = keyring.clinic_public_key()
    wrapped = public_key.wrap(data_key, context=key_context(submission, Holder.CLINIC))
    return WrappedKey(submission=submission, holder=Holder.CLINIC, key_id=public_key.id, wrapped=wrapped)


def wrap_for_visitor(submission: Submission, data_key: bytes, *, code: str) -> WrappedKey:
    """The data key as the visitor's code opens it; not saved yet. Takes about 25 ms, on purpose."""
    salt = os.urandom(SALT_BYTES)
    stretched = sealing.stretch(code, salt=salt)
    wrapped = sealing.seal(stretched, data_key, context=key_context(submission, Holder.VISITOR))
    return WrappedKey(submission=submission, holder=Holder.VISITOR, key_id=salt.hex(), wrapped=wrapped)


def data_key_of(submission: Submission) -> bytes:
    """The data key, by the clinic's private key.

    Raises keyring.KeyUnavailable where this process has no private key, or not the one it was wrapped to;
    sealing.SealError where a byte was changed; WrappedKey.DoesNotExist where the key was destroyed.
    """
    wrapped_key = submission.wrapped_keys.get(holder=Holder.CLINIC)
    private_key = keyring.clinic_private_key()
    if wrapped_key.key_id != private_key.public_key.id:
        raise keyring.KeyUnavailable("wrapped to a key pair that this process does not have")
    return private_key.unwrap(wrapped_key.wrapped, context=key_context(submission, Holder.CLINIC))


def data_key_by_code(submission: Submission, code: str) -> bytes:
    """The data key, by the visitor's own code; sealing.SealError if it is another code. Takes about 25 ms."""
    wrapped_key = submission.wrapped_keys.get(holder=Holder.VISITOR)
    stretched = sealing.stretch(code, salt=bytes.fromhex(wrapped_key.key_id))
    return sealing.unseal(stretched, wrapped_key.wrapped, context=key_context(submission, Holder.VISITOR))


def read_answers(submission: Submission, data_key: bytes) -> dict[str, Any]:
    answers: dict[str, Any] = sealing.unseal_json(
        data_key, submission.sealed_answers, context=context_of(submission, "answers")
    )
    return answers


def read_assessment(submission: Submission, data_key: bytes) -> dict[str, Any]:
    assessment: dict[str, Any] = sealing.unseal_json(
        data_key, submission.sealed_assessment, context=context_of(submission, "assessment")
    )
    return assessment


def seal_note(note: Note, data_key: bytes, text: str) -> None:
    """Fill the sealed text of a note that is about to be saved."""
    note.sealed_text = sealing.seal_json(data_key, text, context=context_of(note, "text"))


def read_note(note: Note, data_key: bytes) -> str:
    text: str = sealing.unseal_json(data_key, note.sealed_text, context=context_of(note, "text"))
    return text


def context_of(row: Submission | Note, field: str) -> str:
    return sealing.context(type(row).__name__.lower(), row.pk, field)


def key_context(submission: Submission, holder: Holder) -> str:
    return sealing.context("wrappedkey", submission.pk, holder.value)
