"""The patient's own verbs: open with one's code what one sent; read it, take it away, correct, withdraw, erase it.

Each leaves an audit entry without an actor, in the transaction of what it does: staff see that it happened. None needs
the clinic's private key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from intake import tasks
from intake.answers import current_answers
from intake.answers.current_answers import CurrentAnswers
from intake.audit import chain
from intake.audit.digests import hash_columns, hash_contents, hash_row
from intake.delivery import outbox
from intake.encryption import submission_keys
from intake.encryption.primitives import SealError
from intake.engine.consents import ConsentRecord
from intake.engine.questions import Consent
from intake.enums import (
    PATIENT_CHANNELS,
    Action,
    Channel,
    DeliveryState,
    Holder,
    PatientChange,
    SubmissionState,
    Urgency,
)
from intake.models import Correction, Draft, Submission, Withdrawal, WrappedKey
from intake.questionnaires import publishing
from intake.token_sessions import patient_sessions
from intake.token_sessions.patient_sessions import OwnPageAccess


class CodeMismatch(Exception):
    """This reference and this code open nothing together. Which of them is wrong, nobody is told."""


class FirstCodeRequired(Exception):
    """A code that staff gave opens the state and the messages, never the answers."""


@dataclass(frozen=True)
class GivenConsent:
    consent: Consent
    # None where a code that staff gave opens no answers, so that nobody can tell.
    record: ConsentRecord | None
    withdrawn_at: datetime | None


def open_own_page(*, reference: str, code: str) -> str:
    """Open the own page of a submission, and give the token that holds it open for half an hour.

    Raises NotOpened, after the same time whether the reference, the code or both are wrong.
    """
    wrapped_keys = WrappedKey.objects.select_related("submission").exclude(holder=Holder.CLINIC)
    wrapped_key = wrapped_keys.filter(submission__reference=reference).first()
    try:
        key = submission_keys.unwrap_key_by_code(wrapped_key, code)
    except SealError as error:
        raise CodeMismatch from error
    submission, holder = wrapped_key.submission, Holder(wrapped_key.holder)  # type: ignore[union-attr]  # a key came out
    with transaction.atomic():
        token = patient_sessions.start_session(submission, holder=holder, key=key)
        chain.record_action(Action.OWN_PAGE_OPENED, submission, by=None)
    return token


def read_messages(access: OwnPageAccess) -> list[tuple[datetime, str]]:
    """What the clinic wrote, and when, the latest first."""
    key = submission_keys.derive_messages_key(access.key) if access.opens_answers else access.key
    written = access.submission.messages.order_by("-created_at")
    return [(message.created_at, submission_keys.read_message(message, key)) for message in written]


def read_own_answers(access: OwnPageAccess) -> CurrentAnswers:
    """What the patient told.

    Raises FirstCodeNeeded.
    """
    if not access.opens_answers:
        raise FirstCodeRequired
    return current_answers.read_current_answers(access.submission, access.key)


def list_given_consents(access: OwnPageAccess) -> list[GivenConsent]:
    """What the patient agreed to, with when they withdrew it. Where the answers stay shut, all that was asked for."""
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


def export_own_response(access: OwnPageAccess) -> dict[str, Any]:
    """What the patient told, as a FHIR QuestionnaireResponse.

    Raises FirstCodeNeeded.
    """
    current = read_own_answers(access)
    with transaction.atomic():
        chain.record_action(Action.DOWNLOADED, access.submission, by=None)
    return current_answers.build_fhir_response(access.submission, current)


def correct_contact(access: OwnPageAccess, answers: Mapping[str, Any]) -> None:
    """Keep how the patient can be reached from now on, beside what they sent, which stays.

    `answers` are those to contact questions; one that is left out is taken away. Raises FirstCodeNeeded.
    """
    current = read_own_answers(access)
    corrected = {question.link_id: answers.get(question.link_id) for question in current.contact_questions}
    correction = Correction(submission=access.submission)
    submission_keys.seal_correction(correction, access.key, corrected)
    with transaction.atomic():
        correction.save(force_insert=True)
        mark = notify_staff(access.submission, PatientChange.CORRECTED)
        chain.record_action(Action.CONTACT_CORRECTED, access.submission, by=None, row=hash_row(correction), mark=mark)


def withdraw_consent(access: OwnPageAccess, consent: Consent) -> None:
    """Take a consent back. Without one that it needs, the clinic closes the case. A second time changes nothing."""
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=access.submission.pk)
        withdrawal, is_first = Withdrawal.objects.get_or_create(
            submission=submission, link_id=consent.link_id, defaults={"closes_case": consent.required}
        )
        if not is_first:
            return
        if consent.required:
            close_case(submission, SubmissionState.WITHDRAWN, reason="withdrawn")
            submission.deliveries.filter(channel__in=PATIENT_CHANNELS, state=DeliveryState.PENDING).delete()
        mark = notify_staff(
            submission, PatientChange.WITHDRAWN if consent.required else PatientChange.CONSENT_WITHDRAWN
        )
        detail = {"consent": consent.link_id, "row": hash_row(withdrawal), "mark": mark}
        chain.record_action(Action.CONSENT_WITHDRAWN, submission, by=None, **detail)


def erase_submission(access: OwnPageAccess) -> None:
    """Destroy what was told: the keys that open it, and what is sealed under them.

    A skeleton stays: the reference, the times, and that the patient erased it. A second time changes nothing.
    """
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=access.submission.pk)
        if submission.erased_at:
            return
        for rows in (
            submission.wrapped_keys,
            submission.notes,
            submission.messages,
            submission.corrections,
            submission.withdrawals,
            submission.patient_sessions,
            submission.deliveries.filter(channel__in=PATIENT_CHANNELS),
            Draft.objects.filter(submission=submission),
        ):
            rows.all().delete()
        if submission.state not in {SubmissionState.CLOSED, SubmissionState.WITHDRAWN}:
            close_case(submission, SubmissionState.CLOSED, reason="erased")
        # What the rules made of the answers retells them.
        Submission.objects.filter(pk=submission.pk).update(
            sealed_answers=b"",
            sealed_assessment=b"",
            sealed_consents=b"",
            outcome="",
            urgency=Urgency.ROUTINE,
            doubts="",
            erased_at=timezone.now(),
        )
        mark = notify_staff(submission, PatientChange.ERASED)
        submission = Submission.objects.select_related("version").get(pk=submission.pk)
        columns, contents = hash_columns(submission), hash_contents(submission, [])
        chain.record_action(Action.ERASED, submission, by=None, columns=columns, contents=contents, mark=mark)


def notify_staff(submission: Submission, change: PatientChange) -> str:
    """Mark for staff what the patient changed, and have them written to, in the caller's transaction.

    What stands there already and weighs more stays until somebody has looked. Gives the mark, for the audit entry: one
    that somebody takes away is missed then.
    """
    lighter = PatientChange.values[: PatientChange.values.index(change)]
    Submission.objects.filter(pk=submission.pk, patient_change__in=lighter).update(patient_change=change)
    outbox.enqueue_news(submission, Channel.STAFF_CHANGE)
    tasks.drain_on_commit()
    return change.value


def close_case(submission: Submission, state: SubmissionState, *, reason: str) -> None:
    """End the case in this state, in the caller's transaction, which holds the row."""
    Submission.objects.filter(pk=submission.pk).update(
        state=state, state_changed_at=timezone.now(), revision=F("revision") + 1
    )
    change = {"from": submission.state, "to": state.value, "reason": reason}
    chain.record_action(Action.STATE_CHANGED, submission, by=None, **change)
