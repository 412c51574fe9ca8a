"""What the patient does with their own code: it opens what it should and no more, and each deed is recorded once."""

from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, IntegrityError
from django.db.models import F
from django.utils import timezone
from pytest_django import Settings

from intake import audit, desk, keyring, opening, patient_sessions, patients, sealing
from intake.enums import Action, Holder, State, Urgency
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
from intake.patient_sessions import Access, SessionNotFound
from intake.patients import FirstCodeNeeded, NotOpened
from intake.submissions import Receipt
from tests.intake import builders
from tests.intake.own.with_consents import ANSWERS, make_version_with_consents

pytestmark = pytest.mark.django_db


@pytest.fixture
def receipt(db: None) -> Receipt:
    return builders.make_receipt_with(make_version_with_consents(), ANSWERS)


@pytest.fixture
def access(receipt: Receipt) -> Access:
    return opened(receipt.submission, receipt.visitor_code)


def opened(submission: Submission, code: str) -> Access:
    return patient_sessions.find(patients.enter(reference=submission.reference, code=code))


def actions(access: Access) -> list[str]:
    """What was done, the latest first; by the patient, who is no actor."""
    entries = list(desk.history(access.submission))
    assert {entry.actor_name for entry in entries} == {""}
    assert audit.first_broken_link() is None
    return [entry.action for entry in entries]


def consent_of(access: Access, link_id: str) -> Any:
    return next(given.consent for given in patients.consents(access) if given.consent.link_id == link_id)


# --- Opening ---------------------------------------------------------------------------------------------------------


def test_the_code_opens_what_was_sent_without_the_clinics_key(receipt: Receipt, settings: Settings) -> None:
    settings.CLINIC_PRIVATE_KEY_FILE = None
    keyring.forget()
    try:
        access = opened(receipt.submission, receipt.visitor_code)
        assert patients.read(access).answers == ANSWERS
    finally:
        keyring.forget()
    assert actions(access) == [Action.OWN_PAGE_OPENED, Action.SUBMITTED]


@pytest.mark.parametrize("wrong", ["reference", "code", "both"])
def test_what_is_wrong_is_not_told_and_costs_the_same(receipt: Receipt, wrong: str) -> None:
    given = {
        "reference": receipt.submission.reference if wrong == "code" else "CCCC-CCCC",
        "code": receipt.visitor_code if wrong == "reference" else "CCCC-CCCC-CCCC-CCCC-CCCC",
    }
    with mock.patch.object(sealing, "stretch", wraps=sealing.stretch) as stretch, pytest.raises(NotOpened) as caught:
        patients.enter(**given)
    assert stretch.call_count == 1  # what takes the time
    assert str(caught.value) == ""
    assert not PatientSession.objects.exists()
    assert actions_of(receipt.submission) == [Action.SUBMITTED]


def actions_of(submission: Submission) -> list[str]:
    return [entry.action for entry in desk.history(submission)]


def test_the_code_of_another_submission_opens_nothing(receipt: Receipt) -> None:
    other = builders.make_receipt_with(receipt.submission.version, ANSWERS)
    with pytest.raises(NotOpened):
        patients.enter(reference=receipt.submission.reference, code=other.visitor_code)


def test_an_opening_that_cannot_be_recorded_opens_nothing(receipt: Receipt) -> None:
    AuditHead.objects.update(sequence=F("sequence") - 1)
    with pytest.raises(IntegrityError):
        opened(receipt.submission, receipt.visitor_code)


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "é" * 43, "x" * 10_000])
def test_a_forged_token_opens_nothing(access: Access, token: str) -> None:
    with pytest.raises(SessionNotFound):
        patient_sessions.find(token)


def test_the_page_closes_by_itself(receipt: Receipt) -> None:
    token = patients.enter(reference=receipt.submission.reference, code=receipt.visitor_code)
    PatientSession.objects.update(expires_at=timezone.now() + timedelta(seconds=-1))
    with pytest.raises(SessionNotFound):
        patient_sessions.find(token)
    assert patient_sessions.purge() == 1


