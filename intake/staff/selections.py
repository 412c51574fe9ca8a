"""What somebody selected in the inbox, and what became of it, kept in their session for a while.

So the page that asks what to do with it, and the one that says what could not be done, are ordinary pages that Back and
reloading lead to. A URL names them by a random id.
"""

import secrets
import uuid
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from intake.staff.bulk import BulkResult, SeenRow, parse_rows

# Parameters of URLs.
SELECTION, RESULT = "selection", "result"
SESSION_KEY = "intake-selections"
KEPT = 10
LIFETIME = timedelta(hours=1)


class SelectionGone(Exception):
    """A URL names a selection, or a result, that this session does not have any more."""


def remember_rows(request: HttpRequest, rows: list[SeenRow]) -> str:
    """Keep what is selected. Return the query that names it."""
    return remember(request, SELECTION, [str(row) for row in rows])


def recall_rows(request: HttpRequest) -> list[SeenRow]:
    """Return what the URL says is selected; nothing, if it says nothing. Raises SelectionGone."""
    return parse_rows(recall(request, SELECTION) or [])


def remember_result(request: HttpRequest, result: BulkResult) -> str:
    """Keep what became of a change of many. Return the query that names it."""
    ids = [[str(pk) for pk in pks] for pks in (result.changed, result.conflicts, result.refused)]
    return remember(request, RESULT, ids)


def recall_result(request: HttpRequest) -> BulkResult | None:
    """Return the result that the URL names, or None if it names none. Raises SelectionGone."""
    ids = recall(request, RESULT)
    return BulkResult(*(tuple(uuid.UUID(pk) for pk in pks) for pks in ids)) if ids else None


def remember(request: HttpRequest, parameter: str, what: object) -> str:
    kept = request.session.get(SESSION_KEY, {})
    query = f"{parameter}={secrets.token_urlsafe(9)}"
    kept[query] = [what, timezone.now().timestamp()]
    request.session[SESSION_KEY] = dict(list(kept.items())[-KEPT:])
    return query


def recall(request: HttpRequest, parameter: str) -> Any:
    name = request.GET.get(parameter, "")
    if not name:
        return None
    what, at = request.session.get(SESSION_KEY, {}).get(f"{parameter}={name}", (None, 0.0))
    if what is None or timezone.now().timestamp() - at > LIFETIME.total_seconds():
        raise SelectionGone
    return what
