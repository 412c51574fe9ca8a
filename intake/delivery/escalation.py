"""Tells people of urgent submissions at once: who is on duty, then who is next, then everybody.

Each step follows when nobody has opened the submission in time, and is an audit entry. When even telling everybody does
not help, an alarm is on every staff page and on the health page. Whoever opens the submission first owns the case until
somebody has written what was done.

It runs in staff processes alone: a public process knows neither the rota nor the accounts. Without a rota it does
nothing, and urgent submissions go the way of all others, until somebody takes one.
"""

import logging
import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from intake.audit import chain, expectations, outside_changes
from intake.audit.expectations import ExpectedSubmission
from intake.audit.expected_work import ExpectedCase
from intake.audit.site_actor import SITE
from intake.delivery import duty
from intake.encryption import key_ring
from intake.enums import UNDECIDED, Action, Channel, OutsideChange, SubmissionState, Urgency, UrgentStep
from intake.models import AuditEntry, Delivery, Submission, UrgentCase

logger = logging.getLogger(__name__)

NEXT_STEPS = {
    UrgentStep.ON_DUTY: UrgentStep.NEXT,
    UrgentStep.NEXT: UrgentStep.EVERYBODY,
    UrgentStep.EVERYBODY: UrgentStep.ALARM,
    UrgentStep.TAKEN: UrgentStep.NEXT,
}
# How many new cases one run takes up, and how many it looks at.
MOST_AT_ONCE = 50
MOST_WATCHED = 500
# How long a case is held against the audit each time. Older ones are at night, and when somebody opens them.
WATCHED_FOR = timedelta(days=3)


def escalate_urgent() -> None:
    """Take every urgent submission as far as it must be by now.

    How far a case has come, the audit says: a step, an opening or an end that no entry proves counts as none.
    """
    try:
        key_ring.load_staff_key()
    except key_ring.KeyUnavailable:
        return
    has_rota = duty.has_rota()
    watched = {*list_open_cases(), *list_recent_cases(), *(find_new_urgent() if has_rota else ())}
    cases = UrgentCase.objects.in_bulk(watched)
    for pk, audit in outside_changes.read_audits(watched).items():
        if must_move(cases.get(pk), expectations.replay_entries(audit.entries, audit.proof_start)):
            move_case(pk, may_begin=has_rota)


def list_open_cases() -> Iterable[uuid.UUID]:
    return UrgentCase.objects.filter(done_at=None).values_list("pk", flat=True)[:MOST_WATCHED]


def list_recent_cases() -> Iterable[uuid.UUID]:
    """Return which submissions the audit says people were told of, whatever has become of the rows since."""
    since = AuditEntry.objects.filter(at__gte=timezone.now() - WATCHED_FOR).order_by("at")
    start = since.values_list("sequence", flat=True).first()
    if start is None:
        return []
    told = AuditEntry.objects.filter(action=Action.ESCALATED, sequence__gte=start, submission_id__isnull=False)
    latest = told.order_by("-sequence").values_list("submission_id", flat=True)[:MOST_WATCHED]
    return [pk for pk in latest if pk]


def find_new_urgent() -> Iterable[uuid.UUID]:
    """Return the urgent submissions that nobody has been told of, or of which somebody only wrote so in the table."""
    told = AuditEntry.objects.filter(action=Action.ESCALATED, submission_id=OuterRef("pk"))
    new = Submission.objects.filter(urgency=Urgency.URGENT, state=SubmissionState.NEW, erased_at=None)
    return new.filter(~Exists(told)).order_by("received_at").values_list("pk", flat=True)[:MOST_AT_ONCE]


def must_move(case: UrgentCase | None, submission: ExpectedSubmission) -> bool:
    """Return whether a row is not what the audit says, or is to change by now."""
    expected = submission.work.case
    if case is None or not expected.step or not expected.agrees_with(case):
        return True
    if case.done_at:
        return False
    opens = bool(expected.opened_at and not case.opened_at)
    return opens or is_time_for_next(expected) or is_ended(submission)


