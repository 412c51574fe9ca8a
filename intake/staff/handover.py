"""What a colleague has in hand, and how it passes to others when they leave."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from intake.audit import chain
from intake.audit.expected_work import describe_account
from intake.delivery import duty, escalation
from intake.enums import Action
from intake.models import DutyException, DutyShift, Mention, Receiver, Submission, UrgentCase
from intake.staff.mentions import save_mentions
from intake.staff.saved_views import OPEN


@dataclass(frozen=True)
class InHand:
    """What an account has in hand: rows that are read when they are needed."""

    cases: QuerySet[Submission]
    urgent_cases: QuerySet[UrgentCase]
    mentions: QuerySet[Mention]
    shifts: QuerySet[DutyShift]
    exceptions: QuerySet[DutyException]
    receivers: QuerySet[Receiver]


def list_in_hand(account: User) -> InHand:
    """Return what is open and to come. What is done keeps the name of who did it."""
    return InHand(
        Submission.objects.filter(OPEN, assignee=account, erased_at=None),
        UrgentCase.objects.filter(owner=account, done_at=None).select_related("submission"),
        Mention.objects.filter(user=account, is_seen=False),
        DutyShift.objects.filter(account=account),
        DutyException.objects.filter(account=account, date__gte=duty.get_clinic_date(timezone.now())),
        Receiver.objects.filter(account=account, is_active=True),
    )


def rota_ends_with(account: User) -> bool:
    """Return whether nobody else is on the weekly rota, so that urgent submissions would go the way of all others."""
    shifts = DutyShift.objects.all()
    return shifts.filter(account=account).exists() and not shifts.exclude(account=account).exists()


def hand_over(account: User, *, cases_to: User | None, duty_to: User | None, by: User) -> dict[str, int]:
    """Give all of it to others, in one transaction, and return how much of each there was.

    Without `cases_to` the cases are nobody's, and in the inbox among the unassigned; without `duty_to` nobody is on
    duty at those times. Receivers stay as they are: while their account is closed, the clinic's mailbox is told.
    """
    with transaction.atomic():
        in_hand = list_in_hand(account)
        return {
            "shifts": hand_over_duty(in_hand, duty_to),
            "receivers": in_hand.receivers.count(),
            "mentions": hand_over_mentions(in_hand, account, cases_to, by=by),
            "urgent": hand_over_urgent(in_hand, cases_to, by=by),
            "cases": hand_over_cases(in_hand, account, cases_to, by=by),
        }


def hand_over_duty(in_hand: InHand, to: User | None) -> int:
    number = in_hand.shifts.count() + in_hand.exceptions.count()
    if to:
        in_hand.shifts.update(account=to)
    else:
        in_hand.shifts.delete()
    # Not deleted: whoever the weekly rota names for that day may be away, and whoever is next is told where nobody is.
    in_hand.exceptions.update(account=to)
    return number


def hand_over_mentions(in_hand: InHand, account: User, to: User | None, *, by: User) -> int:
    passed = list(in_hand.mentions.select_related("submission"))
    if to:
        detail = {"named": str(to.pk), "left": account.get_username(), "seen": "no"}
        for mention in passed:
            save_mentions(mention.submission, [to])
            chain.record_action(Action.MENTIONED, mention.submission, by=by, **detail)
    return len(passed)


def hand_over_urgent(in_hand: InHand, to: User | None, *, by: User) -> int:
    cases = list(in_hand.urgent_cases.select_for_update(of=("self",)))
    for case in cases:
        escalation.hand_over(case, to, by=by)
    return len(cases)


def hand_over_cases(in_hand: InHand, account: User, to: User | None, *, by: User) -> int:
    cases = list(in_hand.cases.select_for_update().order_by("pk"))
    Submission.objects.filter(pk__in=[case.pk for case in cases]).update(assignee=to, revision=F("revision") + 1)
    names = describe_account(to) | {"left": account.get_username()}
    for case in cases:
        chain.record_action(Action.ASSIGNED, case, by=by, **names)
    return len(cases)
