"""Who has a submission open just now. It warns, and locks nothing: what conflicts is refused when it is saved."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from intake.models import Presence, Submission
from intake.staff.assignment import get_display_name

# The page's script says every 20 seconds that it is open (static/js/submission.js). Without scripts only its opening
# counts.
PRESENT_FOR = timedelta(minutes=2)
KEPT_FOR = timedelta(hours=1)


def record_presence(submission: Submission, user: User) -> None:
    Presence.objects.bulk_create(
        [Presence(submission=submission, user=user, seen_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["submission", "user"],
        update_fields=["seen_at"],
    )


def list_others(submission: Submission, user: User) -> list[str]:
    """Return the names of the others who have a submission open."""
    present = Presence.objects.filter(submission=submission, seen_at__gt=timezone.now() - PRESENT_FOR)
    rows = present.exclude(user=user).select_related("user").order_by("seen_at")
    return [get_display_name(row.user) for row in rows]


def delete_old_rows() -> None:
    Presence.objects.filter(seen_at__lt=timezone.now() - KEPT_FOR).delete()
