"""Hashes of what staff act on, kept in audit entries so that a change from outside the site can be detected.

`hash_columns` covers what stands in clear and never changes except by erasing. `hash_contents` covers what is sealed,
and the keys wrapped for the visitor; not the clinic's, which is wrapped anew when its key pair changes, and in whose
place another key would open nothing of what is covered. Each note, message, reply, correction, withdrawal, appointment
and answer to one has a hash of its own, which covers its author and time.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from intake.enums import Holder
from intake.models import (
    Appointment,
    AppointmentAnswer,
    Correction,
    Message,
    Note,
    Reply,
    Submission,
    Withdrawal,
    WrappedKey,
)

CLEAR_COLUMNS = (
    "id",
    "reference",
    "version_id",
    "language",
    "outcome",
    "urgency",
    "doubts",
    "received_at",
    "erased_at",
)
SEALED_COLUMNS = ("id", "sealed_answers", "sealed_assessment", "sealed_consents")
WRAPPED_KEY_COLUMNS = ("submission_id", "holder", "key_id", "wrapped")
AuditedRow = Note | Message | Correction | Withdrawal | Reply | Appointment | AppointmentAnswer
AUDITED_COLUMNS: Mapping[type[AuditedRow], tuple[str, ...]] = {
    Note: ("id", "submission_id", "author_id", "created_at", "sealed_text"),
    Message: ("id", "submission_id", "author_id", "created_at", "sealed_text"),
    Correction: ("id", "submission_id", "created_at", "sealed_answers"),
    Withdrawal: ("id", "submission_id", "link_id", "closes_case", "withdrawn_at"),
    # What is sealed names the hash of the file, which is checked when the file is opened.
    Reply: ("id", "submission_id", "created_at", "sealed_content"),
    Appointment: ("id", "submission_id", "author_id", "created_at", "sealed_details"),
    AppointmentAnswer: ("id", "appointment_id", "standing", "created_at"),
}


def hash_columns(submission: Submission) -> str:
    return hash_json([*list_values(submission, CLEAR_COLUMNS), submission.version.digest])


def hash_contents(submission: Submission, wrapped_keys: Iterable[WrappedKey]) -> str:
    wrapped = sorted(list_values(key, WRAPPED_KEY_COLUMNS) for key in wrapped_keys if key.holder != Holder.CLINIC)
    return hash_json([list_values(submission, SEALED_COLUMNS), wrapped])


def hash_row(row: AuditedRow) -> str:
    return hash_json([type(row).__name__, *list_values(row, AUDITED_COLUMNS[type(row)])])


def list_values(row: object, fields: Iterable[str]) -> list[str]:
    return [format_value(getattr(row, field)) for field in fields]


def format_value(value: object) -> str:
    """Return the same text for a value, whichever database it was read from."""
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(bytes(value)).hexdigest()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value)


def hash_json(content: object) -> str:
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()