def test_a_closed_page_stays_closed_and_others_stay_open(receipt: Receipt) -> None:
    tokens = [patients.enter(reference=receipt.submission.reference, code=receipt.visitor_code) for _ in range(2)]
    patient_sessions.end(patient_sessions.find(tokens[0]))
    with pytest.raises(SessionNotFound):
        patient_sessions.find(tokens[0])
    assert patient_sessions.find(tokens[1]).submission == receipt.submission
    assert patient_sessions.purge() == 0


def test_a_session_row_of_another_submission_does_not_open_this_one(receipt: Receipt) -> None:
    """Whoever can write in the database cannot lend a key to another row."""
    token = patients.enter(reference=receipt.submission.reference, code=receipt.visitor_code)
    other = builders.make_receipt_with(receipt.submission.version, ANSWERS).submission
    PatientSession.objects.update(submission=other)
    with pytest.raises(sealing.SealError):
        patients.read(patient_sessions.find(token))


# --- Messages, and a code that staff gave ----------------------------------------------------------------------------


def test_messages_from_the_clinic_are_read_with_either_code(receipt: Receipt, ben: User) -> None:
    submission = receipt.submission
    desk.send_message(submission.pk, "Please call us. 😀", by=ben)
    access = opened(submission, receipt.visitor_code)
    assert [text for _, text in patients.messages(access)] == ["Please call us. 😀"]
    new = opened(submission, desk.replace_code(submission.pk, by=ben))
    desk.send_message(submission.pk, "And bring your letters.", by=ben)
    assert [text for _, text in patients.messages(new)] == ["And bring your letters.", "Please call us. 😀"]


def test_a_code_that_staff_gave_opens_no_answers(receipt: Receipt, ben: User) -> None:
    access = opened(receipt.submission, desk.replace_code(receipt.submission.pk, by=ben))
    for verb in (patients.read, patients.download, lambda it: patients.correct_contact(it, {})):
        with pytest.raises(FirstCodeNeeded):
            verb(access)
    for field in ("sealed_answers", "sealed_assessment"):
        context = opening.context_of(access.submission, field.removeprefix("sealed_"))
        for key in (access.key, opening.messages_key(access.key)):
            with pytest.raises(sealing.SealError):
                sealing.unseal(key, getattr(access.submission, field), context=context)


def test_the_lost_code_opens_nothing_any_more_nor_does_a_page_it_has_open(receipt: Receipt, ben: User) -> None:
    token = patients.enter(reference=receipt.submission.reference, code=receipt.visitor_code)
    first = desk.replace_code(receipt.submission.pk, by=ben)
    second = desk.replace_code(receipt.submission.pk, by=ben)
    for code in (receipt.visitor_code, first):
        with pytest.raises(NotOpened):
            patients.enter(reference=receipt.submission.reference, code=code)
    with pytest.raises(SessionNotFound):
        patient_sessions.find(token)
    assert opened(receipt.submission, second).holder == Holder.NEW_CODE
    assert desk.open_submission(receipt.submission.pk, by=ben).answers == ANSWERS
    assert actions_of(receipt.submission).count(Action.CODE_REPLACED) == 2


@pytest.mark.parametrize("text", ["", " \n ", "x" * (desk.LONGEST_MESSAGE + 1)])
def test_a_message_without_words_or_with_too_many_is_not_sent(receipt: Receipt, ben: User, text: str) -> None:
    with pytest.raises(ValueError, match="a message has"):
        desk.send_message(receipt.submission.pk, text, by=ben)
    assert not Message.objects.exists()


