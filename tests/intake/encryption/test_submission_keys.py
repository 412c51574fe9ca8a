"""A submission opens for the clinic and for its visitor, and each sealed field opens in its own place only."""

from collections.abc import Callable

import pytest

from intake.encryption import codes, primitives, submission_keys
from intake.enums import Holder
from intake.models import Note, QuestionnaireVersion, Submission, WrappedKey
from intake.visitor.actions import Receipt
from tests.intake import builders


def test_clinic_opens_a_submission(receipt: Receipt) -> None:
    submission = Submission.objects.get(pk=receipt.submission.pk)
    data_key = submission_keys.unwrap_data_key(submission)
    assert submission_keys.read_answers(submission, data_key) == builders.ANSWERS
    assert submission_keys.read_assessment(submission, data_key)["reasons"][0]["rule"] == "pain-at-night"


def test_visitor_opens_a_submission_with_the_code(receipt: Receipt) -> None:
    submission = Submission.objects.get(pk=receipt.submission.pk)
    data_key = submission_keys.unwrap_data_key_by_code(submission, receipt.visitor_code)
    assert data_key == submission_keys.unwrap_data_key(submission)
    with pytest.raises(primitives.SealError):
        submission_keys.unwrap_data_key_by_code(submission, codes.derive_secret_code(bytes(32)))


def test_swapped_sealed_fields_do_not_open(version: QuestionnaireVersion) -> None:
    mine, other = (builders.make_receipt(version).submission for _ in range(2))
    data_key = submission_keys.unwrap_data_key(mine)
    mine.sealed_answers, mine.sealed_assessment = mine.sealed_assessment, mine.sealed_answers
    for read in (submission_keys.read_answers, submission_keys.read_assessment):
        with pytest.raises(primitives.SealError):
            read(mine, data_key)
    mine.sealed_answers = other.sealed_answers
    with pytest.raises(primitives.SealError):
        submission_keys.read_answers(mine, data_key)


def open_as_clinic(submission: Submission, _: str) -> bytes:
    return submission_keys.unwrap_data_key(submission)


@pytest.mark.parametrize(
    ("holder", "open_it"), [(Holder.CLINIC, open_as_clinic), (Holder.VISITOR, submission_keys.unwrap_data_key_by_code)]
)
def test_wrapped_key_of_another_submission_does_not_open(
    version: QuestionnaireVersion, holder: Holder, open_it: Callable[[Submission, str], bytes]
) -> None:
    one, two = (builders.make_receipt(version) for _ in range(2))
    key_of_two = two.submission.wrapped_keys.get(holder=holder)
    WrappedKey.objects.filter(submission=one.submission, holder=holder).update(
        key_id=key_of_two.key_id, wrapped=key_of_two.wrapped
    )
    with pytest.raises(primitives.SealError):
        open_it(one.submission, two.visitor_code)


def test_without_wrapped_keys_the_answers_are_lost(receipt: Receipt) -> None:
    receipt.submission.wrapped_keys.all().delete()
    with pytest.raises(WrappedKey.DoesNotExist):
        submission_keys.unwrap_data_key(receipt.submission)


def test_note_opens_in_its_own_row_only(receipt: Receipt) -> None:
    data_key = submission_keys.unwrap_data_key(receipt.submission)
    note, other = Note(submission=receipt.submission), Note(submission=receipt.submission)
    submission_keys.seal_note(note, data_key, "Called; calls back. 😀")
    assert submission_keys.read_note(note, data_key) == "Called; calls back. 😀"
    other.sealed_text = note.sealed_text
    with pytest.raises(primitives.SealError):
        submission_keys.read_note(other, data_key)
