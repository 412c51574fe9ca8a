"""How far the audit has come, saved outside the database.

The chain alone reveals a changed entry, but not that its end was cut off together with everything that says how long it
was. So staff processes save the number and the hash of the latest entry in a file (AUDIT_FOLDER), out of reach of
whoever can only write to the database. Each line has a MAC under the staff key. One checkpoint a day is kept, besides
the latest, so that it can be told since when a rewritten history differs.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from intake.audit import signatures
from intake.encryption import key_ring

CHECKPOINT_PURPOSE = "audit/checkpoint"
MAX_CHECKPOINTS = 400


@dataclass(frozen=True)
class Checkpoint:
    """That the audit had an entry with this number and this hash at that time (ISO 8601, UTC)."""

    sequence: int
    hash: str
    at: str

    @property
    def text(self) -> str:
        return f"{self.sequence}/{self.hash}/{self.at}"


def read_checkpoints() -> list[Checkpoint]:
    """Return the checkpoints of this machine, the oldest first. Those without a valid MAC are left out.

    Raises KeyUnavailable in a process of the public role.
    """
    try:
        lines = json.loads(get_checkpoint_file().read_text(encoding="ascii"))
        found = [(Checkpoint(line["sequence"], line["hash"], line["at"]), str(line["mac"])) for line in lines]
    except FileNotFoundError:
        return []
    return [point for point, mac in found if signatures.is_proven_by_staff(CHECKPOINT_PURPOSE, point.text, mac)]


def advance_checkpoint(sequence: int, entry_hash: str) -> None:
    """Save a checkpoint for an entry that is in the database, unless there is a later one.

    Does nothing in a process without the staff key.
    """
    try:
        key_ring.load_staff_key()
    except key_ring.KeyUnavailable:
        return
    with lock_checkpoints():
        kept = read_checkpoints()
        if kept and kept[-1].sequence >= sequence:
            return
        now = datetime.now(UTC)
        if kept and kept[-1].at[:10] == now.isoformat()[:10] and len(kept) > 1:
            kept.pop()
        write_checkpoints([*kept, Checkpoint(sequence, entry_hash, now.isoformat())][-MAX_CHECKPOINTS:])


def delete_checkpoints_after(sequence: int) -> None:
    """Delete the checkpoints beyond an entry, for an administrator who has restored an older database."""
    with lock_checkpoints():
        write_checkpoints([point for point in read_checkpoints() if point.sequence <= sequence])


def write_checkpoints(points: list[Checkpoint]) -> None:
    """Replace the file atomically."""
    lines = [asdict(point) | {"mac": signatures.create_proof(CHECKPOINT_PURPOSE, point.text)} for point in points]
    unfinished = get_checkpoint_file().with_suffix(".new")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as new:
        json.dump(lines, new)
        new.flush()
        os.fsync(new.fileno())
    unfinished.rename(get_checkpoint_file())


@contextmanager
def lock_checkpoints() -> Iterator[None]:
    """Let one process at a time change the file."""
    settings.AUDIT_FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (settings.AUDIT_FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def get_checkpoint_file() -> Path:
    folder: Path = settings.AUDIT_FOLDER
    return folder / "checkpoints.json"