@pytest.mark.parametrize("verb", ["message", "code", "export"])
def test_what_staff_cannot_record_is_not_done(receipt: Receipt, ben: User, verb: str) -> None:
    AuditHead.objects.update(sequence=F("sequence") - 1)
    verbs = {
        "message": lambda: desk.send_message(receipt.submission.pk, "Words", by=ben),
        "code": lambda: desk.replace_code(receipt.submission.pk, by=ben),
        "export": lambda: desk.export_response(receipt.submission.pk, by=ben),
    }
    with pytest.raises(IntegrityError):
        verbs[verb]()


def test_what_could_not_be_recorded_left_nothing(receipt: Receipt, ben: User) -> None:
    with mock.patch.object(audit, "record", side_effect=DatabaseError):
        for verb in (lambda: desk.send_message(receipt.submission.pk, "W", by=ben), lambda: replace(receipt, ben)):
            with pytest.raises(DatabaseError):
                verb()
    assert not Message.objects.exists()
    assert opened(receipt.submission, receipt.visitor_code).opens_answers


def replace(receipt: Receipt, ben: User) -> str:
    return desk.replace_code(receipt.submission.pk, by=ben)


# --- Taking away -----------------------------------------------------------------------------------------------------


def test_a_download_is_recorded(access: Access) -> None:
    resource = patients.download(access)
    assert resource["identifier"]["value"] == access.submission.reference
    assert resource["status"] == "completed"
    assert actions(access) == [Action.DOWNLOADED, Action.OWN_PAGE_OPENED, Action.SUBMITTED]


def test_staff_export_the_same_and_that_is_recorded_as_theirs(access: Access, ben: User) -> None:
    assert desk.export_response(access.submission.pk, by=ben) == patients.download(access)
    entries = [(entry.action, entry.actor_name) for entry in desk.history(access.submission)]
    assert entries[:2] == [(Action.DOWNLOADED, ""), (Action.EXPORTED, "ben")]


# --- Correcting ------------------------------------------------------------------------------------------------------


def test_contact_data_is_corrected_beside_what_was_sent(access: Access, ben: User) -> None:
    patients.correct_contact(access, {"name": "Ada (made up)", "email": "new@example.org", "pain": "day"})
    told = patients.read(access)
    assert told.answers == {key: value for key, value in ANSWERS.items() if key != "phone"} | {
        "email": "new@example.org"
    }
    assert told.original == ANSWERS
    seen = desk.open_submission(access.submission.pk, by=ben)
    assert seen.answers == ANSWERS
    assert seen.sent.correction == {"name": "Ada (made up)", "email": "new@example.org", "phone": None}
    assert patients.download(access)["status"] == "amended"
    assert actions_of(access.submission)[2] == Action.CONTACT_CORRECTED


def test_the_latest_correction_holds(access: Access) -> None:
    for number in range(3):
        patients.correct_contact(access, {"name": f"Ada {number}"})
    assert patients.read(access).answers["name"] == "Ada 2"
    assert Correction.objects.count() == 3


# --- Withdrawing -----------------------------------------------------------------------------------------------------


def test_only_what_was_agreed_to_can_be_withdrawn(access: Access) -> None:
    assert [given.consent.link_id for given in patients.consents(access)] == ["consent-needed", "consent-extra"]


def test_an_optional_consent_is_withdrawn_and_the_case_goes_on(access: Access, ben: User) -> None:
    patients.withdraw(access, consent_of(access, "consent-extra"))
    assert Submission.objects.get().state == State.NEW
    assert actions(access)[0] == Action.CONSENT_WITHDRAWN
    withdrawn = {given.consent.link_id: given.withdrawn_at for given in patients.consents(access)}
    assert withdrawn == {"consent-needed": None, "consent-extra": Withdrawal.objects.get().withdrawn_at}
    assert desk.next_states(access.submission) == desk.TRANSITIONS[State.NEW]


