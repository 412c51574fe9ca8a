"""The background tasks, and the hint that starts the most urgent of them.

A task takes no argument and calls one function or a few: the broker carries no data.
"""

import contextlib
import logging

from celery import shared_task
from django.conf import settings
from django.db import transaction

from intake import remarks
from intake.antispam import rate_limit
from intake.audit import anchors, checks, outside_changes
from intake.contact_index import indexing
from intake.delivery import escalation, outbox, reassessment
from intake.delivery.channels import daily_digest
from intake.delivery.errors import TransportError
from intake.encryption import rotation
from intake.encryption.key_ring import KeyUnavailable, load_staff_key
from intake.exports import expiry, making, verification
from intake.models import StepCount
from intake.retention import emails as retention_emails
from intake.retention import ledger, plans, requests
from intake.token_sessions import drafts, patient_sessions, receipts

logger = logging.getLogger(__name__)


@shared_task
def drain() -> None:
    """Have people told of what is urgent, and send the deliveries that are due. Runs on a hint, and by beat.

    What was just sent is then held against its answers, for a short time while more is due. Once nothing is, what was
    sent or corrected is made findable; until then `index_contacts` does that.
    """
    try:
        escalation.escalate_urgent()
    except Exception:
        # Whatever it is, nothing else may wait for it.
        logger.exception("People could not be told of what is urgent")
    has_more = outbox.drain_deliveries().has_more
    if has_more:
        send_drain_hint()
    with contextlib.suppress(KeyUnavailable):
        check_answers(seconds=0.5 if has_more else 2)
        if not has_more:
            indexing.index_due_submissions(seconds=2)


def check_answers(*, seconds: float) -> None:
    """Hold new submissions against their answers, and send at once what tells of those that differ."""
    if reassessment.check_new_submissions(seconds=seconds):
        outbox.drain_deliveries()


def drain_on_commit() -> None:
    """Have a worker drain the outbox as soon as the caller's transaction is committed."""
    transaction.on_commit(send_drain_hint)


def send_drain_hint() -> None:
    """Tell a worker that a delivery is due, unless such a hint is on its way already.

    It never raises: the delivery is stored, and beat finds it without a hint.
    """
    try:
        if outbox.claim_drain_hint():
            drain.apply_async(retry=False, expires=settings.OUTBOX_HINT_SECONDS)
    except Exception:  # noqa: BLE001 -- whatever a broker or its driver raises, no visitor may see it instead of a receipt
        logger.warning("The hint to drain the outbox could not be sent; beat will drain it")


@shared_task
def send_digest() -> None:
    """Send staff the digest of the day, if it is due and was not sent yet."""
    try:
        daily_digest.send_due_digest()
    except TransportError as error:
        logger.warning("The digest could not be sent: %s", error.code)


@shared_task
def index_contacts() -> None:
    """Make submissions findable by contact details. Does nothing in a process without the clinic's private key."""
    with contextlib.suppress(KeyUnavailable):
        indexing.index_due_submissions(seconds=30)


@shared_task
def purge_drafts() -> None:
    """Delete the drafts that have expired, and the codes of receipts that can no longer be shown."""
    drafts.delete_expired_drafts()
    receipts.clear_expired_receipts()


@shared_task
def purge_own_pages() -> None:
    """Delete what has had its time: sessions of patients' own pages, full rate limits, readers' remarks, numbers."""
    patient_sessions.delete_expired_sessions()
    rate_limit.delete_full_buckets()
    remarks.delete_old_remarks()
    StepCount.delete_old()


@shared_task
def keep_audit() -> None:
    """Carry out erasures that waited, and save outside the database how far the audit has come, and what was erased.

    Does nothing in a process without the staff key.
    """
    with contextlib.suppress(KeyUnavailable):
        if checks.update_checkpoint():
            outside_changes.adopt_older_submissions()
        requests.carry_out_requests()
        ledger.copy_to_file()


@shared_task
def rewrap_keys() -> None:
    """Wrap to the clinic's current key what is wrapped to old ones, for most of a minute. Beat runs it every minute.

    Does nothing in a process without the clinic's private key.
    """
    with contextlib.suppress(KeyUnavailable):
        rotation.rewrap_and_record(seconds=40)


@shared_task(soft_time_limit=3500, time_limit=3600)
def make_exports() -> None:
    """Make the exports that wait, and delete those that have had their day. Runs on a hint, and by beat every minute.

    Does nothing in a process without the clinic's private key.
    """
    with contextlib.suppress(KeyUnavailable):
        load_staff_key()
        expiry.delete_expired()
        making.make_waiting_exports()


def make_exports_on_commit() -> None:
    """Have a worker make an export as soon as the caller's transaction is committed."""
    transaction.on_commit(send_exports_hint)


def send_exports_hint() -> None:
    """Tell a worker that an export waits. It never raises: beat finds it without a hint."""
    try:
        make_exports.apply_async(retry=False, expires=settings.OUTBOX_HINT_SECONDS)
    except Exception:  # noqa: BLE001 -- whatever a broker or its driver raises, the export is asked for
        logger.warning("The hint to make an export could not be sent; beat will make it")


@shared_task(soft_time_limit=3500, time_limit=3600)
def apply_retention() -> None:
    """Plan what the rules will have erased, tell the manager what is new, and erase what they were told of a month ago.

    Does nothing in a process without the staff key: its erasures would lack a proof of staff's.
    """
    with contextlib.suppress(KeyUnavailable):
        load_staff_key()
        plans.update_plans()
        retention_emails.send_notice()
        plans.erase_ready()


@shared_task(soft_time_limit=3500, time_limit=3600)
def verify_audit() -> None:
    """Verify the whole audit, anchor its end, and verify each submission against it.

    Does nothing in a process without the staff key.
    """
    with contextlib.suppress(KeyUnavailable):
        checks.check_audit()
        anchors.save_and_send_anchor()
        outside_changes.adopt_older_submissions()
        outside_changes.log_changed_submissions()
        verification.log_changed_exports()
