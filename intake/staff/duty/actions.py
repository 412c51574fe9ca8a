"""What staff do with an urgent submission: take it over, and write what was done."""

import uuid

from django.contrib.auth.models import User
from django.db import transaction

from intake.delivery import escalation
from intake.models import UrgentCase
from intake.staff import actions


def take_over_case(pk: uuid.UUID, *, by: User) -> None:
    """Make somebody the owner. If nobody was told of it in turn, the case begins with that.

    Raises UrgentCase.DoesNotExist if the case is done, or the submission needs nobody any more.
    """
    with transaction.atomic():
        escalation.take_over(find_or_begin_case(pk, by=by), by=by)


def write_what_was_done(pk: uuid.UUID, text: str, *, by: User) -> None:
    """Save what was done as a sealed note, and end the case with it.

    Raises UrgentCase.DoesNotExist, and what `add_note` raises: then the case stays open.
    """
    with transaction.atomic():
        case = find_or_begin_case(pk, by=by)
        actions.add_note(pk, text, by=by)
        escalation.close_case(case, by=by)


def find_or_begin_case(pk: uuid.UUID, *, by: User) -> UrgentCase:
    """Return a case that is not done, locked until the end of the transaction; a new one if nobody was told of it."""
    cases = UrgentCase.objects.select_for_update(of=("self",)).select_related("submission")
    case = cases.filter(pk=pk, done_at=None).first()
    return case or escalation.begin_taken_case(pk, by=by)
