"""What a visitor answered to each consent that was asked of them, as a record that needs nothing beside it.

Whoever uses data on consent must be able to show that it was given (GDPR, article 7(1)). So each record names the exact
wording by its hash, the time, and the language that it was read in. Pure: the same input gives the same bytes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from intake.engine.conditions import Answers
from intake.engine.definition import Definition
from intake.engine.json_object import Json


@dataclass(frozen=True)
class ConsentRecord:
    link_id: str
    purpose: str
    is_given: bool
    wording: str  # SHA-256 of the words that were shown, as `Consent.digest` has it
    language: str
    at: datetime

    def to_json(self) -> Json:
        return {
            "linkId": self.link_id,
            "purpose": self.purpose,
            "given": self.is_given,
            "wording": self.wording,
            "language": self.language,
            "at": self.at.isoformat(timespec="seconds"),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "ConsentRecord":
        return cls(
            link_id=stored["linkId"],
            purpose=stored["purpose"],
            is_given=stored["given"],
            wording=stored["wording"],
            language=stored["language"],
            at=datetime.fromisoformat(stored["at"]),
        )


def build_consent_records(definition: Definition, asked: Answers, *, at: datetime) -> tuple[ConsentRecord, ...]:
    """Return a record for each consent that was asked for, whether it was given or not.

    `asked` has the answers that count, by linkId. `at` is aware of its time zone.
    """
    return tuple(
        ConsentRecord(
            link_id=consent.link_id,
            purpose=consent.purpose,
            is_given=asked[consent.link_id] is True,
            wording=consent.digest,
            language=definition.language,
            at=at,
        )
        for consent in definition.consents
        if consent.link_id in asked
    )


def serialize_consents(consents: Iterable[ConsentRecord]) -> list[Json]:
    return [record.to_json() for record in consents]


def deserialize_consents(stored: Iterable[Mapping[str, Any]]) -> tuple[ConsentRecord, ...]:
    return tuple(map(ConsentRecord.from_json, stored))
