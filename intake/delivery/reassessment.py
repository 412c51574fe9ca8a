"""Holds what stands in clear of a new submission against its answers, where the clinic's private key is.

A public process works out the urgency and the suggested outcome, and signs them. Whoever broke into one can call an
urgent submission routine, so that nobody on duty is told. So a staff process applies the rules of the pinned version to
the sealed answers again. It raises the urgency, never lowers it, and records what differed.

New submissions are those that the audit tells of since the last time: who can only write to the database, or stole a
public machine, can neither take an entry away nor move the row that says how far this has come.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import DatabaseError, transaction
from django.utils import timezone

from intake.audit import chain, checkpoints, expectations, outside_changes, signatures
from intake.audit.digests import hash_columns
from intake.audit.site_actor import SITE
from intake.delivery import duty, escalation
from intake.encryption import key_ring, submission_keys
from intake.engine.assessment import assess_answers
from intake.enums import Action, Channel, OutsideChange, SubmissionState, Urgency
from intake.models import AnswersCheck, AuditEntry, Delivery, Submission
from intake.questionnaires import publishing

logger = logging.getLogger(__name__)

CHECK_PURPOSE = "audit/answers-check"
BATCH_SIZE = 200
# How far back it begins on a site that has never looked, or where the row that says how far it came is no longer ours.
LOOK_BACK = timedelta(days=7)


@dataclass(frozen=True)
class Difference:
    """In what a submission differs from what its answers, or its own entry, make it; and whether it is urgent."""

    columns: tuple[str, ...]
    is_urgent: bool


def check_new_submissions(*, seconds: float) -> int:
    """Check what was sent since the last time, the first sent first, until the time is up. Return how many differed.

    Raises KeyUnavailable in a process without the clinic's private key.
    """
    key_ring.load_staff_key()
    key_ring.load_clinic_private_key()
    deadline, count = time.monotonic() + seconds, 0
    start = done = find_start()
    known_end = max((point.sequence for point in checkpoints.read_checkpoints()), default=0)
    try:
        for entry in iterate_sent(start):
            is_genuine = chain.is_genuine(entry)
            count += is_genuine and check_submission(entry)
            # A forged entry may have any number. Beyond one that is too high nothing would ever be checked.
            if is_genuine or entry.sequence <= known_end:
                done = entry.sequence
            if time.monotonic() > deadline:
                break
    finally:
        if done > start:
            save_end(done)
    return count


def iterate_sent(start: int) -> Iterator[AuditEntry]:
    """Yield the entries of what was sent since: all, so that many which say nothing hide no other."""
    sent = AuditEntry.objects.filter(action=Action.SUBMITTED).order_by("sequence")
    while batch := list(sent.filter(sequence__gt=start)[:BATCH_SIZE]):
        yield from batch
        start = batch[-1].sequence


def find_start() -> int:
    """Return the number of the last entry that was looked at."""
    row = AnswersCheck.objects.filter(pk=1).first()
    if row and signatures.is_proven_by_staff(CHECK_PURPOSE, str(row.sequence), row.proof):
        return row.sequence
    since = AuditEntry.objects.filter(at__gte=timezone.now() - LOOK_BACK)
    first = since.order_by("at").values_list("sequence", flat=True).first()
    return first - 1 if first else 0


def save_end(sequence: int) -> None:
    proof = signatures.create_proof(CHECK_PURPOSE, str(sequence))
    AnswersCheck.objects.update_or_create(pk=1, defaults={"sequence": sequence, "proof": proof})


def check_submission(sent: AuditEntry) -> bool:
    """Check the submission that a genuine entry says was sent. Return whether it differed, and was not found before."""
    submissions = Submission.objects.select_related("version").defer("version__definition")
    found = submissions.filter(pk=sent.submission_id).first() if sent.submission_id else None
    if found is None or found.erased_at:
        # A row that is gone is found where the audit is verified.
        return False
    try:
        difference = find_difference(found, sent)
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001 -- what was forged may hold anything, and must not end the check of others
        # Without the traceback, whose values may be a patient's.
        logger.error(  # noqa: TRY400
            "Submission %s cannot be held against its answers: %s", found.pk, type(error).__name__
        )
        return False
    return bool(difference.columns) and record_difference(found, difference)


def find_difference(submission: Submission, sent: AuditEntry) -> Difference:
    """Compare what stands in clear with its own entry, and with what the rules make of the answers if they may be read.

    Raises whatever answers that are no answers make the rules raise.
    """
    if was_made_routine(submission, sent):
        return Difference(("urgency",), is_urgent=True)
    if submission.state == SubmissionState.WITHDRAWN:
        return Difference((), is_urgent=False)
    answers = submission_keys.read_answers(submission, submission_keys.unwrap_data_key(submission))
    found = assess_answers(publishing.get_definition(submission.version), answers)
    differing = [name for name in ("urgency", "outcome") if getattr(found, name) != getattr(submission, name)]
    return Difference(tuple(differing), is_urgent=found.urgency == Urgency.URGENT)


def was_made_routine(submission: Submission, sent: AuditEntry) -> bool:
    """Return whether it was sent as urgent, by the hash of what stood in clear then: no key is needed for that."""
    columns = sent.detail.get("columns") if expectations.has_valid_detail(sent) else None
    if submission.urgency == Urgency.URGENT or not columns or columns == hash_columns(submission):
        return False
    submission.urgency = Urgency.URGENT
    was_urgent = columns == hash_columns(submission)
    submission.urgency = Urgency.ROUTINE
    return was_urgent


def record_difference(submission: Submission, difference: Difference) -> bool:
    """Raise the urgency if it is too low, record what differed, and have people told. Return False if that was done."""
    with transaction.atomic():
        locked = Submission.objects.select_for_update(of=("self",)).select_related("version").get(pk=submission.pk)
        audit = outside_changes.read_audit(locked.pk)
        expected = expectations.replay_entries(audit.entries, audit.proof_start)
        if locked.erased_at or OutsideChange.ASSESSMENT in expected.changes:
            return False
        was_as_signed = expected.columns == hash_columns(locked)
        is_raised = difference.is_urgent and locked.urgency != Urgency.URGENT
        if is_raised:
            locked.urgency = Urgency.URGENT
            locked.save(update_fields=["urgency"])
        detail = {"what": OutsideChange.ASSESSMENT.value, "differs": " ".join(difference.columns)}
        if was_as_signed:
            # Else the new hash would vouch for what was changed besides.
            detail["columns"] = hash_columns(locked)
        chain.record_action(Action.CHANGE_FOUND, locked, by=SITE, **detail)
        if is_raised and expected.state == SubmissionState.NEW:
            tell_of_urgency(locked)
    logger.error("Submission %s was changed outside the site: %s", locked.pk, OutsideChange.ASSESSMENT)
    return True


def tell_of_urgency(submission: Submission) -> None:
    """Have the person on duty told, or the clinic's mailbox if there is no rota, in the caller's transaction."""
    if duty.has_rota():
        escalation.begin_case(submission)
    else:
        Delivery.objects.create(submission=submission, channel=Channel.STAFF_URGENT)