def test_a_needed_consent_withdrawn_closes_the_case_for_good(access: Access, ben: User) -> None:
    patients.withdraw(access, consent_of(access, "consent-needed"))
    submission = Submission.objects.get()
    assert (submission.state, submission.revision) == (State.WITHDRAWN, 1)
    assert actions(access)[:2] == [Action.CONSENT_WITHDRAWN, Action.STATE_CHANGED]
    assert desk.history(submission)[1].detail == {"from": "new", "to": "withdrawn", "reason": "withdrawn"}
    with pytest.raises(desk.NotAllowed):
        desk.change_state(submission.pk, State.IN_REVIEW, by=ben, expected_revision=1)


def test_a_second_withdrawal_changes_nothing(access: Access) -> None:
    for _ in range(2):
        patients.withdraw(access, consent_of(access, "consent-needed"))
    assert actions(access).count(Action.CONSENT_WITHDRAWN) == 1
    assert Submission.objects.get().revision == 1


def test_a_code_that_staff_gave_withdraws_too(receipt: Receipt, ben: User) -> None:
    """As easily as it was given: for that nobody needs to read the answers."""
    access = opened(receipt.submission, desk.replace_code(receipt.submission.pk, by=ben))
    offered = [given.consent.link_id for given in patients.consents(access)]
    assert offered == ["consent-needed", "consent-extra", "consent-declined"]
    patients.withdraw(access, consent_of(access, "consent-extra"))
    assert Withdrawal.objects.get().link_id == "consent-extra"


# --- Erasing ---------------------------------------------------------------------------------------------------------


def test_erasing_leaves_a_skeleton(access: Access, ben: User) -> None:
    submission = access.submission
    desk.add_note(submission.pk, "A note", by=ben)
    desk.send_message(submission.pk, "A message", by=ben)
    patients.correct_contact(access, {"name": "Ada"})
    patients.withdraw(access, consent_of(access, "consent-extra"))
    Submission.objects.update(doubts="too-fast:4")
    patients.erase(access)
    for model in (WrappedKey, Note, Message, Correction, Withdrawal, PatientSession, Draft):
        assert not model.objects.exists(), model
    kept = Submission.objects.get()
    assert (bytes(kept.sealed_answers), bytes(kept.sealed_assessment)) == (b"", b"")
    assert (kept.outcome, kept.urgency, kept.state, kept.doubts) == ("", Urgency.ROUTINE, State.CLOSED, "")
    assert (kept.reference, kept.received_at) == (submission.reference, submission.received_at)
    assert kept.erased_at is not None
    assert actions_of(submission)[:2] == [Action.ERASED, Action.STATE_CHANGED]
    assert audit.first_broken_link() is None


def test_what_was_erased_opens_for_nobody(access: Access, receipt: Receipt, ben: User) -> None:
    patients.erase(access)
    with pytest.raises(NotOpened):
        patients.enter(reference=receipt.submission.reference, code=receipt.visitor_code)
    with pytest.raises(WrappedKey.DoesNotExist):
        desk.open_submission(receipt.submission.pk, by=ben)
    with pytest.raises(WrappedKey.DoesNotExist):
        desk.replace_code(receipt.submission.pk, by=ben)
    with pytest.raises(desk.NotAllowed):
        desk.change_state(receipt.submission.pk, State.IN_REVIEW, by=ben, expected_revision=1)


def test_a_second_erasing_changes_nothing(access: Access) -> None:
    patients.erase(access)
    first = Submission.objects.get().erased_at
    patients.erase(access)
    assert Submission.objects.get().erased_at == first
    assert actions(access).count(Action.ERASED) == 1


def test_an_erasing_that_cannot_be_recorded_erases_nothing(access: Access) -> None:
    with mock.patch.object(audit, "record", side_effect=DatabaseError), pytest.raises(DatabaseError):
        patients.erase(access)
    assert patients.read(access).answers == ANSWERS
    assert WrappedKey.objects.count() == 2


def test_other_submissions_are_left_alone(access: Access, version: QuestionnaireVersion) -> None:
    other = builders.make_receipt(version)
    patients.erase(access)
    assert patients.read(opened(other.submission, other.visitor_code)).answers == builders.ANSWERS
