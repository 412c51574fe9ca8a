"""Erases again, in a database that was restored from a backup, what had been erased since the backup was made."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from intake.enums import ErasureCause
from intake.models import Submission
from intake.retention import erasure
from intake.retention.ledger import LedgerLine


@dataclass
class ReplayResult:
    """How many submissions were erased again, how many the backup did not hold, and how many lines nobody proves."""

    erased: int = 0
    unknown: int = 0
    unproven: int = 0


def replay_erasures(lines: Iterable[LedgerLine]) -> ReplayResult:
    """Erase what the lines say, each in a transaction of its own. Raises KeyUnavailable without the staff key."""
    result = ReplayResult()
    for line in lines:
        if not line.is_proven:
            result.unproven += 1
            continue
        with transaction.atomic():
            submission = Submission.objects.select_for_update().filter(pk=line.submission_id).first()
            if submission is None:
                result.unknown += 1
            elif submission.erased_at is None:
                at = datetime.fromisoformat(line.at)
                erasure.erase_submission(submission, ErasureCause.REPLAYED, at=at)
                result.erased += 1
            line.build_row().save(force_insert=True)
    return result
