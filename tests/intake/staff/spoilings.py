"""Ways to damage a submission in the database, each with the error that opening it then raises."""

from collections.abc import Callable
from typing import Any

from intake.encryption import key_ring, primitives
from intake.models import Submission, WrappedKey
from tests.intake import builders


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
    """Use another submission's answers together with its key: consistent, but not of this submission."""
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
