"""What a reader of a file gives, whatever the format."""

from dataclasses import asdict, dataclass
from typing import Any, Self

from django.utils.translation import gettext as _

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

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"updates": [update.to_json() for update in self.updates]}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        return cls(**stored | {"updates": tuple(map(Update.from_json, stored["updates"]))})


@dataclass(frozen=True)
class Refusal:
    """One record that could not be read, and why, in a sentence for the editor."""

    place: str
    reason: str


def describe_line(line: int) -> str:
    """Return the place of a record in a file of lines, counted from 1."""
    return _("line %(line)s") % {"line": line}


class UnreadableFile(Exception):
    """The file as a whole is in no known format, or cannot be read. The message says why, for the editor."""
