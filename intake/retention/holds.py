"""Legal holds: a submission that the law has the clinic keep is erased by nobody, not by its patient either."""

from datetime import date

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from intake.audit import chain
from intake.enums import Action, HoldReason
from intake.models import AuditEntry, LegalHold, Submission


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


def find_recorded_hold_end(submission: Submission) -> date | None:
    """Return the day until which a submission is on hold by its audit, or None. Needs the staff key.

    Whoever can write to the database can take a hold out of its table, but not out of the audit.
    """
    ends: dict[str, date] = {}
    entries = AuditEntry.objects.filter(submission_id=submission.pk, action__in=[Action.HOLD_PLACED, Action.HOLD_ENDED])
    began = chain.find_proof_start()
    for entry in entries.order_by("sequence"):
        if not chain.is_genuine_or_older(entry, began):
            continue
        # Older entries do not say which hold they are about, but its reason.
        hold = entry.detail.get("hold", entry.detail["reason"])
        if entry.action == Action.HOLD_PLACED:
            ends[hold] = date.fromisoformat(entry.detail["until"])
        else:
            ends.pop(hold if hold in ends else entry.detail["reason"], None)
    return max((until for until in ends.values() if until >= timezone.localdate()), default=None)


def refuse_if_held(submission: Submission) -> None:
    """Raise OnHold if a submission must be kept."""
    if until := find_hold_end(submission):
        raise OnHold(until)


def place_hold(submission: Submission, reason: HoldReason, *, file_number: str, until: date, by: User) -> LegalHold:
    with transaction.atomic():
        hold = LegalHold.objects.create(
            submission=submission, reason=reason, file_number=file_number, until=until, placed_by=by.get_username()
        )
        detail = {"hold": str(hold.pk), "reason": reason.value, "until": until.isoformat()}
        chain.record_action(Action.HOLD_PLACED, submission, by=by, **detail)
    return hold


def end_hold(hold: LegalHold, *, by: User) -> None:
    with transaction.atomic():
        ended = LegalHold.objects.filter(pk=hold.pk, ended_at=None)
        if ended.update(ended_at=timezone.now(), ended_by=by.get_username()):
            chain.record_action(Action.HOLD_ENDED, hold.submission, by=by, hold=str(hold.pk), reason=hold.reason)
