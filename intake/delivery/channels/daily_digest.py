"""One email a day to the clinic's mailbox: how many submissions wait, and their references. No answer, no name."""

from datetime import date

from django.conf import settings
from django.db.models import Count, F, Q
from django.utils import timezone

from intake.delivery import emails, pauses, transport
from intake.delivery.errors import TransportError
from intake.enums import ChannelGroup, SubmissionState, Urgency
from intake.models import DrainState, Submission

WAITING_STATES = (SubmissionState.NEW, SubmissionState.IN_REVIEW, SubmissionState.WAITING)
MOST_REFERENCES = 50


def send_due_digest() -> bool:
    """Send the digest of today, once its hour has come. Return whether it was sent.

    One process claims the day, so that it is sent once. If it cannot be sent, the claim is given back and the next run
    tries again. Raises TransportError.
    """
    now = timezone.localtime(timezone.now(), timezone.get_default_timezone())
    if settings.DIGEST_HOUR < 0 or now.hour < settings.DIGEST_HOUR:
        return False
    if ChannelGroup.STAFF_EMAIL in pauses.list_paused_groups() or not claim_day(now.date()):
        return False
    try:
        transport.send_email(emails.build_digest(summarize_waiting(), now.date()))
    except TransportError:
        DrainState.objects.filter(pk=1, digest_on=now.date()).update(digest_on=None)
        raise
    return True


def claim_day(today: date) -> bool:
    """Return True if the caller, and nobody else, sends the digest of a day."""
    DrainState.objects.get_or_create(pk=1)
    unsent = DrainState.objects.filter(Q(digest_on=None) | Q(digest_on__lt=today), pk=1)
    return bool(unsent.update(digest_on=today))


def summarize_waiting() -> dict[str, object]:
    """Return the counts of what waits, and the first of it: urgent ones first, then those that wait longest."""
    waiting = Submission.objects.filter(state__in=WAITING_STATES, erased_at=None)
    counts = waiting.aggregate(
        new=Count("pk", filter=Q(state=SubmissionState.NEW)),
        urgent=Count("pk", filter=Q(urgency=Urgency.URGENT)),
        all=Count("pk"),
    )
    first = waiting.order_by(F("urgency").desc(), "received_at").only("pk", "reference", "state", "received_at")
    return {**counts, "submissions": list(first[:MOST_REFERENCES]), "more": max(counts["all"] - MOST_REFERENCES, 0)}