def is_ended(submission: ExpectedSubmission) -> bool:
    """Return whether the patient ended it, so that nobody may read it any more."""
    return submission.is_erased or submission.state == SubmissionState.WITHDRAWN


def is_time_for_next(expected: ExpectedCase) -> bool:
    """Return whether nobody opened it in time, by when the last step was recorded."""
    waits = timedelta(minutes=settings.URGENT_OPEN_MINUTES)
    may_follow = expected.step in NEXT_STEPS and not (expected.opened_at or expected.done_at)
    return bool(may_follow and expected.stepped_at and expected.stepped_at + waits <= timezone.now())


def begin_case(submission: Submission) -> None:
    """Tell the person on duty of a submission that is urgent, unless that was done."""
    move_case(submission.pk, may_begin=True)


def move_case(pk: uuid.UUID, *, may_begin: bool) -> None:
    """Take one case as far as it must be. Two processes never do it both."""
    with transaction.atomic():
        submission = Submission.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        if submission is None:
            return
        audit = outside_changes.read_audit(pk)
        expected = expectations.replay_entries(audit.entries, audit.proof_start)
        case = UrgentCase.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        if not expected.work.case.step:
            if may_begin and submission.urgency == Urgency.URGENT:
                begin_row(submission, expected)
            return
        if not expected.work.case.agrees_with(case):
            case = restore_case(submission, case, expected.work.case)
        if case and not case.done_at:
            advance_case(case, submission, expected)


def begin_row(submission: Submission, expected: ExpectedSubmission) -> None:
    """Tell the person on duty. What stands in the table without an entry was written there outside the site."""
    if expected.state != SubmissionState.NEW or expected.is_erased:
        return
    UrgentCase.objects.filter(pk=submission.pk).delete()
    case = UrgentCase.objects.create(submission=submission, step=UrgentStep.ON_DUTY)
    tell_of_case(case, UrgentStep.ON_DUTY, find_people(UrgentStep.ON_DUTY, submission))


def begin_taken_case(pk: uuid.UUID, *, by: User) -> UrgentCase:
    """Begin the case of an urgent submission of which nobody was told, for whoever takes it. Call it in a transaction.

    From then on it is like any other: unless it was opened already, others are told in turn.

    Raises UrgentCase.DoesNotExist if people were told of it, or it needs nobody any more.
    """
    submission = Submission.objects.select_for_update(of=("self",)).get(pk=pk)
    audit = outside_changes.read_audit(pk)
    expected = expectations.replay_entries(audit.entries, audit.proof_start)
    needs_somebody = submission.urgency == Urgency.URGENT and expected.state in UNDECIDED and not expected.is_erased
    if expected.work.case.step or not needs_somebody:
        raise UrgentCase.DoesNotExist
    UrgentCase.objects.filter(pk=pk).delete()
    case = UrgentCase.objects.create(
        submission=submission, step=UrgentStep.TAKEN, opened_at=expected.work.case.opened_at
    )
    chain.record_action(Action.ESCALATED, submission, by=by, step=UrgentStep.TAKEN.value, told=str(by.pk))
    return case


def restore_case(submission: Submission, case: UrgentCase | None, expected: ExpectedCase) -> UrgentCase:
    """Make a row again what the audit says, and record that it was something else."""
    owner = expected.owner or expected.opener
    case = case or UrgentCase(submission=submission)
    case.step, case.done_at, case.opened_at = expected.step, expected.done_at, expected.opened_at
    case.owner = User.objects.filter(pk=owner).first() if owner.isdigit() else None
    case.save()
    logger.error("Submission %s was changed outside the site: %s", submission.pk, OutsideChange.CASE)
    chain.record_action(Action.CHANGE_FOUND, submission, by=SITE, what=OutsideChange.CASE.value)
    return case


