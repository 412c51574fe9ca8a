"""Verifies the audit, every link, every proof and its end, and saves the result.

The result is a row that only staff processes can write (AuditCheck), so that the health page and the admin report it on
every machine. They also report a result that is too old.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from intake.audit import chain, checkpoints, outside_changes, signatures, triggers
from intake.encryption import key_ring
from intake.enums import Action, Finding
from intake.models import AuditCheck, AuditEntry, AuditHead

logger = logging.getLogger(__name__)

CHECK_PURPOSE = "audit/check"
# What is recorded under the staff key as soon as there is one.
STAFF_KEY_ACTIONS = (Action.PROOF_BEGAN, Action.STAFF_KEY_CHANGED)
# The reason for proofs that began again: earlier entries are accepted as they stand.
ACCEPTED = "accepted"
# The check runs every night; two hours more for a machine that was off.
MAX_CHECK_AGE = timedelta(hours=26)


@dataclass(frozen=True)
class AuditFault:
    """What is wrong, and the number of the first entry that is wrong."""

    finding: Finding
    sequence: int


@dataclass(frozen=True)
class CheckResult:
    """What the last check found. `checked_at` None means that no check is known, which counts as late."""

    checked_at: datetime | None
    fault: AuditFault | None

    @property
    def is_late(self) -> bool:
        return self.checked_at is None or timezone.now() - self.checked_at > MAX_CHECK_AGE


def verify_chain() -> AuditFault | None:
    """Verify the whole chain and return the first fault, or None. Entries that are appended meanwhile are no fault.

    Raises KeyUnavailable in a process of the public role.
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
    """Return the number of the first entry to verify, and the hash before it. An acceptance skips what is before it."""
    if began and began.detail.get("reason") == ACCEPTED:
        return began.sequence, began.previous_hash
    return 1, chain.CHAIN_START


def find_strange_key() -> AuditFault | None:
    """Return a fault if the proofs began under a staff key that this machine does not have.

    Nothing could be verified then, and nothing would be wrong. A change of the staff key that forgets the one of before
    is recorded under the new one. Raises KeyUnavailable in a process of the public role.
    """
    keys = key_ring.load_staff_keys()
    sequence = None
    for entry in AuditEntry.objects.filter(action__in=STAFF_KEY_ACTIONS).order_by("-sequence").iterator():
        if chain.is_genuine(entry, keys):
            return None
        sequence = entry.sequence
    return AuditFault(Finding.STRANGE_KEY, sequence) if sequence else None


def find_missing_submission() -> AuditFault | None:
    """Return the first submission that is in the audit but no longer in its table."""
    start, _hash = find_check_start(chain.find_proof_start())
    gone = outside_changes.list_missing_submissions().filter(sequence__gte=start)
    sequence = gone.values_list("sequence", flat=True).first()
    return AuditFault(Finding.GONE, sequence) if sequence else None


def find_missing_guard() -> AuditFault | None:
    """Return a fault if the database would let an entry be changed or deleted."""
    return AuditFault(Finding.UNGUARDED, 0) if triggers.list_missing_triggers() else None


def check_entry(entry: AuditEntry, began: AuditEntry | None, remembered_hash: str) -> Finding | None:
    """Return what is wrong with one entry by itself, or None."""
    if entry.hash != chain.hash_entry(entry):
        return Finding.BROKEN_LINK
    if began and entry.sequence >= began.sequence and not chain.is_proven(entry):
        return Finding.UNPROVEN
    return None if entry.hash == remembered_hash else Finding.CUT_OFF


def read_chain_head() -> tuple[int, str]:
    return AuditHead.objects.filter(pk=1).values_list("sequence", "hash").first() or (0, chain.CHAIN_START)


def check_audit() -> AuditFault | None:
    """Verify the chain, its submissions and the triggers that guard it; save, log and return the result.

    Raises KeyUnavailable in a process of the public role.
    """
    fault = find_strange_key() or verify_chain() or find_missing_submission() or find_missing_guard()
    check = AuditCheck(checked_at=timezone.now())
    if fault:
        check.finding, check.sequence = fault.finding.value, fault.sequence
        logger.error("The audit is wrong from entry %s on: %s", fault.sequence, fault.finding)
    proof = signatures.create_proof(CHECK_PURPOSE, format_check(check))
    found = {"checked_at": check.checked_at, "finding": check.finding, "sequence": check.sequence, "proof": proof}
    AuditCheck.objects.update_or_create(pk=1, defaults=found)
    return fault


def read_last_check() -> CheckResult:
    """Return the saved result. Raises KeyUnavailable in a process of the public role."""
    check = AuditCheck.objects.filter(pk=1).first()
    if check and signatures.is_proven_by_staff(CHECK_PURPOSE, format_check(check), check.proof):
        fault = AuditFault(Finding(check.finding), check.sequence or 0) if check.finding else None
        return CheckResult(check.checked_at, fault)
    first = AuditEntry.objects.order_by("sequence").values_list("at", flat=True).first()
    # A new site has not been checked at night yet.
    return CheckResult(first or timezone.now(), None)


def get_audit_alarm() -> CheckResult | None:
    """Return what staff must be told of, or None while the audit verifies."""
    result = read_last_check()
    return result if result.fault or result.is_late else None


def update_checkpoint() -> bool:
    """Save how far the chain has come, unless the entry of the latest checkpoint is gone. Called each minute.

    Begins the proofs if they have not begun, and returns whether it did. Raises KeyUnavailable in a process of the
    public role.
    """
    key_ring.load_staff_key()
    is_unproven = chain.find_proof_start() is None
    fault = find_strange_key() if is_unproven else None
    is_first = is_unproven and not fault and (not checkpoints.read_checkpoints() or lacks_a_beginning())
    if is_first:
        begin_proof()
    if fault := fault or check_chain_end():
        logger.error("The audit is wrong from entry %s on: %s", fault.sequence, fault.finding)
        if read_last_check().fault is None:
            check_audit()
        return False
    last = AuditEntry.objects.order_by("-sequence").values_list("sequence", "hash").first()
    if last:
        checkpoints.advance_checkpoint(*last)
    return is_first


def lacks_a_beginning() -> bool:
    """Return whether the whole chain is there, as far as checkpoints know, and nothing ever said that the proofs began.

    So it was where somebody of staff did something in a site's first minute, before a beginning came first.
    """
    has_one = AuditEntry.objects.filter(action=Action.PROOF_BEGAN).exists()
    return not has_one and verify_chain() is None


def check_chain_end() -> AuditFault | None:
    """Return a fault if the entry of the latest checkpoint is gone or differs. Quick enough for a page.

    Raises KeyUnavailable in a process of the public role.
    """
    remembered = checkpoints.read_checkpoints()
    if not remembered:
        return None
    point = remembered[-1]
    is_there = AuditEntry.objects.filter(sequence=point.sequence, hash=point.hash).exists()
    return None if is_there else AuditFault(Finding.CUT_OFF, point.sequence)


def begin_proof(*, reason: str = "first") -> None:
    """Record that from now on an entry without a proof is a fault."""
    with transaction.atomic():
        entry = chain.record_action(Action.PROOF_BEGAN, reason=reason)
        transaction.on_commit(lambda: chain.save_checkpoint(entry))


def accept_current_chain() -> None:
    """Accept the chain as it stands, after an older database was restored or a fault was investigated."""
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
