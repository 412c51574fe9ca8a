"""What the rules of retention will have erased, and when: planned, told to the manager, and done a month later.

Nothing is erased that the manager was not told of NOTICE ago. So a new or changed rule is a dry run for a month: the
plan is there to be read (in the admin, and by `manage.py retention`), and nothing else happens.

Whoever can write to the database cannot have the site erase anything sooner: that the manager was told has a proof, and
nothing is erased by a time that was changed outside the site.
"""

import calendar
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from intake.audit import outside_changes, signatures
from intake.enums import ErasureCause, OutsideChange
from intake.models import ErasurePlan, LegalHold, RetentionRule, Submission
from intake.models.retention import NOTICE
from intake.retention import erasure
from intake.retention.holds import OnHold, find_recorded_hold_end

logger = logging.getLogger(__name__)

TOLD_PURPOSE = "retention/told"
SHOWN_COLUMNS = ("submission__reference", "submission__state")


@dataclass(frozen=True)
class Notice:
    """How many submissions the manager is told of, how many of them are on hold, and when the first is erased."""

    count: int
    held: int
    first_due: date


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, or the last of that month if it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def compute_due_dates() -> dict[UUID, date]:
    """Return when each submission is due that the rules erase within NOTICE, whether or not it is on hold."""
    horizon = timezone.localdate() + NOTICE
    rules = list(RetentionRule.objects.all())
    # A general rule does not touch what a questionnaire's own one is about.
    own_rules = [(rule.questionnaire_id, rule.state) for rule in rules if rule.questionnaire_id]
    return {pk: due_on for rule in rules for pk, due_on in iterate_due(rule, own_rules, horizon)}


def iterate_due(rule: RetentionRule, own_rules: list[tuple[int, str]], horizon: date) -> Iterator[tuple[UUID, date]]:
    rows = Submission.objects.filter(erased_at=None, state=rule.state)
    if rule.questionnaire_id:
        rows = rows.filter(version__questionnaire=rule.questionnaire_id)
    else:
        apart = [questionnaire for questionnaire, state in own_rules if state == rule.state]
        rows = rows.exclude(version__questionnaire__in=apart)
    # A month has 28 days or more: a rough limit that the database can use.
    rows = rows.filter(state_changed_at__date__lte=horizon - timedelta(days=28 * rule.months))
    for pk, changed_at in rows.values_list("pk", "state_changed_at").iterator():
        due_on = add_months(timezone.localdate(changed_at), rule.months)
        if due_on <= horizon:
            yield pk, due_on


def update_plans() -> None:
    """Bring the plan up to date with the rules. What became due on another day is told to the manager again."""
    due = compute_due_dates()
    for plan in ErasurePlan.objects.all():
        if due.get(plan.pk) == plan.due_on and (plan.reminded_at is None or is_told(plan)):
            del due[plan.pk]
        else:
            plan.delete()
    added = [ErasurePlan(submission_id=pk, due_on=day) for pk, day in due.items()]
    ErasurePlan.objects.bulk_create(added, ignore_conflicts=True, batch_size=500)


def list_planned() -> QuerySet[ErasurePlan]:
    """Return what is planned, the earliest first, without the sealed columns."""
    return ErasurePlan.objects.select_related("submission").only("due_on", "reminded_at", *SHOWN_COLUMNS)


def list_untold() -> QuerySet[ErasurePlan]:
    return ErasurePlan.objects.filter(reminded_at=None)


def build_notice() -> Notice | None:
    """Return what the manager has not been told yet, or None."""
    days = list(list_untold().values_list("due_on", flat=True))
    first_due = max(min(days), timezone.localdate() + NOTICE) if days else None
    current = LegalHold.objects.filter(ended_at=None, until__gte=timezone.localdate())
    held = current.filter(submission__in=list_untold().values("submission")).values("submission").distinct().count()
    return Notice(len(days), held, first_due) if first_due else None


def mark_as_told() -> None:
    told = list(list_untold())
    for plan in told:
        plan.reminded_at = timezone.now()
        plan.proof = signatures.create_proof(TOLD_PURPOSE, format_told(plan))
    ErasurePlan.objects.bulk_update(told, ["reminded_at", "proof"], batch_size=500)


def is_told(plan: ErasurePlan) -> bool:
    """Return whether this site told the manager of it when it says. Raises KeyUnavailable without the staff key."""
    return bool(plan.reminded_at) and signatures.is_proven_by_staff(TOLD_PURPOSE, format_told(plan), plan.proof)


def format_told(plan: ErasurePlan) -> str:
    told_at = plan.reminded_at.astimezone(UTC).isoformat() if plan.reminded_at else ""
    return f"{plan.pk}/{plan.due_on.isoformat()}/{told_at}"


def list_ready() -> list[ErasurePlan]:
    """Return what may be erased now: due, told of long enough ago, and not on hold.

    Raises KeyUnavailable without the staff key.
    """
    today = timezone.localdate()
    held = LegalHold.objects.filter(ended_at=None, until__gte=today).values("submission_id")
    ready = ErasurePlan.objects.filter(due_on__lte=today, reminded_at__lte=timezone.now() - NOTICE)
    return [plan for plan in ready.exclude(pk__in=held) if is_told(plan)]


def erase_ready() -> int:
    """Erase what may be erased, each submission in a transaction of its own. Return how many were."""
    count = 0
    for pk in [plan.pk for plan in list_ready()]:
        with transaction.atomic():
            submission = Submission.objects.select_for_update().get(pk=pk)
            plan = ErasurePlan.objects.filter(pk=pk).first()
            if submission.erased_at or plan is None:
                continue
            if OutsideChange.STATE in outside_changes.find_changes(submission):
                logger.error("Submission %s is not erased: its state was changed outside the site", pk)
                continue
            if find_recorded_hold_end(submission):
                continue
            try:
                erasure.erase_submission(submission, ErasureCause.RETENTION)
            except OnHold:
                continue
            count += 1
    return count
