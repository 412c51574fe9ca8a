"""Who saw a patient's answers, by what the audit says."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from intake.audit.site_actor import SITE
from intake.enums import Action
from intake.models import AuditEntry, Submission

# By each of these a member of staff had the answers before them, or took them along.
SEEING_ACTIONS = (Action.OPENED, Action.FILE_DOWNLOADED, Action.EXPORTED, Action.DISCLOSED)


@dataclass(frozen=True)
class SightingSummary:
    """How often staff have seen a patient's answers, when first and when last."""

    times: int
    first_at: datetime
    last_at: datetime


def list_sightings(submission: Submission) -> QuerySet[AuditEntry]:
    """Return each time that staff saw the answers of a submission, the latest first."""
    seen = AuditEntry.objects.filter(submission_id=submission.pk, action__in=SEEING_ACTIONS)
    return seen.exclude(actor_id="").order_by("-sequence")


def summarize_sightings(submission: Submission) -> SightingSummary | None:
    """Return how often staff have seen the answers; None if nobody has yet."""
    by_people = list_sightings(submission).exclude(actor_id=SITE.pk)
    times = [entry.at for entry in by_people.only("at")]
    return SightingSummary(len(times), times[-1], times[0]) if times else None
