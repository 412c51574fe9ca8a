"""Actions of the patient: a code opens what it should and no more, and each action is recorded once."""

from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, IntegrityError
from django.db.models import F

from intake.audit import chain, checks
from intake.encryption import primitives, submission_keys
from intake.enums import Action, ExportReason, Holder, SubmissionState, Urgency
from intake.models import (
    AuditHead,
    Correction,
    Draft,
    Message,
    Note,
    PatientSession,
    QuestionnaireVersion,
    Submission,
    Withdrawal,
    WrappedKey,
)
from intake.patient import actions as patient_actions
from intake.patient import correspondence
from intake.patient.actions import CodeMismatch, FirstCodeRequired
from intake.staff import actions as staff_actions
from intake.staff import history, opened_submission, state_moves
from intake.token_sessions import patient_sessions
from intake.token_sessions.patient_sessions import OwnPageAccess, SessionNotFound
from intake.visitor.actions import Receipt
from tests.intake import builders
from tests.intake.audit_entries import list_actions
from tests.intake.patient.with_consents import ANSWERS

pytestmark = pytest.mark.django_db


def actions(access: OwnPageAccess) -> list[str]:
    """Return the recorded actions of the patient, who has no actor name, the latest first."""
    entries = list(history.list_audit_entries(access.submission))
    assert {entry.actor_name for entry in entries} == {""}
    assert checks.verify_chain() is None
    return [entry.action for entry in entries]


def consent_of(access: OwnPageAccess, link_id: str) -> Any:
    return next(
        given.consent for given in patient_actions.list_given_consents(access) if given.consent.link_id == link_id
    )


# --- Opening ---------------------------------------------------------------------------------------------------------


def test_code_opens_the_answers_without_the_clinics_key(receipt: Receipt, no_private_key: None) -> None:
    access = builders.open_access(receipt.submission, receipt.visitor_code)
    assert patient_actions.read_own_answers(access).answers == ANSWERS
    assert actions(access) == [Action.OWN_PAGE_OPENED, Action.SUBMITTED]


@pytest.mark.parametrize("wrong", ["reference", "code", "both"])
def test_wrong_reference_and_wrong_code_are_indistinguishable(receipt: Receipt, wrong: str) -> None:
    given = {
        "reference": receipt.submission.reference if wrong == "code" else "CCCC-CCCC",
        "code": receipt.visitor_code if wrong == "reference" else "CCCC-CCCC-CCCC-CCCC-CCCC",
    }
    with (
        mock.patch.object(primitives, "stretch_code", wraps=primitives.stretch_code) as stretch,
        pytest.raises(CodeMismatch) as caught,
    ):
        patient_actions.open_own_page(**given)
    assert stretch.call_count == 1  # this is what takes time
    assert str(caught.value) == ""
    assert not PatientSession.objects.exists()
    assert list_actions(receipt.submission) == [Action.SUBMITTED]


def test_salt_that_is_none_opens_nothing(receipt: Receipt) -> None:
    WrappedKey.objects.filter(holder=Holder.VISITOR).update(key_id="no salt")
    with pytest.raises(CodeMismatch):
        patient_actions.open_own_page(reference=receipt.submission.reference, code=receipt.visitor_code)


def test_code_of_another_submission_is_refused(receipt: Receipt) -> None:
    other = builders.make_receipt_with(receipt.submission.version, ANSWERS)
    with pytest.raises(CodeMismatch):
        patient_actions.open_own_page(reference=receipt.submission.reference, code=other.visitor_code)


def test_own_page_is_not_opened_if_that_cannot_be_recorded(receipt: Receipt) -> None:
    AuditHead.objects.update(sequence=F("sequence") - 1)
    with pytest.raises(IntegrityError):
        builders.open_access(receipt.submission, receipt.visitor_code)


# --- Messages and new codes ------------------------------------------------------------------------------------------


