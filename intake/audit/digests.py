"""Hashes of what staff act on, kept in audit entries so that a change from outside the site can be detected.

`hash_columns` covers what stands in clear and never changes except by erasing. `hash_contents` covers what is sealed,
and the keys wrapped for the visitor; not the clinic's, which is wrapped anew when its key pair changes, and in whose
place another key would open nothing of what is covered. Each note, message, reply, correction, withdrawal, appointment
and answer to one has a hash of its own, which covers its author and time.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from json.encoder import encode_basestring_ascii
from operator import attrgetter
from typing import Any

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

# What a driver returns for a BinaryField.
STORED_BYTES = (bytes, memoryview)
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
    return hash_text(write_json_array([*list_values(submission, CLEAR_COLUMNS), submission.version.digest]))


def hash_contents(submission: Submission, wrapped_keys: Iterable[WrappedKey]) -> str:
    wrapped = sorted(list_values(key, WRAPPED_KEY_COLUMNS) for key in wrapped_keys if key.holder != Holder.CLINIC)
    sealed = write_json_array(list_values(submission, SEALED_COLUMNS))
    return hash_text(f"[{sealed},[{','.join(map(write_json_array, wrapped))}]]")


def hash_row(row: AuditedRow) -> str:
    return hash_text(write_json_array([type(row).__name__, *list_values(row, AUDITED_COLUMNS[type(row)])]))


def list_values(row: object, fields: Iterable[str]) -> list[str]:
    return [format_value(value) for value in attrgetter(*fields)(row)]


def format_value(value: Any) -> str:
    """Return the same text for a value, whichever database it was read from."""
    if type(value) is str:
        return value
    if isinstance(value, STORED_BYTES):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value)


def write_json_array(texts: Iterable[str]) -> str:
    """Return texts as JSON without spaces. An encoder, made anew for each value, would take three times as long."""
    return f"[{','.join(map(encode_basestring_ascii, texts))}]"


def hash_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
