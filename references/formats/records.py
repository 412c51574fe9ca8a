"""What a reader of a file gives, whatever the format."""

from dataclasses import dataclass

from references.csl import Csl
from references.updates import Update


@dataclass(frozen=True)
class Record:
    """One work of a file."""

    # Where in the file, as an editor would look for it: "line 12", "record 3".
    place: str
    csl: Csl
    # A value of `EvidenceKind` where the record tells it, else empty.
    evidence_kind: str = ""
    updates: tuple[Update, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """One record that could not be read, and why, in a sentence for the editor."""

    place: str
    reason: str


class Unreadable(Exception):
    """The file as a whole is in no known format, or cannot be read. The message says why, for the editor."""
