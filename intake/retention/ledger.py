"""The ledger of erasures: a table, and a file outside the database that a restored backup is compared with.

A backup holds what was erased since. So each process compares the file of its own machine with the database when it
starts, and does not start on a database that lacks an erasure; `manage.py restore` erases again what was erased.

A public machine has a file of what its patients erased, the staff's machine one of everything (`copy_to_file`). Each
line carries the proof of its row, so that nobody can have a submission erased by writing into the file.
"""

import fcntl
import json
import logging
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from intake.audit import signatures
from intake.encryption import key_ring
from intake.enums import ErasureCause
from intake.models import Erasure, Submission

logger = logging.getLogger(__name__)

LEDGER_PURPOSE = "retention/erasure"
LEDGER_FILE = "erasures.jsonl"


@dataclass(frozen=True)
class LedgerLine:
    """One erasure, as the file holds it."""

    submission_id: str
    reference: str
    cause: str
    at: str
    proof: str

    @property
    def text(self) -> str:
        return f"{self.submission_id}/{self.reference}/{self.cause}/{self.at}"

    @property
    def is_proven(self) -> bool:
        """Whether a process of this site wrote it. Raises KeyUnavailable in a process of the public role."""
        if signatures.is_proven_by_staff(LEDGER_PURPOSE, self.text, self.proof):
            return True
        is_patient = self.cause == ErasureCause.PATIENT
        return is_patient and signatures.is_signed_by_public(LEDGER_PURPOSE, self.text, self.proof)

    def build_row(self) -> Erasure:
        at = datetime.fromisoformat(self.at)
        return Erasure(
            submission_id=self.submission_id, reference=self.reference, cause=self.cause, at=at, proof=self.proof
        )


def record_erasure(submission: Submission, cause: ErasureCause, at: datetime) -> None:
    """Write an erasure into the table, in the caller's transaction, and into this machine's file after the commit."""
    line = LedgerLine(str(submission.pk), submission.reference, cause.value, at.astimezone(UTC).isoformat(), "")
    proof = signatures.create_proof(LEDGER_PURPOSE, line.text)
    line = LedgerLine(line.submission_id, line.reference, line.cause, line.at, proof)
    line.build_row().save(force_insert=True)
    transaction.on_commit(lambda: save_line(line))


def save_line(line: LedgerLine) -> None:
    """Append a line to the file. It never raises: the erasure is done, and the minute's task copies what is missing."""
    try:
        append_lines([line])
    except OSError:
        logger.exception("The ledger of erasures could not be written")


def append_lines(lines: Iterable[LedgerLine]) -> None:
    file = get_ledger_file()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="ascii") as ledger:
        fcntl.flock(ledger, fcntl.LOCK_EX)
        # A line that a crash cut off stays alone on its line.
        ledger.write("".join(f"\n{json.dumps(asdict(line))}" for line in lines))
        ledger.flush()
        os.fsync(ledger.fileno())


def read_lines(file: Path | None = None) -> list[LedgerLine]:
    """Return the lines of this machine's file, or of another; the cut-off ones are left out."""
    try:
        texts = (file or get_ledger_file()).read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return []
    return [line for text in texts if (line := parse_line(text))]


def parse_line(text: str) -> LedgerLine | None:
    try:
        line = LedgerLine(**json.loads(text))
        line.build_row().clean_fields()
    except Exception:  # noqa: BLE001 -- whatever a cut-off line raises, the others count
        if text.strip():
            logger.warning("A line of the ledger of erasures cannot be read")
        return None
    return line


def copy_to_file() -> int:
    """Append the erasures that only the table has, such as those on a public machine. Return their number.

    Raises KeyUnavailable in a process of the public role.
    """
    key_ring.load_staff_key()
    known = {line.submission_id for line in read_lines()}
    rows = [row for row in Erasure.objects.all() if str(row.pk) not in known]
    lines = [
        LedgerLine(str(row.pk), row.reference, row.cause, row.at.astimezone(UTC).isoformat(), row.proof) for row in rows
    ]
    if lines:
        append_lines(lines)
    return len(lines)


def find_missing(file: Path | None = None) -> list[LedgerLine]:
    """Return the erasures that the file holds and the database does not: the database is a backup from before them."""
    known = {str(pk) for pk in Erasure.objects.values_list("pk", flat=True)}
    missing = {line.submission_id: line for line in read_lines(file) if line.submission_id not in known}
    return list(missing.values())


def get_ledger_file() -> Path:
    folder: Path = settings.AUDIT_FOLDER
    return folder / LEDGER_FILE
