"""Notices about a work as they are read from a record or a register, before they are stored."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

from references.enums import Status


@dataclass(frozen=True)
class Update:
    """One notice about a work, of a retraction, concern or correction, as one register tells it."""

    status: Status
    # The register: "Retraction Watch", "Crossref", "PubMed".
    source: str
    # What the register calls this notice, a record's number or a DOI, so that it is recognised when it is read again.
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
