"""Asks whether there is still something at an address."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from references.models import LinkCheck
from references.web import client
from references.web.client import Deadline, Patience
from references.web.errors import Refused, Unavailable, WebError

State = LinkCheck.State

PATIENCE = Patience(total=12.0, silence=6.0)
PERMANENT = frozenset({301, 308})
GONE = frozenset({404, 410})
HEADERS = {"Accept": "text/html, application/pdf;q=0.9, */*;q=0.8"}


@dataclass(frozen=True)
class Outcome:
    state: LinkCheck.State
    # For the editor: where it moved, or what the server said.
    detail: str = ""


def check(url: str) -> Outcome:
    """Ask for the head of what is there, and for its first byte where a server does not give heads. Never raises."""
    deadline = Deadline(PATIENCE)
    try:
        try:
            status, moved_to = last_answer("HEAD", url, HEADERS, deadline)
        except Unavailable:
            status, moved_to = 0, url
        if not 200 <= status < 300:
            status, moved_to = last_answer("GET", url, {**HEADERS, "Range": "bytes=0-0"}, deadline)
    except Refused:
        return Outcome(State.REFUSED)
    except WebError as error:
        return Outcome(State.UNREACHABLE, str(error))
    return outcome(status, url, moved_to)


def last_answer(method: str, url: str, headers: dict[str, str], deadline: Deadline) -> tuple[int, str]:
    """The status at the end of all redirects, and the address as far as it moved for good. Raises WebError."""
    moved_to, is_for_good = url, True
    for _hop in range(client.MOST_REDIRECTS + 1):
        with client.exchange(method, url, headers, deadline=deadline) as response:
            next_url = client.redirect(url, response)
            if next_url is None:
                return response.status, moved_to
            is_for_good = is_for_good and response.status in PERMANENT
            url = next_url
            if is_for_good:
                moved_to = url
    raise Unavailable(_("The address leads from one to the next without end."))


def outcome(status: int, url: str, moved_to: str) -> Outcome:
    if status in GONE:
        return Outcome(State.GONE)
    if status >= 500:
        return Outcome(State.UNREACHABLE, _("The server answered with the error %(status)s.") % {"status": status})
    if status >= 400 and status != 416:
        # Publishers shut out programs, with every number that there is.
        return Outcome(State.FOUND, _("Only people are let in (%(status)s).") % {"status": status})
    return Outcome(State.MOVED, moved_to) if moved_to != url else Outcome(State.FOUND)
