"""Finds exports whose rows are not those that the audit says were given out.

The rows say who saw whose answers. Whoever can write to the database can take one out, but cannot make an entry of the
audit that agrees with what is left.
"""

import hashlib
import logging
from collections.abc import Iterator
from uuid import UUID

from intake.audit import chain, expectations
from intake.enums import Action
from intake.models import AuditEntry, ExportedSubmission

logger = logging.getLogger(__name__)


def find_changed_exports() -> Iterator[UUID]:
    """Yield the id of each export whose rows were changed outside the site. Raises KeyUnavailable without the keys."""
    for entry in AuditEntry.objects.filter(action=Action.EXPORT_MADE).order_by("sequence").iterator():
        # What staff did not write is found when the audit itself is verified.
        is_genuine = expectations.has_valid_detail(entry) and entry.hash == chain.hash_entry(entry)
        if is_genuine and chain.is_proven(entry):
            pk = UUID(entry.detail["export"])
            if entry.detail["members"] != hash_members(pk):
                yield pk


def hash_members(pk: UUID) -> str:
    """Return the SHA-256 of the ids of the submissions that are in the file, in their order."""
    rows = ExportedSubmission.objects.filter(export=pk, is_left_out=False).order_by("id")
    members = hashlib.sha256()
    for submission_id in rows.values_list("submission_id", flat=True).iterator():
        members.update(submission_id.bytes)
    return members.hexdigest()


def log_changed_exports() -> None:
    for pk in find_changed_exports():
        logger.error("Who is in export %s was changed outside the site", pk)
