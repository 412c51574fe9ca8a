"""Whose case a submission is.

A case can be given to whoever may see submissions. A colleague who was deleted, deactivated or may no longer see them
owns nothing: their cases count as unassigned, and are found there.
"""

import uuid
from collections.abc import Mapping

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Q, QuerySet

from intake.audit import chain
from intake.audit.expected_work import describe_account
from intake.enums import Action
from intake.models import Submission
from intake.staff.access import VIEW_PERMISSION
from intake.staff.refusals import ActionNotAllowed, EditConflict

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
Colleagues = Mapping[int, User]


def list_colleagues() -> QuerySet[User]:
    """Return the active accounts that may see submissions, by name."""
    return User.objects.with_perm(VIEW_PERMISSION, backend=MODEL_BACKEND).order_by(
        "last_name", "first_name", "username"
    )


def load_colleagues(colleagues: QuerySet[User] | None = None) -> Colleagues:
    """Return those accounts by their id, in one query. `colleagues` is `list_colleagues` with more about each."""
    return {user.pk: user for user in (list_colleagues() if colleagues is None else colleagues)}


def get_display_name(user: User) -> str:
    return user.get_full_name() or user.get_username()


def get_owner_name(submission: Submission, colleagues: Colleagues) -> str:
    """Return whose case it is; empty if it is nobody's."""
    owner = colleagues.get(submission.assignee_id or 0)
    return get_display_name(owner) if owner else ""


def match_unassigned() -> Q:
    """Return the condition for submissions that no colleague owns."""
    return Q(assignee=None) | ~Q(assignee__in=list_colleagues().order_by().values("pk"))


def assign_submission(pk: uuid.UUID, to: User | None, *, by: User, expected_revision: int) -> None:
    """Give a submission to a colleague, or to nobody.

    `expected_revision` is the revision that the member of staff saw; raises EditConflict if it is another by now.
    Raises ActionNotAllowed if `to` may not see submissions, or the submission was erased.
    """
    if to is not None and not list_colleagues().filter(pk=to.pk).exists():
        raise ActionNotAllowed
    with transaction.atomic():
        submission = Submission.objects.get(pk=pk)
        if submission.erased_at:
            raise ActionNotAllowed
        changed = Submission.objects.filter(pk=pk, revision=expected_revision).update(
            assignee=to, revision=F("revision") + 1
        )
        if not changed:
            raise EditConflict
        chain.record_action(Action.ASSIGNED, submission, by=by, **describe_account(to))
