"""What runs in the background. Each task takes nothing and calls one function: the broker carries no data."""

import contextlib

from celery import shared_task

from intake.antispam import rate_limit
from intake.audit import checks, outside_changes
from intake.delivery import outbox
from intake.encryption.key_ring import KeyUnavailable
from intake.token_sessions import drafts, patient_sessions, receipts


@shared_task
def drain() -> None:
    """Send the notices that are due: on a submission's hint, and by beat."""
    outbox.drain_deliveries()


@shared_task
def purge_drafts() -> None:
    """Delete the drafts that have expired, and the codes of receipts whose hour is over."""
    drafts.delete_expired_drafts()
    receipts.clear_expired_receipts()


@shared_task
def purge_own_pages() -> None:
    """Delete the patients' own pages that have closed by themselves, and the rate limits that have run out."""
    patient_sessions.delete_expired_sessions()
    rate_limit.delete_full_buckets()


@shared_task
def keep_audit() -> None:
    """Remember, outside the database, how far the audit has come; where the staff key is."""
    with contextlib.suppress(KeyUnavailable):
        if checks.update_checkpoint():
            outside_changes.adopt_older_submissions()


@shared_task(soft_time_limit=3500, time_limit=3600)
def verify_audit() -> None:
    """Go through the whole audit, and hold each submission against it; where the staff key is."""
    with contextlib.suppress(KeyUnavailable):
        checks.check_audit()
        outside_changes.adopt_older_submissions()
        outside_changes.log_changed_submissions()
