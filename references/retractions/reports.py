"""What one reading of a register brought."""

from dataclasses import dataclass, field

from references.formats.records import Refusal


@dataclass(frozen=True)
class NoticeChange:
    """A notice that was made, changed or withdrawn."""

    key: str
    status: str
    source: str
    source_id: str


@dataclass
class RegisterReport:
    """What one reading of one register brought."""

    register: str
    # How many rows were read, or works answered for.
    read: int = 0
    # How many of our works it has notices about.
    matched: int = 0
    new: list[NoticeChange] = field(default_factory=list)
    changed: list[NoticeChange] = field(default_factory=list)
    withdrawn: list[NoticeChange] = field(default_factory=list)
    broken: int = 0
    # The first of the broken rows.
    refused: list[Refusal] = field(default_factory=list)
    # Why it could not be read, or not to the end. Empty if all went well.
    problem: str = ""
