"""What became of a part of a resource that was read."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    KEPT = "kept"
    CHANGED = "changed"
    REFUSED = "refused"


@dataclass(frozen=True)
class Finding:
    outcome: Outcome
    path: str  # in the resource as it came; empty: the whole of it
    reason: str
    rule: str = ""  # of `checking`, where one was broken


def with_outcome(findings: Iterable[Finding], outcome: Outcome) -> list[Finding]:
    return [finding for finding in findings if finding.outcome is outcome]
