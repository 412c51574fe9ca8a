"""Appends entries to the audit chain.

The hash of an entry covers all of its fields and the hash of the entry before it (SHA-256 over canonical JSON), so a
changed, removed or inserted entry breaks every link after it. Each entry also carries a proof that one of the site's
processes wrote it (intake/audit/signatures.py): whoever can write to the database can compute hashes, but no proof.
"""

import hashlib
import json
import logging
import uuid
from collections.abc import Iterable, Sequence
from typing import Protocol

from django.db import DatabaseError, transaction
from django.utils import timezone

from intake.audit import checkpoints, signatures
from intake.encryption.key_ring import KeyUnavailable
from intake.encryption.primitives import StaffKey
from intake.enums import Action
from intake.models import AuditEntry, AuditHead, Submission

logger = logging.getLogger(__name__)

CHAIN_START = "0" * 64
ENTRY_PURPOSE = "audit/entry"
# Made once: to verify all of a long audit is to encode each entry.
CANONICAL_JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
# The actions of visitors, whose entries a public process may sign. All others only staff processes record.
PUBLIC_ACTIONS = frozenset(
    {Action.SUBMITTED, Action.OWN_PAGE_OPENED, Action.DOWNLOADED, Action.CONTACT_CORRECTED}
    | {Action.CONSENT_WITHDRAWN, Action.ERASED, Action.STATE_CHANGED}
    | {Action.REPLIED, Action.APPOINTMENT_ANSWERED, Action.ERASURE_ASKED}
)


class Actor(Protocol):
    """Whoever acts: an account of Django's."""

    @property
    def pk(self) -> object: ...

    def get_username(self) -> str: ...


def record_action(
    action: Action, submission: Submission | None = None, *, by: Actor | None = None, **detail: str
) -> AuditEntry:
    """Append one entry, in the caller's transaction: what it records happens only if the entry is saved.

    `by` is None for the visitor or, if the entry is about no submission (such as a failed sign-in), for somebody
    unknown. `detail` holds codes, never what somebody wrote. Call it last in the transaction: it holds the chain's lock
    until the commit. Raises TransactionManagementError outside a transaction.
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
        # For a visitor's entry the checkpoint waits for the next minute (checks.update_checkpoint).
        transaction.on_commit(lambda: save_checkpoint(entry))
    return entry


def save_checkpoint(entry: AuditEntry) -> None:
    """Save outside the database that the chain has come as far as this entry.

    Not before the proofs have begun: a checkpoint without their beginning means that it was cut off. It never raises:
    what the entry records is done and committed.
    """
    try:
        if checkpoints.read_checkpoints() or find_proof_start():
            checkpoints.advance_checkpoint(entry.sequence, entry.hash)
    except KeyUnavailable:
        # A process of the public role saves none.
        return
    except (OSError, ValueError, DatabaseError):
        logger.exception("The checkpoint of the audit could not be written")


def is_proven(entry: AuditEntry, staff_keys: Sequence[StaffKey] = ()) -> bool:
    """Return whether one of the site's processes wrote an entry with this hash. The caller checks the hash itself.

    Whoever looks at many entries loads the staff keys once. Raises KeyUnavailable in a process of the public role.
    """
    if signatures.is_proven_by_staff(ENTRY_PURPOSE, entry.hash, entry.proof, staff_keys):
        return True
    may_be_public = not entry.actor_id and entry.action in PUBLIC_ACTIONS
    return may_be_public and signatures.is_signed_by_public(ENTRY_PURPOSE, entry.hash, entry.proof)


def is_genuine(entry: AuditEntry, staff_keys: Sequence[StaffKey] = ()) -> bool:
    """Return whether one of the site's processes wrote an entry exactly so.

    Raises KeyUnavailable in a process of the public role.
    """
    return entry.hash == hash_entry(entry) and is_proven(entry, staff_keys)


def is_genuine_or_older(entry: AuditEntry, began: AuditEntry | None) -> bool:
    """Return whether an entry is genuine, or stands before `began`, from which on every entry has a proof.

    Whoever changes the staff key and forgets the one of before verifies the audit first, and from then on nothing
    proves those entries. What they protect must not end with that. Only for entries that prevent something. Raises
    KeyUnavailable in a process of the public role.
    """
    is_older = began is not None and entry.sequence < began.sequence
    return is_genuine(entry) or (is_older and entry.hash == hash_entry(entry))


def find_proof_start() -> AuditEntry | None:
    """Return the entry from which on every entry has a proof, or None if there is none yet.

    Only a staff process can have written it. Raises KeyUnavailable in a process of the public role.
    """
    return choose_proof_start(AuditEntry.objects.filter(action=Action.PROOF_BEGAN).order_by("-sequence"))


def choose_proof_start(found: Iterable[AuditEntry]) -> AuditEntry | None:
    """Return the first of the entries that say that the proofs began, the latest first, which can be believed."""
    return next(filter(is_genuine, found), None)


def format_id(pk: uuid.UUID | str | None) -> str | None:
    """Return an id as text, the same for an entry that was just made with a text as for one that was read."""
    if not pk:
        return None
    return str(pk if isinstance(pk, uuid.UUID) else uuid.UUID(pk))


def hash_entry(entry: AuditEntry) -> str:
    """Return the SHA-256 of every field of an entry but `hash` and `proof`, as 64 hex digits."""
    content = {
        "sequence": entry.sequence,
        "at": entry.at.isoformat(),
        "actor_id": entry.actor_id,
        "actor_name": entry.actor_name,
        "action": str(entry.action),
        "submission_id": format_id(entry.submission_id),
        "reference": entry.reference,
        "detail": entry.detail,
        "previous_hash": entry.previous_hash,
    }
    # Half of a character has no bytes in UTF-8. The site writes none, and a forged entry is to be found, not to raise.
    return hashlib.sha256(CANONICAL_JSON.encode(content).encode(errors="surrogatepass")).hexdigest()
