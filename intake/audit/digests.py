"""Hashes of what staff act on, which audit entries keep, so that a change outside the site can be told.

`columns` covers what stands in clear and never changes, but by erasing; `contents` what is sealed, and the keys that
are wrapped for the visitor. The clinic's is wrapped anew when its key pair changes, and another in its place would open
nothing of what is covered. Each note, message, correction and withdrawal has a hash of its own, with its author and
its time.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from intake.enums import Holder
from intake.models import Correction, Message, Note, Submission, Withdrawal, WrappedKey

COLUMNS = ("id", "reference", "version_id", "language", "outcome", "urgency", "doubts", "received_at", "erased_at")
SEALED = ("id", "sealed_answers", "sealed_assessment", "sealed_consents")
WRAPPED = ("submission_id", "holder", "key_id", "wrapped")
Row = Note | Message | Correction | Withdrawal
ROWS: Mapping[type[Row], tuple[str, ...]] = {
    Note: ("id", "submission_id", "author_id", "created_at", "sealed_text"),
    Message: ("id", "submission_id", "author_id", "created_at", "sealed_text"),
    Correction: ("id", "submission_id", "created_at", "sealed_answers"),
    Withdrawal: ("id", "submission_id", "link_id", "closes_case", "withdrawn_at"),
}


def columns_digest(submission: Submission) -> str:
    return digest([*values(submission, COLUMNS), submission.version.digest])


def contents_digest(submission: Submission, wrapped_keys: Iterable[WrappedKey]) -> str:
    wrapped = sorted(values(key, WRAPPED) for key in wrapped_keys if key.holder != Holder.CLINIC)
    return digest([values(submission, SEALED), wrapped])


def row_digest(row: Row) -> str:
    return digest([type(row).__name__, *values(row, ROWS[type(row)])])


def values(row: Any, fields: Iterable[str]) -> list[str]:
    return [as_text(getattr(row, field)) for field in fields]


def as_text(value: Any) -> str:
    """The same however the database gave it."""
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(bytes(value)).hexdigest()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value)


def digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()
