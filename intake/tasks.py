"""What runs in the background. Each task takes nothing and calls one function: the broker carries no data."""

from celery import shared_task

from intake import drafts, limits, outbox, patient_sessions, receipts


@shared_task
def drain() -> None:
    """Send the notices that are due: on a submission's hint, and by beat."""
    outbox.drain()


@shared_task
def purge_drafts() -> None:
    """Delete the drafts that have expired, and the codes of receipts whose hour is over."""
    drafts.purge()
    receipts.purge_receipts()


@shared_task
def purge_own_pages() -> None:
    """Delete the patients' own pages that have closed by themselves, and the rate limits that have run out."""
    patient_sessions.purge()
    limits.purge()
