"""What became of the parts of a resource that was read."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class FindingOutcome(StrEnum):
    KEPT = "kept"
    CHANGED = "changed"
    REFUSED = "refused"


@dataclass(frozen=True)
class Finding:
    outcome: FindingOutcome
    path: str  # in the resource as it came; empty: the whole of it
    reason: str
    rule: str = ""  # of `validation`, where one was broken


def filter_findings(findings: Iterable[Finding], outcome: FindingOutcome) -> list[Finding]:
    return [finding for finding in findings if finding.outcome is outcome]
