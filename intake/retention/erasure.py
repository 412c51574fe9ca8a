"""Erases a submission: destroys the keys that open it and everything that is sealed under them, and keeps a skeleton.

What stays is the row with its reference, its times and its state, so that it is still counted, its audit entries, and a
line of the ledger.
"""

from datetime import datetime

from django.db.models import F
from django.utils import timezone

from intake.audit import chain
from intake.audit.digests import hash_columns, hash_contents
from intake.audit.site_actor import SITE
from intake.enums import PATIENT_CHANNELS, Action, ErasureCause, SubmissionState, Urgency
from intake.models import Draft, ErasurePlan, Submission
from intake.retention import ledger
from intake.retention.holds import refuse_if_held


def erase_submission(
    submission: Submission,
    cause: ErasureCause,
    *,
    at: datetime | None = None,
    mark: str = "",
    ignores_table: bool = False,
) -> None:
    """Erase a submission, whose row the caller has locked in a transaction, and record it.

    `mark` is what the patient's change is marked with for staff. Raises OnHold, unless a restored backup is brought up
    to date: what was erased once is erased again. `ignores_table`: the caller asked the audit about holds.
    """
    if cause is not ErasureCause.REPLAYED and not ignores_table:
        refuse_if_held(submission)
    now, actor = at or timezone.now(), None if cause is ErasureCause.PATIENT else SITE
    for rows in (
        submission.wrapped_keys,
        submission.notes,
        submission.messages,
        submission.replies,
        submission.appointments,
        submission.corrections,
        submission.withdrawals,
        submission.patient_sessions,
        submission.contact_digests,
        submission.deliveries.filter(channel__in=PATIENT_CHANNELS),
        Draft.objects.filter(submission=submission),
        ErasurePlan.objects.filter(submission=submission),
    ):
        rows.all().delete()
    # That it was on hold, and why, is the clinic's to show. The number leads to the person in another file.
    submission.holds.update(file_number="")
    if submission.state not in {SubmissionState.CLOSED, SubmissionState.WITHDRAWN}:
        close_case(submission, SubmissionState.CLOSED, reason="erased", by=actor)
    # The outcome and the urgency would tell about the answers.
    Submission.objects.filter(pk=submission.pk).update(
        sealed_answers=b"",
        sealed_assessment=b"",
        sealed_consents=b"",
        outcome="",
        urgency=Urgency.ROUTINE,
        doubts="",
        erased_at=now,
    )
    submission = Submission.objects.select_related("version").get(pk=submission.pk)
    if cause is not ErasureCause.REPLAYED:
        ledger.record_erasure(submission, cause, now)
    columns, contents = hash_columns(submission), hash_contents(submission, [])
    detail = {"columns": columns, "contents": contents, "cause": cause.value} | ({"mark": mark} if mark else {})
    chain.record_action(Action.ERASED, submission, by=actor, **detail)


def close_case(submission: Submission, state: SubmissionState, *, reason: str, by: chain.Actor | None = None) -> None:
    """End the case in this state, in the caller's transaction, which holds the lock on the row."""
    Submission.objects.filter(pk=submission.pk).update(
        state=state, state_changed_at=timezone.now(), revision=F("revision") + 1
    )
    change = {"from": submission.state, "to": state.value, "reason": reason}
    chain.record_action(Action.STATE_CHANGED, submission, by=by, **change)
