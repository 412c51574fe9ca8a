"""What a register says became of a work: corrected, of concern, retracted. Pure: read from a record, not yet stored."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

from references.enums import Status


@dataclass(frozen=True)
class Update:
    """One notice about a work, as one register tells it."""

    status: Status
    # Where it was learnt: "Retraction Watch", "Crossref", "PubMed".
    source: str
    # What the register calls this notice, so that it is known again when it is read again: a record's number, a DOI.
    source_id: str = ""
    # The day of the notice itself.
    dated: date | None = None
    # The notice's own DOI.
    doi: str = ""
    # In the register's words.
    reason: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"dated": self.dated.isoformat() if self.dated else None}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        dated = date.fromisoformat(stored["dated"]) if stored["dated"] else None
        return cls(**stored | {"status": Status(stored["status"]), "dated": dated})
