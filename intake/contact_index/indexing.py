"""Fills the index of contact details where the clinic's private key is: a public process seals and cannot open.

A submission is due from the moment that it is sent, and again when its patient corrects how they can be reached.
"""

import logging
import time
import uuid

from django.db import DatabaseError, transaction

from intake.answers.current_answers import read_current_answers
from intake.contact_index.digests import Digest, digest_contacts
from intake.encryption import key_ring, submission_keys
from intake.enums import SubmissionState
from intake.models import ContactDigest, Submission

logger = logging.getLogger(__name__)

BATCH_SIZE = 500


def index_due_submissions(*, seconds: float) -> int:
    """Index submissions that are due, the newest first, until there are none or the time is up. Return their number.

    Raises KeyUnavailable in a process of the public role.
    """
    key_ring.load_staff_key()
    key_ring.load_clinic_private_key()
    deadline, count = time.monotonic() + seconds, 0
    due = Submission.objects.filter(needs_contact_index=True).order_by("-received_at")
    for pk in list(due.values_list("pk", flat=True)[:BATCH_SIZE]):
        count += index_submission(pk)
        if time.monotonic() > deadline:
            break
    return count


def schedule_all() -> None:
    """Make every submission due, and delete all digests: those under another key find nothing.

    Call it in a transaction.
    """
    ContactDigest.objects.all().delete()
    Submission.objects.filter(erased_at__isnull=True).update(needs_contact_index=True)


def index_submission(pk: uuid.UUID) -> bool:
    """Index one submission if it is due. Return False if it stays due: its key pair is not in this process."""
    with transaction.atomic():
        submission = (
            Submission.objects.select_for_update(of=("self",))
            .select_related("version")
            .filter(pk=pk, needs_contact_index=True)
            .first()
        )
        if submission is None:
            return False
        try:
            digests = collect_digests(submission)
        except key_ring.KeyUnavailable:
            return False
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001 -- what was forged may hold anything, and no later try would find more
            # Without the traceback, whose values may be a patient's.
            logger.error(  # noqa: TRY400
                "The contact details of submission %s cannot be opened: %s", pk, type(error).__name__
            )
            digests = set()
        remove_digests(submission)
        ContactDigest.objects.bulk_create(
            ContactDigest(submission=submission, kind=kind, digest=value) for kind, value in sorted(digests)
        )
        Submission.objects.filter(pk=pk).update(needs_contact_index=False)
    return True


def collect_digests(submission: Submission) -> set[Digest]:
    """Return the digests of what the patient gave, as they last corrected it: none of what may not be read any more."""
    if submission.erased_at or submission.state == SubmissionState.WITHDRAWN:
        return set()
    current = read_current_answers(submission, submission_keys.unwrap_data_key(submission))
    return digest_contacts(
        (question.kind, str(current.answers[question.link_id]))
        for question in current.contact_questions
        if current.answers.get(question.link_id)
    )


def remove_digests(submission: Submission) -> None:
    """Make a submission unfindable by contact details, in the caller's transaction. Needs no key."""
    submission.contact_digests.all().delete()


def schedule_indexing(submission: Submission) -> None:
    """Have a submission indexed anew, in the caller's transaction. Until then what has changed finds nothing."""
    remove_digests(submission)
    Submission.objects.filter(pk=submission.pk).update(needs_contact_index=True)