def test_messages_are_read_with_either_code(receipt: Receipt, ben: User) -> None:
    submission = receipt.submission
    staff_actions.send_message(submission.pk, "Please call us. 😀", by=ben)
    access = builders.open_access(submission, receipt.visitor_code)
    assert [letter.text for letter in correspondence.read_letters(access)] == ["Please call us. 😀"]
    new = builders.open_access(submission, staff_actions.replace_code(submission.pk, by=ben))
    staff_actions.send_message(submission.pk, "And bring your letters.", by=ben)
    assert [letter.text for letter in correspondence.read_letters(new)] == [
        "And bring your letters.",
        "Please call us. 😀",
    ]


def test_new_code_opens_no_answers(receipt: Receipt, ben: User) -> None:
    access = builders.open_access(receipt.submission, staff_actions.replace_code(receipt.submission.pk, by=ben))
    for verb in (
        patient_actions.read_own_answers,
        patient_actions.export_own_response,
        lambda it: patient_actions.correct_contact(it, {}),
    ):
        with pytest.raises(FirstCodeRequired):
            verb(access)
    for field in ("sealed_answers", "sealed_assessment"):
        context = submission_keys.build_row_context(access.submission, field.removeprefix("sealed_"))
        for key in (access.key, submission_keys.derive_messages_key(access.key)):
            with pytest.raises(primitives.SealError):
                primitives.unseal_bytes(key, getattr(access.submission, field), context=context)


def test_replaced_code_and_its_open_session_are_refused(receipt: Receipt, ben: User) -> None:
    token = patient_actions.open_own_page(reference=receipt.submission.reference, code=receipt.visitor_code)
    first = staff_actions.replace_code(receipt.submission.pk, by=ben)
    second = staff_actions.replace_code(receipt.submission.pk, by=ben)
    for code in (receipt.visitor_code, first):
        with pytest.raises(CodeMismatch):
            patient_actions.open_own_page(reference=receipt.submission.reference, code=code)
    with pytest.raises(SessionNotFound):
        patient_sessions.find_access(token)
    assert builders.open_access(receipt.submission, second).holder == Holder.NEW_CODE
    assert opened_submission.open_submission(receipt.submission.pk, by=ben).answers == ANSWERS
    assert list_actions(receipt.submission).count(Action.CODE_REPLACED) == 2


@pytest.mark.parametrize("text", ["", " \n ", "x" * (staff_actions.MAX_MESSAGE_LENGTH + 1)])
def test_empty_or_too_long_message_is_refused(receipt: Receipt, ben: User, text: str) -> None:
    with pytest.raises(ValueError, match="a message must have"):
        staff_actions.send_message(receipt.submission.pk, text, by=ben)
    assert not Message.objects.exists()


@pytest.mark.parametrize("verb", ["message", "code", "export"])
def test_action_of_staff_is_not_done_if_it_cannot_be_recorded(receipt: Receipt, ben: User, verb: str) -> None:
    AuditHead.objects.update(sequence=F("sequence") - 1)
    verbs = {
        "message": lambda: staff_actions.send_message(receipt.submission.pk, "Words", by=ben),
        "code": lambda: staff_actions.replace_code(receipt.submission.pk, by=ben),
        "export": lambda: staff_actions.export_response(receipt.submission.pk, reason=ExportReason.TREATMENT, by=ben),
    }
    with pytest.raises(IntegrityError):
        verbs[verb]()


def test_unrecorded_action_of_staff_is_rolled_back(receipt: Receipt, ben: User) -> None:
    with mock.patch.object(chain, "record_action", side_effect=DatabaseError):
        for verb in (
            lambda: staff_actions.send_message(receipt.submission.pk, "W", by=ben),
            lambda: replace(receipt, ben),
        ):
            with pytest.raises(DatabaseError):
                verb()
    assert not Message.objects.exists()
    assert builders.open_access(receipt.submission, receipt.visitor_code).opens_answers


