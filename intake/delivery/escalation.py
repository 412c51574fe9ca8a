"""Tells people of urgent submissions at once: who is on duty, then who is next, then everybody.

Each step follows when nobody has opened the submission in time, and is an audit entry. When even telling everybody does
not help, an alarm is on every staff page and on the health page. Whoever opens the submission first owns the case until
somebody has written what was done.

It runs in staff processes alone: a public process knows neither the rota nor the accounts. Without a rota it does
nothing, and urgent submissions go the way of all others.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from intake.audit import chain
from intake.audit.site_actor import SITE
from intake.delivery import duty
from intake.encryption import key_ring
from intake.enums import Action, Channel, SubmissionState, Urgency, UrgentStep
from intake.models import AuditEntry, Delivery, Submission, UrgentCase

VIEW_PERMISSION = "intake.view_submission"
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
NEXT_STEPS = {
    UrgentStep.ON_DUTY: UrgentStep.NEXT,
    UrgentStep.NEXT: UrgentStep.EVERYBODY,
    UrgentStep.EVERYBODY: UrgentStep.ALARM,
}
# How many new cases one run takes up.
MOST_AT_ONCE = 50


def escalate_urgent() -> None:
    """Take every urgent submission as far as it must be by now."""
    try:
        key_ring.load_staff_key()
    except key_ring.KeyUnavailable:
        return
    for case in UrgentCase.objects.filter(done_at=None).select_related("submission"):
        advance_case(case)
    if duty.has_rota():
        for submission in find_new_urgent():
            begin_case(submission)


def find_new_urgent() -> Iterable[Submission]:
    """Return the urgent submissions that nobody has been told of."""
    new = Submission.objects.filter(urgency=Urgency.URGENT, state=SubmissionState.NEW, erased_at=None, urgent_case=None)
    return new.order_by("received_at").only("pk", "reference")[:MOST_AT_ONCE]


def begin_case(submission: Submission) -> None:
    """Tell the person on duty."""
    with transaction.atomic():
        case, is_new = UrgentCase.objects.get_or_create(submission=submission, defaults={"step": UrgentStep.ON_DUTY})
        if is_new:
            tell_of_case(case, UrgentStep.ON_DUTY, find_people(UrgentStep.ON_DUTY, submission))


def advance_case(case: UrgentCase) -> None:
    """Note that somebody opened it, or tell the next ones if it is time. Two processes never do it both."""
    with transaction.atomic():
        locked = UrgentCase.objects.select_for_update(of=("self",)).select_related("submission").get(pk=case.pk)
        submission = locked.submission
        if locked.done_at:
            return
        if submission.erased_at or submission.state == SubmissionState.WITHDRAWN:
            # The patient ended it, and nobody may read it any more.
            close_case(locked)
            return
        if locked.opened_at:
            return
        if opened := find_first_opening(submission):
            locked.owner = User.objects.filter(pk=opened.actor_id).first()
            locked.opened_at, locked.next_at = opened.at, None
            locked.save(update_fields=["owner", "opened_at", "next_at"])
            return
        step = NEXT_STEPS.get(UrgentStep(locked.step))
        if step and locked.next_at and locked.next_at <= timezone.now():
            tell_of_case(locked, step, find_people(step, submission))


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
        everybody = User.objects.with_perm(VIEW_PERMISSION, backend=MODEL_BACKEND)
        return list(everybody.exclude(email="").exclude(Q(pk__in=told)).order_by("pk"))
    else:
        return []
    return [person] if person else []


def find_first_opening(submission: Submission) -> AuditEntry | None:
    opened = AuditEntry.objects.filter(submission_id=submission.pk, action=Action.OPENED)
    return opened.order_by("sequence").first()


def take_over(case: UrgentCase, *, by: User) -> None:
    """Make somebody the owner of a case that is not done. Call it in a transaction."""
    UrgentCase.objects.filter(pk=case.pk, done_at=None).update(owner=by)
    chain.record_action(Action.URGENT_TAKEN, case.submission, by=by)


def close_case(case: UrgentCase, *, by: User | None = None) -> None:
    """End a case. Call it in the transaction in which what was done is written."""
    case.done_at, case.next_at = timezone.now(), None
    case.owner = by or case.owner
    case.save(update_fields=["done_at", "next_at", "owner"])
    chain.record_action(Action.URGENT_DONE, case.submission, by=by or SITE)


def count_unopened() -> int:
    """Return how many urgent submissions everybody was told of, and nobody has opened."""
    return UrgentCase.objects.filter(step=UrgentStep.ALARM, opened_at=None, done_at=None).count()
