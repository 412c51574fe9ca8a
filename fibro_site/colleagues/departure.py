"""A colleague leaves the clinic: they can sign in no more, and what they had in hand passes to others."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from fibro_site.accounts.open_sessions import end_sessions, list_open_sessions
from fibro_site.colleagues.named_pages import NamedPages, hand_over_pages, list_named_pages
from intake.audit import chain
from intake.enums import Action
from intake.staff import assignment
from intake.staff.handover import InHand, hand_over, list_in_hand


@dataclass(frozen=True)
class Departure:
    """What a departure takes from an account, for a member of staff to confirm."""

    account: User
    roles: list[str]
    sessions: int
    factors: int
    in_hand: InHand
    pages: NamedPages


def list_leavers(by: User) -> QuerySet[User]:
    """Return the accounts on which somebody may act: not their own, and no administrator's unless they are one."""
    colleagues = User.objects.filter(is_active=True) if by.is_superuser else assignment.list_colleagues()
    if not by.is_superuser:
        colleagues = colleagues.filter(is_superuser=False)
    return colleagues.exclude(pk=by.pk).order_by("last_name", "first_name", "username")


def plan_departure(account: User) -> Departure:
    return Departure(
        account,
        [group.name for group in account.groups.order_by("name")],
        len(list_open_sessions(account)),
        Authenticator.objects.filter(user=account).count(),
        list_in_hand(account),
        list_named_pages(account),
    )


def complete_departure(
    account: User, *, cases_to: User | None, duty_to: User | None, pages_to: User | None, by: User
) -> None:
    """Close the account, and hand over what it has in hand, all or nothing. The audit says what was taken.

    The account stays, so that notes and messages keep their author. Whoever opens it again has to set a password and
    give it its roles and a second factor anew.
    """
    with transaction.atomic():
        roles = ", ".join(group.name for group in account.groups.order_by("name"))
        end_sessions(account, by=by)
        factors, _each = Authenticator.objects.filter(user=account).delete()
        account.groups.clear()
        account.user_permissions.clear()
        account.is_active = account.is_staff = account.is_superuser = False
        account.set_unusable_password()
        account.save()
        counts = hand_over(account, cases_to=cases_to, duty_to=duty_to, by=by)
        counts |= hand_over_pages(account, pages_to, by=by)
        chain.record_action(
            Action.COLLEAGUE_LEFT,
            None,
            by=by,
            account=str(account.pk),
            name=account.get_username(),
            roles=roles,
            factors=str(factors),
            to=cases_to.get_username() if cases_to else "",
            duty=duty_to.get_username() if duty_to else "",
            owner=pages_to.get_username() if pages_to else "",
            **{name: str(number) for name, number in counts.items() if number},
        )