def replace(receipt: Receipt, ben: User) -> str:
    return staff_actions.replace_code(receipt.submission.pk, by=ben)


# --- Export ----------------------------------------------------------------------------------------------------------


def test_download_is_recorded(access: OwnPageAccess) -> None:
    resource = patient_actions.export_own_response(access)
    assert resource["identifier"]["value"] == access.submission.reference
    assert resource["status"] == "completed"
    assert actions(access) == [Action.DOWNLOADED, Action.OWN_PAGE_OPENED, Action.SUBMITTED]


def test_staff_export_the_same_response_under_their_own_name(access: OwnPageAccess, ben: User) -> None:
    assert staff_actions.export_response(
        access.submission.pk, reason=ExportReason.TREATMENT, by=ben
    ) == patient_actions.export_own_response(access)
    entries = [(entry.action, entry.actor_name) for entry in history.list_audit_entries(access.submission)]
    assert entries[:2] == [(Action.DOWNLOADED, ""), (Action.EXPORTED, "ben")]


# --- Correcting ------------------------------------------------------------------------------------------------------


def test_correction_is_stored_beside_the_original_answers(access: OwnPageAccess, ben: User) -> None:
    patient_actions.correct_contact(access, {"name": "Ada (made up)", "email": "new@example.org", "pain": "day"})
    told = patient_actions.read_own_answers(access)
    assert told.answers == {key: value for key, value in ANSWERS.items() if key != "phone"} | {
        "email": "new@example.org"
    }
    assert told.original == ANSWERS
    seen = opened_submission.open_submission(access.submission.pk, by=ben)
    assert seen.answers == ANSWERS
    assert seen.current.correction == {"name": "Ada (made up)", "email": "new@example.org", "phone": None}
    assert patient_actions.export_own_response(access)["status"] == "amended"
    assert list_actions(access.submission)[2] == Action.CONTACT_CORRECTED


def test_latest_correction_applies(access: OwnPageAccess) -> None:
    for number in range(3):
        patient_actions.correct_contact(access, {"name": f"Ada {number}"})
    assert patient_actions.read_own_answers(access).answers["name"] == "Ada 2"
    assert Correction.objects.count() == 3


# --- Withdrawing -----------------------------------------------------------------------------------------------------


def test_only_given_consents_are_listed(access: OwnPageAccess) -> None:
    assert [given.consent.link_id for given in patient_actions.list_given_consents(access)] == [
        "consent-needed",
        "consent-extra",
    ]


def test_withdrawing_an_optional_consent_keeps_the_case_open(access: OwnPageAccess, ben: User) -> None:
    patient_actions.withdraw_consent(access, consent_of(access, "consent-extra"))
    assert Submission.objects.get().state == SubmissionState.NEW
    assert actions(access)[0] == Action.CONSENT_WITHDRAWN
    withdrawn = {given.consent.link_id: given.withdrawn_at for given in patient_actions.list_given_consents(access)}
    assert withdrawn == {"consent-needed": None, "consent-extra": Withdrawal.objects.get().withdrawn_at}
    assert len(state_moves.list_next_states(access.submission)) == 5


def test_withdrawing_a_required_consent_closes_the_case(access: OwnPageAccess, ben: User) -> None:
    patient_actions.withdraw_consent(access, consent_of(access, "consent-needed"))
    submission = Submission.objects.get()
    assert (submission.state, submission.revision) == (SubmissionState.WITHDRAWN, 1)
    assert actions(access)[:2] == [Action.CONSENT_WITHDRAWN, Action.STATE_CHANGED]
    assert history.list_audit_entries(submission)[1].detail == {
        "from": "new",
        "to": "withdrawn",
        "reason": "withdrawn",
    }
    with pytest.raises(staff_actions.ActionNotAllowed):
        staff_actions.change_state(submission.pk, SubmissionState.IN_REVIEW, by=ben, expected_revision=1)


