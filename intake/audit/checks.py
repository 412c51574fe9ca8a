"""Goes through the audit: each link, each proof, and whether its end is still there; and remembers what it found.

What was found stands in a row that only staff's processes can write (AuditCheck), so that the health page and the admin
tell of it on every machine. A row that nobody renews is told of as well.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from intake.audit import chain, checkpoints, signatures
from intake.encryption import key_ring
from intake.enums import Action, Finding
from intake.models import AuditCheck, AuditEntry, AuditHead, Submission

logger = logging.getLogger(__name__)

CHECK_PURPOSE = "audit/check"
# Why the proofs began again: what was before is taken as it stands.
ACCEPTED = "accepted"
# A night, and two hours for a machine that was off.
MAX_CHECK_AGE = timedelta(hours=26)


@dataclass(frozen=True)
class AuditFault:
    """What is wrong, and the first entry that it is wrong of."""

    finding: Finding
    sequence: int


@dataclass(frozen=True)
class CheckResult:
    """What was found when the chain was last gone through. `checked_at` None: nobody knows, which is no good sign."""

    checked_at: datetime | None
    fault: AuditFault | None

    @property
    def is_late(self) -> bool:
        return self.checked_at is None or timezone.now() - self.checked_at > MAX_CHECK_AGE


def verify_chain() -> AuditFault | None:
    """Go through all of it; entries that are appended meanwhile are no fault.

    Raises keyring.KeyUnavailable in a process of the public role.
    """
    key_ring.load_staff_key()
    began = chain.find_proof_start()
    start, previous_hash = find_check_start(began)
    remembered = {point.sequence: point.hash for point in checkpoints.read_checkpoints() if point.sequence >= start}
    head_sequence, head_hash = read_chain_head()
    expected = start
    for entry in AuditEntry.objects.filter(sequence__gte=start).order_by("sequence").iterator(chunk_size=1000):
        if (entry.sequence, entry.previous_hash) != (expected, previous_hash):
            return AuditFault(Finding.BROKEN_LINK, expected)
        if finding := check_entry(entry, began, remembered.pop(entry.sequence, entry.hash)):
            return AuditFault(finding, entry.sequence)
        if entry.sequence == head_sequence and entry.hash != head_hash:
            return AuditFault(Finding.BROKEN_LINK, entry.sequence + 1)
        expected, previous_hash = entry.sequence + 1, entry.hash
    if remembered:
        return AuditFault(Finding.CUT_OFF, expected)
    if head_sequence >= expected or read_chain_head()[0] < expected - 1:
        return AuditFault(Finding.BROKEN_LINK, expected)
    return None


def find_check_start(began: AuditEntry | None) -> tuple[int, str]:
    """From which entry on it is gone through, and the hash before that: what was accepted is taken as it stands."""
    if began and began.detail.get("reason") == ACCEPTED:
        return began.sequence, began.previous_hash
    return 1, chain.CHAIN_START


def find_missing_submission() -> AuditFault | None:
    """The first submission that the audit tells of and that is here no more: nothing of ours deletes one."""
    start, _hash = find_check_start(chain.find_proof_start())
    submitted = AuditEntry.objects.filter(action=Action.SUBMITTED, sequence__gte=start)
    gone = submitted.exclude(submission_id__in=Submission.objects.values("pk"))
    sequence = gone.order_by("sequence").values_list("sequence", flat=True).first()
    return AuditFault(Finding.GONE, sequence) if sequence else None


def check_entry(entry: AuditEntry, began: AuditEntry | None, remembered_hash: str) -> Finding | None:
    """What is wrong with one entry by itself."""
    if entry.hash != chain.hash_entry(entry):
        return Finding.BROKEN_LINK
    if began and entry.sequence >= began.sequence and not chain.is_proven(entry):
        return Finding.UNPROVEN
    return None if entry.hash == remembered_hash else Finding.CUT_OFF


def read_chain_head() -> tuple[int, str]:
    return AuditHead.objects.filter(pk=1).values_list("sequence", "hash").first() or (0, chain.CHAIN_START)


def check_audit() -> AuditFault | None:
    """Go through the chain, look whether what it tells of is still there, and keep and log what was found.

    Raises keyring.KeyUnavailable in a process of the public role.
    """
    fault = verify_chain() or find_missing_submission()
    check = AuditCheck(checked_at=timezone.now())
    if fault:
        check.finding, check.sequence = fault.finding.value, fault.sequence
        logger.error("The audit does not hold from entry %s on: %s", fault.sequence, fault.finding)
    proof = signatures.create_proof(CHECK_PURPOSE, format_check(check))
    found = {"checked_at": check.checked_at, "finding": check.finding, "sequence": check.sequence, "proof": proof}
    AuditCheck.objects.update_or_create(pk=1, defaults=found)
    return fault


def read_last_check() -> CheckResult:
    """What the last check found. Raises keyring.KeyUnavailable in a process of the public role."""
    check = AuditCheck.objects.filter(pk=1).first()
    if check and signatures.is_proven_by_staff(CHECK_PURPOSE, format_check(check), check.proof):
        fault = AuditFault(Finding(check.finding), check.sequence or 0) if check.finding else None
        return CheckResult(check.checked_at, fault)
    first = AuditEntry.objects.order_by("sequence").values_list("at", flat=True).first()
    # A site that has just begun was not yet gone through by night.
    return CheckResult(first or timezone.now(), None)


def get_audit_alarm() -> CheckResult | None:
    """What staff must hear; None while the audit holds."""
    standing = read_last_check()
    return standing if standing.fault or standing.is_late else None


def update_checkpoint() -> bool:
    """Each minute: remember how far the chain has come, unless what is remembered is there no more.

    Begins the proofs where they have not begun, and is then True. Raises keyring.KeyUnavailable in a process of the
    public role.
    """
    key_ring.load_staff_key()
    is_first = chain.find_proof_start() is None and not checkpoints.read_checkpoints()
    if is_first:
        begin_proof()
    if fault := check_chain_end():
        logger.error("The audit does not hold from entry %s on: %s", fault.sequence, fault.finding)
        if read_last_check().fault is None:
            check_audit()
        return False
    last = AuditEntry.objects.order_by("-sequence").values_list("sequence", "hash").first()
    if last:
        checkpoints.advance_checkpoint(*last)
    return is_first


def check_chain_end() -> AuditFault | None:
    """Whether the entry that is remembered last is gone, or another: a quick look, for pages of staff's."""
    remembered = checkpoints.read_checkpoints()
    if not remembered:
        return None
    point = remembered[-1]
    is_there = AuditEntry.objects.filter(sequence=point.sequence, hash=point.hash).exists()
    return None if is_there else AuditFault(Finding.CUT_OFF, point.sequence)


def begin_proof(*, reason: str = "first") -> None:
    """From this entry on, an entry without a proof is a fault."""
    with transaction.atomic():
        entry = chain.record_action(Action.PROOF_BEGAN, reason=reason)
        transaction.on_commit(lambda: chain.save_checkpoint(entry))


def accept_current_chain() -> None:
    """Begin anew after an older database was put back, or a fault was looked into."""
    key_ring.load_staff_key()
    with transaction.atomic():
        head, _created = AuditHead.objects.select_for_update().get_or_create(pk=1)
        last = AuditEntry.objects.order_by("-sequence").values_list("sequence", "hash").first()
        head.sequence, head.hash = last or (0, chain.CHAIN_START)
        head.save()
    checkpoints.delete_checkpoints_after(0)
    begin_proof(reason=ACCEPTED)


def format_check(check: AuditCheck) -> str:
    return f"{check.checked_at.isoformat()}/{check.finding}/{check.sequence}"
