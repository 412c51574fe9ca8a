"""Who saw a patient's answers, by what the audit says."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from intake.audit.site_actor import SITE
from intake.enums import Action
from intake.models import AuditEntry, ExportedSubmission, Submission

# By each of these a member of staff had the answers before them, or took them along.
SEEING_ACTIONS = (
    Action.OPENED,
    Action.FILE_DOWNLOADED,
    Action.EXPORTED,
    Action.DISCLOSED,
    Action.LETTER_WRITTEN,
)
# The same for all submissions of an export. Which those are, its rows say (ExportedSubmission).
EXPORT_ACTIONS = (Action.EXPORT_MADE, Action.EXPORT_DOWNLOADED)


@dataclass(frozen=True)
class SightingSummary:
    """How often staff have seen a patient's answers, when first and when last."""

    times: int
    first_at: datetime
    last_at: datetime


def list_sightings(submission: Submission) -> QuerySet[AuditEntry]:
    """Return each time that staff saw the answers of a submission, the latest first."""
    condition = Q(submission_id=submission.pk, action__in=SEEING_ACTIONS)
    if exported := list_export_entries(submission):
        condition |= Q(sequence__in=exported)
    return AuditEntry.objects.filter(condition).exclude(actor_id="").order_by("-sequence")


def list_export_entries(submission: Submission) -> list[int]:
    """Return the numbers of the entries about exports that a submission is in."""
    rows = ExportedSubmission.objects.filter(submission=submission, is_left_out=False)
    ids = [str(pk) for pk in rows.values_list("export_id", flat=True)]
    if not ids:
        return []
    entries = AuditEntry.objects.filter(action__in=EXPORT_ACTIONS, detail__export__in=ids)
    return list(entries.values_list("sequence", flat=True))


def summarize_sightings(submission: Submission) -> SightingSummary | None:
    """Return how often staff have seen the answers; None if nobody has yet."""
    by_people = list_sightings(submission).exclude(actor_id=SITE.pk)
    times = [entry.at for entry in by_people.only("at")]
    return SightingSummary(len(times), times[-1], times[0]) if times else None