def test_second_withdrawal_changes_nothing(access: OwnPageAccess) -> None:
    for _ in range(2):
        patient_actions.withdraw_consent(access, consent_of(access, "consent-needed"))
    assert actions(access).count(Action.CONSENT_WITHDRAWN) == 1
    assert Submission.objects.get().revision == 1


def test_new_code_can_withdraw_consents(receipt: Receipt, ben: User) -> None:
    """Withdrawing a consent must be as easy as giving it, so it needs no code that opens the answers."""
    access = builders.open_access(receipt.submission, staff_actions.replace_code(receipt.submission.pk, by=ben))
    offered = [given.consent.link_id for given in patient_actions.list_given_consents(access)]
    assert offered == ["consent-needed", "consent-extra", "consent-declined"]
    patient_actions.withdraw_consent(access, consent_of(access, "consent-extra"))
    assert Withdrawal.objects.get().link_id == "consent-extra"


# --- Erasing ---------------------------------------------------------------------------------------------------------


def test_erasing_leaves_only_reference_and_times(access: OwnPageAccess, ben: User) -> None:
    submission = access.submission
    staff_actions.add_note(submission.pk, "A note", by=ben)
    staff_actions.send_message(submission.pk, "A message", by=ben)
    patient_actions.correct_contact(access, {"name": "Ada"})
    patient_actions.withdraw_consent(access, consent_of(access, "consent-extra"))
    Submission.objects.update(doubts="too-fast:4")
    patient_actions.erase_submission(access)
    for model in (WrappedKey, Note, Message, Correction, Withdrawal, PatientSession, Draft):
        assert not model.objects.exists(), model
    kept = Submission.objects.get()
    assert (bytes(kept.sealed_answers), bytes(kept.sealed_assessment)) == (b"", b"")
    assert (kept.outcome, kept.urgency, kept.state, kept.doubts) == ("", Urgency.ROUTINE, SubmissionState.CLOSED, "")
    assert (kept.reference, kept.received_at) == (submission.reference, submission.received_at)
    assert kept.erased_at is not None
    assert list_actions(submission)[:2] == [Action.ERASED, Action.STATE_CHANGED]
    assert checks.verify_chain() is None


def test_erased_submission_opens_for_nobody(access: OwnPageAccess, receipt: Receipt, ben: User) -> None:
    patient_actions.erase_submission(access)
    with pytest.raises(CodeMismatch):
        patient_actions.open_own_page(reference=receipt.submission.reference, code=receipt.visitor_code)
    with pytest.raises(WrappedKey.DoesNotExist):
        opened_submission.open_submission(receipt.submission.pk, by=ben)
    with pytest.raises(WrappedKey.DoesNotExist):
        staff_actions.replace_code(receipt.submission.pk, by=ben)
    with pytest.raises(staff_actions.ActionNotAllowed):
        staff_actions.change_state(receipt.submission.pk, SubmissionState.IN_REVIEW, by=ben, expected_revision=1)


def test_second_erasure_changes_nothing(access: OwnPageAccess) -> None:
    patient_actions.erase_submission(access)
    first = Submission.objects.get().erased_at
    patient_actions.erase_submission(access)
    assert Submission.objects.get().erased_at == first
    assert actions(access).count(Action.ERASED) == 1


def test_nothing_is_erased_if_that_cannot_be_recorded(access: OwnPageAccess) -> None:
    with mock.patch.object(chain, "record_action", side_effect=DatabaseError), pytest.raises(DatabaseError):
        patient_actions.erase_submission(access)
    assert patient_actions.read_own_answers(access).answers == ANSWERS
    assert WrappedKey.objects.count() == 2


def test_erasing_leaves_other_submissions_alone(access: OwnPageAccess, version: QuestionnaireVersion) -> None:
    other = builders.make_receipt(version)
    patient_actions.erase_submission(access)
    assert (
        patient_actions.read_own_answers(builders.open_access(other.submission, other.visitor_code)).answers
        == builders.ANSWERS
    )
