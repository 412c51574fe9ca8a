"""Checks whether a link still leads somewhere."""

from dataclasses import dataclass
from itertools import takewhile

from django.utils.translation import gettext as _

from references.models import LinkCheck
from references.web import client
from references.web.client import Deadline, Patience
from references.web.errors import Unavailable, UrlRefused, WebError

LinkState = LinkCheck.State

LINK_CHECK_PATIENCE = Patience(total=12.0, silence=6.0)
PERMANENT_REDIRECTS = frozenset({301, 308})
GONE_STATUSES = frozenset({404, 410})
LINK_CHECK_HEADERS = {"Accept": "text/html, application/pdf;q=0.9, */*;q=0.8"}


@dataclass(frozen=True)
class LinkOutcome:
    state: LinkCheck.State
    # For the editor: the new URL, or what the server answered.
    detail: str = ""


def check_link(url: str) -> LinkOutcome:
    """Check a link with a HEAD request, or with a GET of one byte if HEAD fails. Never raise."""
    deadline = Deadline(LINK_CHECK_PATIENCE)
    try:
        try:
            status, moved_to = get_final_status("HEAD", url, LINK_CHECK_HEADERS, deadline)
        except Unavailable:
            status, moved_to = 0, url
        if not 200 <= status < 300:
            status, moved_to = get_final_status("GET", url, {**LINK_CHECK_HEADERS, "Range": "bytes=0-0"}, deadline)
    except UrlRefused:
        return LinkOutcome(LinkState.REFUSED)
    except WebError as error:
        return LinkOutcome(LinkState.UNREACHABLE, str(error))
    return classify_status(status, url, moved_to)


def get_final_status(method: str, url: str, headers: dict[str, str], deadline: Deadline) -> tuple[int, str]:
    """Return the status at the end of all redirects, and the URL up to which they are permanent. Raises WebError.

    Redirects to HTTP are followed: nothing of what comes back is used.
    """
    with client.open_final_response(method, url, headers, deadline=deadline, is_downgrade_allowed=True) as (
        response,
        redirects,
    ):
        permanent = list(takewhile(lambda redirect: redirect.status in PERMANENT_REDIRECTS, redirects))
        return response.status, permanent[-1].url if permanent else url


def classify_status(status: int, url: str, moved_to: str) -> LinkOutcome:
    """Return what a final status says about a link."""
    if status in GONE_STATUSES:
        return LinkOutcome(LinkState.GONE)
    if status >= 500:
        return LinkOutcome(
            LinkState.UNREACHABLE, _("The server responded with the error %(status)s.") % {"status": status}
        )
    if status >= 400 and status != 416:
        # Publishers refuse programs, with all kinds of statuses.
        return LinkOutcome(
            LinkState.FOUND, _("The website does not allow automatic checks (%(status)s).") % {"status": status}
        )
    return LinkOutcome(LinkState.MOVED, moved_to) if moved_to != url else LinkOutcome(LinkState.FOUND)
