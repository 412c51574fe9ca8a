"""Changes of the audit by somebody who has the database and the code, and no key."""

from datetime import UTC, datetime
from typing import Any

from intake.audit import chain as audit_chain
from intake.enums import Action
from intake.models import AuditEntry, AuditHead


def cut_off(count: int) -> None:
    """Delete the last entries and set the head back, so that the rest is a valid chain."""
    last = AuditEntry.objects.order_by("-sequence")[count]
    AuditEntry.objects.filter(sequence__gt=last.sequence).delete()
    AuditHead.objects.update(sequence=last.sequence, hash=last.hash)


def write_anew(start: int) -> None:
    """Recompute all hashes from an entry on, as somebody can who has the code and the database."""
    previous = AuditEntry.objects.filter(sequence__lt=start).order_by("sequence").last()
    previous_hash = previous.hash if previous else audit_chain.CHAIN_START
    for entry in AuditEntry.objects.filter(sequence__gte=start).order_by("sequence"):
        entry.previous_hash = previous_hash
        entry.hash = audit_chain.hash_entry(entry)
        entry.save()
        previous_hash = entry.hash
    AuditHead.objects.update(hash=previous_hash)


def forge(**fields: Any) -> AuditEntry:
    """Append an entry as the code would, but without a key."""
    head = AuditHead.objects.get()
    given = {"actor_id": "1", "actor_name": "ben", "action": Action.OPENED, "detail": {}} | fields
    entry = AuditEntry(sequence=head.sequence + 1, at=datetime.now(UTC), previous_hash=head.hash, **given)
    entry.hash = audit_chain.hash_entry(entry)
    entry.save(force_insert=True)
    AuditHead.objects.update(sequence=entry.sequence, hash=entry.hash)
    return entry
