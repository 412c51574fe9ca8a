"""What a patient can do with a submission by their own code: open it, read it, export it, correct it, withdraw a
consent, erase it.

Each leaves an audit entry without an actor, in the transaction of what it does, so that staff see that it happened.
None needs the clinic's private key.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from intake import tasks
from intake.answers import current_answers
from intake.answers.current_answers import CurrentAnswers
from intake.antispam import rate_limit
from intake.antispam.rate_limit import Rate
from intake.audit import chain
from intake.audit.digests import hash_row
from intake.contact_index.indexing import remove_digests, schedule_indexing
from intake.delivery import outbox
from intake.encryption import submission_keys
from intake.encryption.primitives import SealError
from intake.engine.conditions import Answers
from intake.engine.consents import ConsentRecord
from intake.engine.json_object import Json
from intake.engine.questions import Consent
from intake.enums import (
    PATIENT_CHANNELS,
    Action,
    Channel,
    DeliveryState,
    ErasureCause,
    Holder,
    PatientChange,
    SubmissionState,
)
from intake.models import Correction, Submission, Withdrawal, WrappedKey
from intake.questionnaires import publishing
from intake.retention import erasure, requests
from intake.retention.holds import find_hold_end
from intake.token_sessions import patient_sessions
from intake.token_sessions.patient_sessions import OwnPageAccess

# Each leaves a row or an entry for ever, and anybody who sends a questionnaire has a code.
CORRECTION_RATE = Rate(at_once=5, interval=timedelta(minutes=5))
DOWNLOAD_RATE = Rate(at_once=10, interval=timedelta(minutes=1))


class CodeMismatch(Exception):
    """This reference and this code open nothing together. Nobody is told which of them is wrong."""


class TooOften(Exception):
    """The same was done too many times in a short time."""


class FirstCodeRequired(Exception):
    """A code that staff gave opens the state and the messages, but not the answers."""


@dataclass(frozen=True)
class GivenConsent:
    consent: Consent
    # None if the code that staff gave opens no answers: then nobody can tell.
    record: ConsentRecord | None
    withdrawn_at: datetime | None


def open_own_page(*, reference: str, code: str) -> str:
    """Open the own page of a submission, and return the token that holds it open for half an hour.

    Raise CodeMismatch, after the same time whether the reference, the code or both are wrong.
    """
    wrapped_keys = WrappedKey.objects.select_related("submission").exclude(holder=Holder.CLINIC)
    wrapped_key = wrapped_keys.filter(submission__reference=reference).first()
    try:
        key = submission_keys.unwrap_key_by_code(wrapped_key, code)
    except SealError as error:
        raise CodeMismatch from error
    if wrapped_key is None:  # Then no key was unwrapped either: this tells the type checker.
        raise CodeMismatch
    submission, holder = wrapped_key.submission, Holder(wrapped_key.holder)
    with transaction.atomic():
        token = patient_sessions.start_session(submission, holder=holder, key=key)
        chain.record_action(Action.OWN_PAGE_OPENED, submission, by=None)
    return token


def read_own_answers(access: OwnPageAccess) -> CurrentAnswers:
    """Return the current answers. Raise FirstCodeRequired if the code opens none."""
    if not access.opens_answers:
        raise FirstCodeRequired
    return current_answers.read_current_answers(access.submission, access.key)


def list_given_consents(access: OwnPageAccess) -> list[GivenConsent]:
    """Return the consents that the patient gave, or all that were asked for if the code opens no answers."""
    definition = publishing.get_definition(access.submission.version)
    withdrawn = dict(access.submission.withdrawals.values_list("link_id", "withdrawn_at"))
    given = {}
    if access.opens_answers:
        records = submission_keys.read_consents(access.submission, access.key)
        given = {record.link_id: record for record in records if record.is_given}
    return [
        GivenConsent(consent, given.get(consent.link_id), withdrawn.get(consent.link_id))
        for consent in definition.consents
        if consent.link_id in given or not access.opens_answers
    ]


def export_own_response(access: OwnPageAccess) -> Json:
    """Return the current answers as a FHIR QuestionnaireResponse.

    Raise FirstCodeRequired if the code opens none, and TooOften.
    """
    current = read_own_answers(access)
    if not rate_limit.allow_attempt("own-page/download", str(access.submission.pk), DOWNLOAD_RATE):
        raise TooOften
    with transaction.atomic():
        chain.record_action(Action.DOWNLOADED, access.submission, by=None)
    return current_answers.build_fhir_response(access.submission, current)


def correct_contact(access: OwnPageAccess, answers: Answers) -> None:
    """Store how the patient can be reached from now on, beside what they sent, which stays.

    `answers` are those to the contact questions. One that is left out is removed. Raise FirstCodeRequired and TooOften.
    """
    current = read_own_answers(access)
    if not rate_limit.allow_attempt("own-page/correction", str(access.submission.pk), CORRECTION_RATE):
        raise TooOften
    corrected = {question.link_id: answers.get(question.link_id) for question in current.contact_questions}
    correction = Correction(submission=access.submission)
    submission_keys.seal_correction(correction, access.key, corrected)
    with transaction.atomic():
        correction.save(force_insert=True)
        schedule_indexing(access.submission)
        mark = notify_staff(access.submission, PatientChange.CORRECTED)
        chain.record_action(Action.CONTACT_CORRECTED, access.submission, by=None, row=hash_row(correction), mark=mark)


def withdraw_consent(access: OwnPageAccess, consent: Consent) -> None:
    """Withdraw a consent, and close the case if the clinic needs it. A second time changes nothing."""
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=access.submission.pk)
        withdrawal, is_first = Withdrawal.objects.get_or_create(
            submission=submission, link_id=consent.link_id, defaults={"closes_case": consent.required}
        )
        if not is_first:
            return
        if consent.required:
            erasure.close_case(submission, SubmissionState.WITHDRAWN, reason="withdrawn")
            remove_digests(submission)
            # All but the warning of a new code: whoever withdraws may have that code, and not be the patient.
            waiting = submission.deliveries.filter(channel__in=PATIENT_CHANNELS, state=DeliveryState.PENDING)
            waiting.exclude(channel=Channel.VISITOR_CODE).delete()
        mark = notify_staff(
            submission, PatientChange.WITHDRAWN if consent.required else PatientChange.CONSENT_WITHDRAWN
        )
        detail = {"consent": consent.link_id, "row": hash_row(withdrawal), "mark": mark}
        chain.record_action(Action.CONSENT_WITHDRAWN, submission, by=None, **detail)


def erase_submission(access: OwnPageAccess) -> bool:
    """Delete the answers and everything that belongs to them: the keys that open it, and what is sealed under them.

    The reference, the times and the fact that the patient erased it stay. A second time changes nothing. Return False
    if it has to wait (intake/retention/requests.py): then their wish is recorded, and carried out without them.
    """
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=access.submission.pk)
        if submission.erased_at:
            return True
        if requests.find_code_wait(submission) or find_hold_end(submission):
            requests.ask_for_erasure(submission)
            return False
        # Before it is erased: its entry in the audit holds the mark.
        mark = notify_staff(submission, PatientChange.ERASED)
        erasure.erase_submission(submission, ErasureCause.PATIENT, mark=mark)
    return True


def notify_staff(submission: Submission, change: PatientChange) -> str:
    """Mark for staff what the patient changed, and enqueue a notification, in the caller's transaction.

    A heavier mark that is there already stays until somebody has looked. Return the mark, for the audit entry, by which
    the checks notice if somebody removes it.
    """
    lighter = PatientChange.values[: PatientChange.values.index(change)]
    Submission.objects.filter(pk=submission.pk, patient_change__in=lighter).update(patient_change=change)
    outbox.enqueue_change(submission, change)
    tasks.drain_on_commit()
    return change.value
