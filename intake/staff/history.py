"""What the audit says of one submission: who opened it, and what was done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, QuerySet

from intake.audit import outside_changes
from intake.enums import Action, SubmissionState
from intake.models import AuditEntry, Submission


@dataclass(frozen=True)
class Reader:
    """A member of staff who has opened a submission: how often, and when first and last."""

    name: str
    times: int
    first_at: datetime
    last_at: datetime


def list_readers(submission: Submission) -> list[Reader]:
    """Return who has opened a submission, the latest first."""
    rows = (
        AuditEntry.objects.filter(submission_id=submission.pk, action=Action.OPENED)
        .values("actor_id", "actor_name")
        .annotate(times=Count("pk"), first_at=Min("at"), last_at=Max("at"))
        .order_by("-last_at")
    )
    return [Reader(row["actor_name"], row["times"], row["first_at"], row["last_at"]) for row in rows]


def list_audit_entries(submission: Submission) -> QuerySet[AuditEntry]:
    """Return every audit entry about a submission, the latest first."""
    return AuditEntry.objects.filter(submission_id=submission.pk).order_by("-sequence")


def describe_entries(entries: Iterable[AuditEntry]) -> list[tuple[AuditEntry, str]]:
    """Return each entry with the change of state that it records, in words; empty for any other entry."""
    return [(entry, describe_state_change(entry)) for entry in entries]


def describe_state_change(entry: AuditEntry) -> str:
    """Return "from → to" for an entry that records a change of state. An unknown state is given as it stands."""
    if entry.action != Action.STATE_CHANGED or not outside_changes.has_valid_detail(entry):
        return ""
    labels = dict(SubmissionState.choices)
    before, after = (labels.get(entry.detail[end], entry.detail[end]) for end in ("from", "to"))
    return f"{before} → {after}"
