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

from intake.answers import current
from intake.answers.current import Sent
from intake.audit import chain
from intake.audit.digests import columns_digest, contents_digest, row_digest
from intake.delivery import outbox
from intake.encryption import submission_keys
from intake.encryption.primitives import SealError
from intake.engine.consents import ConsentRecord
from intake.engine.questions import Consent
from intake.enums import TO_PATIENT, Action, Channel, DeliveryState, Holder, PatientChange, State, Urgency
from intake.models import Correction, Draft, Submission, Withdrawal, WrappedKey
from intake.questionnaires import publishing
from intake.token_sessions import patient_sessions
from intake.token_sessions.patient_sessions import Access


class NotOpened(Exception):
    """This reference and this code open nothing together. Which of them is wrong, nobody is told."""


class FirstCodeNeeded(Exception):
    """A code that staff gave opens the state and the messages, never the answers."""


@dataclass(frozen=True)
class GivenConsent:
    consent: Consent
    # None where a code that staff gave opens no answers, so that nobody can tell.
    record: ConsentRecord | None
    withdrawn_at: datetime | None


def enter(*, reference: str, code: str) -> str:
    """Open the own page of a submission, and give the token that holds it open for half an hour.

    Raises NotOpened, after the same time whether the reference, the code or both are wrong.
    """
    wrapped_keys = WrappedKey.objects.select_related("submission").exclude(holder=Holder.CLINIC)
    wrapped_key = wrapped_keys.filter(submission__reference=reference).first()
    try:
        key = submission_keys.key_by_code(wrapped_key, code)
    except SealError as error:
        raise NotOpened from error
    submission, holder = wrapped_key.submission, Holder(wrapped_key.holder)  # type: ignore[union-attr]  # a key came out
    with transaction.atomic():
        token = patient_sessions.start(submission, holder=holder, key=key)
        chain.record(Action.OWN_PAGE_OPENED, submission, by=None)
    return token


def messages(access: Access) -> list[tuple[datetime, str]]:
    """What the clinic wrote, and when, the latest first."""
    key = submission_keys.messages_key(access.key) if access.opens_answers else access.key
    written = access.submission.messages.order_by("-created_at")
    return [(message.created_at, submission_keys.read_message(message, key)) for message in written]


def read(access: Access) -> Sent:
    """What the patient told.

    Raises FirstCodeNeeded.
    """
    if not access.opens_answers:
        raise FirstCodeNeeded
    return current.read(access.submission, access.key)


def consents(access: Access) -> list[GivenConsent]:
    """What the patient agreed to, with when they withdrew it. Where the answers stay shut, all that was asked for."""
    definition = publishing.definition_of(access.submission.version)
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


def download(access: Access) -> dict[str, Any]:
    """What the patient told, as a FHIR QuestionnaireResponse.

    Raises FirstCodeNeeded.
    """
    told = read(access)
    with transaction.atomic():
        chain.record(Action.DOWNLOADED, access.submission, by=None)
    return current.as_fhir(access.submission, told)


def correct_contact(access: Access, answers: Mapping[str, Any]) -> None:
    """Keep how the patient can be reached from now on, beside what they sent, which stays.

    `answers` are those to contact questions; one that is left out is taken away. Raises FirstCodeNeeded.
    """
    told = read(access)
    corrected = {question.link_id: answers.get(question.link_id) for question in told.contact_questions}
    correction = Correction(submission=access.submission)
    submission_keys.seal_correction(correction, access.key, corrected)
    with transaction.atomic():
        correction.save(force_insert=True)
        mark = tell_staff(access.submission, PatientChange.CORRECTED)
        chain.record(Action.CONTACT_CORRECTED, access.submission, by=None, row=row_digest(correction), mark=mark)


def withdraw(access: Access, consent: Consent) -> None:
    """Take a consent back. Without one that it needs, the clinic closes the case. A second time changes nothing."""
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=access.submission.pk)
        withdrawal, is_first = Withdrawal.objects.get_or_create(
            submission=submission, link_id=consent.link_id, defaults={"closes_case": consent.required}
        )
        if not is_first:
            return
        if consent.required:
            close(submission, State.WITHDRAWN, reason="withdrawn")
            submission.deliveries.filter(channel__in=TO_PATIENT, state=DeliveryState.PENDING).delete()
        mark = tell_staff(submission, PatientChange.WITHDRAWN if consent.required else PatientChange.CONSENT_WITHDRAWN)
        detail = {"consent": consent.link_id, "row": row_digest(withdrawal), "mark": mark}
        chain.record(Action.CONSENT_WITHDRAWN, submission, by=None, **detail)


def erase(access: Access) -> None:
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
            submission.deliveries.filter(channel__in=TO_PATIENT),
            Draft.objects.filter(submission=submission),
        ):
            rows.all().delete()
        if submission.state not in {State.CLOSED, State.WITHDRAWN}:
            close(submission, State.CLOSED, reason="erased")
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
        mark = tell_staff(submission, PatientChange.ERASED)
        submission = Submission.objects.select_related("version").get(pk=submission.pk)
        columns, contents = columns_digest(submission), contents_digest(submission, [])
        chain.record(Action.ERASED, submission, by=None, columns=columns, contents=contents, mark=mark)


def tell_staff(submission: Submission, change: PatientChange) -> str:
    """Mark for staff what the patient changed, and have them written to, in the caller's transaction.

    What stands there already and weighs more stays until somebody has looked. Gives the mark, for the audit entry: one
    that somebody takes away is missed then.
    """
    lighter = PatientChange.values[: PatientChange.values.index(change)]
    Submission.objects.filter(pk=submission.pk, patient_change__in=lighter).update(patient_change=change)
    outbox.enqueue_news(submission, Channel.STAFF_CHANGE)
    return change.value


def close(submission: Submission, state: State, *, reason: str) -> None:
    """End the case in this state, in the caller's transaction, which holds the row."""
    Submission.objects.filter(pk=submission.pk).update(
        state=state, state_changed_at=timezone.now(), revision=F("revision") + 1
    )
    change = {"from": submission.state, "to": state.value, "reason": reason}
    chain.record(Action.STATE_CHANGED, submission, by=None, **change)
