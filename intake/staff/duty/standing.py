"""How urgent submissions stand, for the inbox and for their own pages.

Whoever follows the link of an email sees no other page than the submission's.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.utils.translation import gettext

from intake.audit import chain
from intake.enums import UNDECIDED, Action, Urgency
from intake.models import AuditEntry, Submission, UrgentCase
from intake.staff import assignment


@dataclass(frozen=True)
class UrgentStanding:
    """Who has it; empty is nobody."""

    owner: str
    is_own: bool


def find_standing(submission: Submission, entries: Iterable[AuditEntry], user: User) -> UrgentStanding | None:
    """Return who has an urgent submission that nobody has finished, and None for any other. It asks no database.

    `entries` are those of its audit, the first first. Whoever opened it first has it before the row says so, if people
    were told of it in turn.
    """
    case: UrgentCase | None = getattr(submission, "urgent_case", None)
    if case is None:
        is_left = submission.urgency == Urgency.URGENT and submission.state in UNDECIDED
        return UrgentStanding("", is_own=False) if is_left and not submission.erased_at else None
    if case.done_at:
        return None
    if case.owner:
        return UrgentStanding(assignment.get_display_name(case.owner), is_own=case.owner == user)
    opening = next((entry for entry in entries if entry.action == Action.OPENED and chain.is_genuine(entry)), None)
    if opening is None or case.opened_at:
        return UrgentStanding("", is_own=False)
    return UrgentStanding(opening.actor_name, is_own=opening.actor_id == str(user.pk))


def describe_cases(submissions: Iterable[Submission]) -> Mapping[uuid.UUID, str]:
    """Return, for each that somebody has taken or finished, who has it or that what was done is written.

    Of what is decided on nothing is said.
    """
    waiting = [each.pk for each in submissions if each.urgency == Urgency.URGENT and each.state in UNDECIDED]
    cases = UrgentCase.objects.select_related("owner").in_bulk(waiting)
    described = {pk: describe_case(case) for pk, case in cases.items()}
    return {pk: words for pk, words in described.items() if words}


def describe_case(case: UrgentCase) -> str:
    if case.done_at:
        return gettext("Seen to: what was done is in its notes")
    return gettext("%(name)s has it") % {"name": assignment.get_display_name(case.owner)} if case.owner else ""
