"""Work that is done after the response is sent.

Nobody waits for it, none of its failures becomes an error page, and nobody can tell by the time of the response whether
there was any: an email goes out only to an account that exists.
"""

import logging
from collections.abc import Callable
from functools import partial

from allauth.core import context
from django.http import HttpRequest, HttpResponse
from django.utils import translation

logger = logging.getLogger(__name__)

PENDING_WORK_ATTRIBUTE = "work_for_afterwards"


class AfterResponseMiddleware:
    """Run the pending work of a request when its response is closed.

    It comes before almost all other middleware, so that the response which it sees is the one that is sent.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        setattr(request, PENDING_WORK_ATTRIBUTE, [])
        response = self.get_response(request)
        waiting: list[Callable[[], None]] = getattr(request, PENDING_WORK_ATTRIBUTE)
        if waiting:
            # Called when the server has sent the response. Django uses this list to close what a request has opened.
            closers: list[Callable[[], None]] = getattr(response, "_resource_closers")  # noqa: B009
            closers.append(partial(run_pending_work, request, waiting))
            # Tells the gateway not to close this response before it is sent.
            response.works_when_closed = True  # type: ignore[attr-defined]
        else:
            setattr(request, PENDING_WORK_ATTRIBUTE, None)
        return response


def run_after_response(request: HttpRequest | None, work: Callable[[], None]) -> None:
    """Do some work after the response to this request, in its language; or at once without a request."""
    waiting = getattr(request, PENDING_WORK_ATTRIBUTE, None)
    if waiting is None:
        work()
    else:
        waiting.append(partial(run_in_language, translation.get_language(), work))


def run_in_language(language: str | None, work: Callable[[], None]) -> None:
    with translation.override(language):
        work()


def run_pending_work(request: HttpRequest, waiting: list[Callable[[], None]]) -> None:
    setattr(request, PENDING_WORK_ATTRIBUTE, None)
    with context.request_context(request):
        for work in waiting:
            try:
                work()
            except Exception as error:  # noqa: BLE001 -- the response is already sent
                # Without its text, which may quote an email address.
                logger.error("Work after an answer failed: %s", type(error).__name__)  # noqa: TRY400
