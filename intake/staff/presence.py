"""Who has a submission open just now. It warns, and locks nothing: what conflicts is refused when it is saved."""

from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from intake.models import Presence, Submission
from intake.staff.assignment import get_display_name, list_colleagues

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


def mark_present(colleagues: QuerySet[User], submission: Submission) -> QuerySet[User]:
    """Have each colleague say whether they have a submission open, as `is_present`."""
    presences = Presence.objects.filter(submission=submission, seen_at__gt=timezone.now() - PRESENT_FOR)
    return colleagues.annotate(is_present=Exists(presences.filter(user=OuterRef("pk"))))


def name_others(colleagues: Iterable[User], user: User) -> list[str]:
    """Return the names of the others who have the submission open that these colleagues were marked for."""
    return [get_display_name(each) for each in colleagues if getattr(each, "is_present", False) and each != user]


def list_others(submission: Submission, user: User) -> list[str]:
    """Return the names of the others who have a submission open."""
    return name_others(mark_present(list_colleagues(), submission), user)


def delete_old_rows() -> None:
    Presence.objects.filter(seen_at__lt=timezone.now() - KEPT_FOR).delete()
