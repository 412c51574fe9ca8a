"""Appends to the audit chain, and checks it.

The hash of an entry covers every field of it and the hash before it (SHA-256 over canonical JSON), so a changed,
removed or inserted entry breaks every link after it. Each entry carries a proof that one of our processes wrote it
(intake/audit/signatures.py): who can write to the database can work out hashes, and no proof.
"""

import hashlib
import json
import logging
import uuid
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone

from intake.audit import checkpoints, signatures
from intake.enums import Action
from intake.models import AuditEntry, AuditHead, Submission

logger = logging.getLogger(__name__)

CHAIN_START = "0" * 64
ENTRY_PURPOSE = "audit/entry"
# What a public process may say, of its visitors. All else only staff's processes say.
PUBLIC_ACTIONS = frozenset(
    {Action.SUBMITTED, Action.OWN_PAGE_OPENED, Action.DOWNLOADED, Action.CONTACT_CORRECTED}
    | {Action.CONSENT_WITHDRAWN, Action.ERASED, Action.STATE_CHANGED}
)


class Actor(Protocol):
    """Whoever did it: Django's user."""

    pk: Any

    def get_username(self) -> str: ...


def record_action(
    action: Action, submission: Submission | None = None, *, by: Actor | None = None, **detail: str
) -> AuditEntry:
    """Append one entry, in the caller's transaction: what is audited happens only if the entry is kept.

    `by` None means the visitor; about no submission, as with a failed sign-in, somebody who is not known. `detail` is
    codes, never what somebody wrote. Call it last in the transaction: it holds the chain's lock until the commit.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("An audit entry belongs in the transaction of what it records.")
    head, _created = AuditHead.objects.select_for_update().get_or_create(pk=1)
    entry = AuditEntry(
        sequence=head.sequence + 1,
        at=timezone.now(),
        actor_id="" if by is None else str(by.pk),
        actor_name="" if by is None else by.get_username(),
        action=action,
        submission_id=submission.pk if submission else None,
        reference=submission.reference if submission else "",
        detail=detail,
        previous_hash=head.hash,
    )
    entry.hash = hash_entry(entry)
    entry.proof = signatures.create_proof(ENTRY_PURPOSE, entry.hash)
    entry.save(force_insert=True)
    head.sequence, head.hash = entry.sequence, entry.hash
    head.save(update_fields=["sequence", "hash"])
    if by is not None:
        # A visitor's entries wait for the next minute (intake/audit/checks.py).
        transaction.on_commit(lambda: save_checkpoint(entry))
    return entry


def save_checkpoint(entry: AuditEntry) -> None:
    """Keep it out of the reach of whoever would cut it off. It never raises: what it speaks of is done and recorded."""
    try:
        checkpoints.advance_checkpoint(entry.sequence, entry.hash)
    except (OSError, ValueError):
        logger.exception("The checkpoint of the audit could not be written")


def is_proven(entry: AuditEntry) -> bool:
    """Whether one of our processes wrote an entry with this hash. That the hash fits, the walk along the chain tells.

    Raises keyring.KeyUnavailable in a process of the public role.
    """
    if signatures.is_proven_by_staff(ENTRY_PURPOSE, entry.hash, entry.proof):
        return True
    may_be_public = not entry.actor_id and entry.action in PUBLIC_ACTIONS
    return may_be_public and signatures.is_signed_by_public(ENTRY_PURPOSE, entry.hash, entry.proof)


def find_proof_start() -> AuditEntry | None:
    """The entry from which on every entry has a proof, written by staff's process; None if there is none yet."""
    found = AuditEntry.objects.filter(action=Action.PROOF_BEGAN).order_by("-sequence")
    return next((entry for entry in found if entry.hash == hash_entry(entry) and is_proven(entry)), None)


def hash_entry(entry: AuditEntry) -> str:
    content = {
        "sequence": entry.sequence,
        "at": entry.at.isoformat(),
        "actor_id": entry.actor_id,
        "actor_name": entry.actor_name,
        "action": str(entry.action),
        "submission_id": str(uuid.UUID(str(entry.submission_id))) if entry.submission_id else None,
        "reference": entry.reference,
        "detail": entry.detail,
        "previous_hash": entry.previous_hash,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def find_broken_link() -> int | None:
    """The sequence number of the first entry that does not fit its chain, or None if all do."""
    expected_sequence, previous_hash = 1, CHAIN_START
    for entry in AuditEntry.objects.order_by("sequence").iterator(chunk_size=1000):
        if (entry.sequence, entry.previous_hash) != (expected_sequence, previous_hash) or entry.hash != hash_entry(
            entry
        ):
            return expected_sequence
        expected_sequence, previous_hash = entry.sequence + 1, entry.hash
    head = AuditHead.objects.filter(pk=1).first()
    if (head.sequence, head.hash) != (expected_sequence - 1, previous_hash) if head else expected_sequence != 1:
        return expected_sequence
    return None
