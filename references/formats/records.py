"""What a reader of a file returns, whatever the format.

A place is where in its file a record stands, as an editor would look for it: "line 12", "record 3".
"""

from dataclasses import asdict, dataclass
from typing import Any, Self

from django.utils.translation import gettext as _

from references.csl import Csl
from references.updates import Update


@dataclass(frozen=True)
class Record:
    """One work of a file, at a place."""

    place: str
    csl: Csl
    # A value of `EvidenceKind`, or empty if the record does not tell.
    evidence_kind: str = ""
    updates: tuple[Update, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"updates": [update.to_json() for update in self.updates]}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        return cls(**stored | {"updates": tuple(map(Update.from_json, stored["updates"]))})


@dataclass(frozen=True)
class Refusal:
    """One record that could not be read, with a sentence for the editor that says why."""

    place: str
    reason: str


def describe_line(line: int) -> str:
    """Return the place of a record in a file of lines, counted from 1."""
    return _("line %(line)s") % {"line": line}


class UnreadableFile(Exception):
    """The file as a whole is in no known format or cannot be read. The message says why, to the editor."""
