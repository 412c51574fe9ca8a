"""The findings of a conversion together with the faults that only `validation.schema` finds."""

from collections.abc import Collection, Iterable, Iterator

from intake.engine.paths import get_parent_path
from intake.fhir.findings import Finding, FindingOutcome
from intake.fhir.paths import get_item_path
from intake.fhir.validation.faults import Fault


def merge_second_opinion(findings: Collection[Finding], second_opinion: Iterable[Fault]) -> Iterator[Finding]:
    """Yield the findings, then the faults that no finding is about. An item with such a fault is no longer kept."""
    reported = {finding.path for finding in findings if finding.outcome is not FindingOutcome.KEPT}
    further = [fault for fault in second_opinion if not is_reported(fault.path, reported)]
    changed = {get_item_path(fault.path) for fault in further} - {""}
    yield from (f for f in findings if f.outcome is not FindingOutcome.KEPT or f.path not in changed)
    for fault in further:
        reason = f"is not valid FHIR, but was imported: {fault.reason}"
        yield Finding(FindingOutcome.CHANGED, fault.path, reason, fault.rule)


def is_reported(path: str, reported: Collection[str]) -> bool:
    """Tell whether a path is reported, or any part around it."""
    while path:
        if path in reported:
            return True
        path = get_parent_path(path)
    return "" in reported
