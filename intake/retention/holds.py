"""Legal holds: a submission that the law has the clinic keep is erased by nobody, not by its patient either."""

from datetime import date

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from intake.audit import chain
from intake.enums import Action, HoldReason
from intake.models import LegalHold, Submission


class OnHold(Exception):
    """The clinic must keep this submission until the date `until`."""

    def __init__(self, until: date) -> None:
        super().__init__("the submission is on hold")
        self.until = until


def find_hold_end(submission: Submission) -> date | None:
    """Return the day until which a submission is on hold, or None if it is not."""
    # Only the columns that a public process may read: so without the model's own order.
    current = LegalHold.objects.order_by().filter(submission_id=submission.pk, ended_at=None)
    current = current.filter(until__gte=timezone.localdate())
    return max(current.values_list("until", flat=True), default=None)


def refuse_if_held(submission: Submission) -> None:
    """Raise OnHold if a submission must be kept."""
    if until := find_hold_end(submission):
        raise OnHold(until)


def place_hold(submission: Submission, reason: HoldReason, *, file_number: str, until: date, by: User) -> LegalHold:
    with transaction.atomic():
        hold = LegalHold.objects.create(
            submission=submission, reason=reason, file_number=file_number, until=until, placed_by=by.get_username()
        )
        chain.record_action(Action.HOLD_PLACED, submission, by=by, reason=reason.value, until=until.isoformat())
    return hold


def end_hold(hold: LegalHold, *, by: User) -> None:
    with transaction.atomic():
        ended = LegalHold.objects.filter(pk=hold.pk, ended_at=None)
        if ended.update(ended_at=timezone.now(), ended_by=by.get_username()):
            chain.record_action(Action.HOLD_ENDED, hold.submission, by=by, reason=hold.reason)
