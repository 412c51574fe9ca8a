"""Records a patient's wish that everything is deleted, where that cannot be done at once, and carries it out later.

It waits for one of two reasons. A code that staff gave may be in the wrong hands: nothing is erased with it for a day,
so that the patient, who is told by email that there is a new code, can call. And the law may have the clinic keep a
submission: a public process sees that there is a hold, and cannot tell whether staff placed it. The staff process can,
and goes by what the audit proves.

A request is its entry in the audit. One that was made with a code that staff have replaced since counts for nothing.
"""

import logging
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from intake.audit import chain
from intake.delivery import outbox
from intake.encryption import key_ring
from intake.encryption.key_ring import KeyUnavailable
from intake.enums import Action, ErasureCause, PatientChange
from intake.models import AuditEntry, Submission
from intake.retention import erasure
from intake.retention.holds import find_hold_end, find_recorded_hold_end

logger = logging.getLogger(__name__)

# How long a code that staff gave erases nothing.
CODE_WAIT = timedelta(days=1)
REQUEST_ACTIONS = (Action.ERASURE_ASKED, Action.CODE_REPLACED)
MOST_AT_ONCE = 100


@dataclass(frozen=True)
class ErasureRequest:
    """When the patient asked, from when on it can be done, and until which day a hold keeps it."""

    asked_at: datetime
    due_at: datetime
    held_until: date | None

    @property
    def is_due(self) -> bool:
        return self.due_at <= timezone.now() and self.held_until is None


def find_code_wait(submission: Submission) -> datetime | None:
    """Return until when nothing is erased with the present code, or None. Needs no key."""
    codes = AuditEntry.objects.filter(submission_id=submission.pk, action=Action.CODE_REPLACED)
    made_at = codes.order_by("-sequence").values_list("at", flat=True).first()
    return made_at + CODE_WAIT if made_at and made_at + CODE_WAIT > timezone.now() else None


def find_request(submission: Submission) -> ErasureRequest | None:
    """Return the request that waits, as its patient is told of it. Needs no key."""
    return build_request(list_request_entries(submission), find_hold_end(submission))


def list_request_entries(submission: Submission) -> list[AuditEntry]:
    entries = AuditEntry.objects.filter(submission_id=submission.pk, action__in=REQUEST_ACTIONS)
    return list(entries.order_by("sequence"))


def build_request(entries: Iterable[AuditEntry], held_until: date | None) -> ErasureRequest | None:
    """Return the request that these entries make: the first since the present code was made."""
    request, due_at = None, None
    for entry in entries:
        if entry.action == Action.CODE_REPLACED:
            request, due_at = None, entry.at + CODE_WAIT
        elif request is None:
            request = ErasureRequest(entry.at, max(entry.at, due_at or entry.at), held_until)
    return request


def find_proven_request(submission: Submission) -> ErasureRequest | None:
    """Return the request that the audit proves. Raises KeyUnavailable in a process of the public role."""
    began = chain.find_proof_start()
    entries = [
        entry
        for entry in list_request_entries(submission)
        if chain.is_genuine(entry)
        # A new code makes erasing wait, so it counts even where nothing proves it any more. A request does not.
        or (entry.action == Action.CODE_REPLACED and chain.is_genuine_or_older(entry, began))
    ]
    return build_request(entries, find_recorded_hold_end(submission))


def ask_for_erasure(submission: Submission) -> None:
    """Record that the patient wants it erased, in the caller's transaction, which holds the lock on the row."""
    if find_request(submission) is None:
        chain.record_action(Action.ERASURE_ASKED, submission, by=None)


def carry_out_requests() -> int:
    """Erase what patients asked for and can be erased by now. Return how many were.

    All that wait are looked at, because some of them wait for years, and none may keep back another. Raises
    KeyUnavailable in a process of the public role.
    """
    key_ring.load_staff_key()
    if chain.find_proof_start() is None:
        # The staff key was changed a moment ago, and which holds there are is known once the proofs begin anew.
        return 0
    erased = 0
    for pk in list(list_asked().values_list("pk", flat=True)):
        try:
            erased += carry_out_request(pk)
        except KeyUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 -- whatever it is, the others must not wait for it
            # Its text may hold what the database was told.
            logger.error("An erasure that a patient asked for is tried again: %s", type(error).__name__)  # noqa: TRY400
        if erased >= MOST_AT_ONCE:
            break
    return erased


def list_asked() -> QuerySet[Submission]:
    asked = AuditEntry.objects.filter(action=Action.ERASURE_ASKED, submission_id__isnull=False)
    return Submission.objects.filter(pk__in=asked.values("submission_id"), erased_at=None).order_by("pk")


def record_requests_anew() -> int:
    """Record under the present staff key what patients asked for, in the caller's transaction. Return how many did.

    Run it before the keys of before are forgotten. Raises KeyUnavailable in a process of the public role.
    """
    found = [submission for submission in list_asked() if find_proven_request(submission)]
    for submission in found:
        chain.record_action(Action.ERASURE_ASKED, submission, by=None)
    return len(found)


def carry_out_request(pk: uuid.UUID) -> bool:
    with transaction.atomic():
        submission = Submission.objects.select_for_update(of=("self",)).get(pk=pk)
        request = find_proven_request(submission)
        if submission.erased_at or request is None or not request.is_due:
            return False
        Submission.objects.filter(pk=pk).update(patient_change=PatientChange.ERASED)
        outbox.enqueue_change(submission, PatientChange.ERASED)
        mark = PatientChange.ERASED.value
        # A hold that is in the table alone was placed by nobody of staff.
        erasure.erase_submission(submission, ErasureCause.PATIENT, mark=mark, ignores_table=True)
    return True