def advance_case(case: UrgentCase, submission: Submission, expected: ExpectedSubmission) -> None:
    """Note that somebody opened it, or that the patient ended it, or tell the next ones if it is time."""
    opened = expected.work.case
    if is_ended(expected):
        close_case(case)
    elif opened.opened_at:
        if not case.opened_at:
            owner = opened.owner or opened.opener
            case.owner = case.owner or (User.objects.filter(pk=owner).first() if owner.isdigit() else None)
            case.opened_at, case.next_at = opened.opened_at, None
            case.save(update_fields=["owner", "opened_at", "next_at"])
    elif is_time_for_next(opened):
        step = NEXT_STEPS[UrgentStep(opened.step)]
        tell_of_case(case, step, find_people(step, submission))


def tell_of_case(case: UrgentCase, step: UrgentStep, people: list[User]) -> None:
    """Record a step, and have its people told. A step that reaches nobody is passed at once."""
    while not people and step in NEXT_STEPS:
        step = NEXT_STEPS[step]
        people = find_people(step, case.submission)
    case.step = step
    case.next_at = timezone.now() + timedelta(minutes=settings.URGENT_OPEN_MINUTES) if step in NEXT_STEPS else None
    case.save(update_fields=["step", "next_at"])
    Delivery.objects.bulk_create(
        [Delivery(submission=case.submission, channel=Channel.STAFF_URGENT, account=person) for person in people]
    )
    told = " ".join(str(person.pk) for person in people)
    chain.record_action(Action.ESCALATED, case.submission, by=SITE, step=step.value, told=told)


def find_people(step: UrgentStep, submission: Submission) -> list[User]:
    """Return who is told at a step: accounts that are active and have an email address."""
    now = timezone.now()
    told = list(submission.deliveries.filter(channel=Channel.STAFF_URGENT).values_list("account", flat=True))
    if step == UrgentStep.ON_DUTY:
        person = duty.find_on_duty(now)
    elif step == UrgentStep.NEXT:
        person = duty.find_next_on_duty(now, after=User.objects.filter(pk__in=told).first())
    elif step == UrgentStep.EVERYBODY:
        return list(duty.list_reachable().exclude(Q(pk__in=told)).order_by("pk"))
    else:
        return []
    return [person] if person else []


def take_over(case: UrgentCase, *, by: User) -> None:
    """Make somebody the owner of a case that is not done. Call it in a transaction."""
    UrgentCase.objects.filter(pk=case.pk, done_at=None).update(owner=by)
    chain.record_action(Action.URGENT_TAKEN, case.submission, by=by)


def hand_over(case: UrgentCase, to: User | None, *, by: User) -> None:
    """Make somebody else the owner of a case, or nobody. Call it in a transaction."""
    UrgentCase.objects.filter(pk=case.pk, done_at=None).update(owner=to)
    chain.record_action(
        Action.URGENT_TAKEN, case.submission, by=by, to=to.get_username() if to else "", to_id=str(to.pk) if to else ""
    )


def close_case(case: UrgentCase, *, by: User | None = None) -> None:
    """End a case. Call it in the transaction in which what was done is written."""
    case.done_at, case.next_at = timezone.now(), None
    case.owner = by or case.owner
    case.save(update_fields=["done_at", "next_at", "owner"])
    chain.record_action(Action.URGENT_DONE, case.submission, by=by or SITE)


def count_unopened() -> int:
    """Return how many urgent submissions everybody was told of, and nobody has opened."""
    return UrgentCase.objects.filter(step=UrgentStep.ALARM, opened_at=None, done_at=None).count()


def count_alarms() -> tuple[int, int]:
    """Return how many urgent submissions nobody opens though everybody was told, and how many opened ones nobody has.

    Nobody has a case whose owner was deleted or deactivated before it was written what was done.
    """
    unopened = Q(step=UrgentStep.ALARM, opened_at=None)
    ownerless = Q(opened_at__isnull=False) & (Q(owner=None) | Q(owner__is_active=False))
    found = UrgentCase.objects.filter(done_at=None).aggregate(
        unopened=Count("pk", filter=unopened), ownerless=Count("pk", filter=ownerless)
    )
    return found["unopened"], found["ownerless"]
