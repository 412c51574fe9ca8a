"""Whether a page follows an action of its reader's own: then seeing it is no further opening."""

import uuid

from django.http import HttpRequest
from django.utils import timezone

# For how long the page that follows an action of the reader's own counts as the same opening.
OWN_ACTION_SECONDS = 60
OWN_ACTION_SESSION_KEY = "intake-own-deed"


def remember_own_action(request: HttpRequest, pk: uuid.UUID) -> None:
    """Note in the session that the reader has just acted on a submission: they have it open, which is on record."""
    request.session[OWN_ACTION_SESSION_KEY] = [str(pk), timezone.now().timestamp()]


def pop_own_action(request: HttpRequest, pk: uuid.UUID) -> bool:
    """Return whether this page follows an action of its reader's own on this submission. True once for each action."""
    submission, done_at = request.session.pop(OWN_ACTION_SESSION_KEY, ["", 0.0])
    return bool(submission == str(pk) and timezone.now().timestamp() - done_at < OWN_ACTION_SECONDS)
