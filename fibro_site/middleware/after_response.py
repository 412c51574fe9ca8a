"""Work that is done once the answer is on its way.

Nobody waits for it, no failure of it becomes an error page, and nobody can tell by the clock whether there was any: a
mail goes out only to an account that exists.
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
    """The first of all: the answer that it sees is the one that is sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        setattr(request, PENDING_WORK_ATTRIBUTE, [])
        response = self.get_response(request)
        waiting: list[Callable[[], None]] = getattr(request, PENDING_WORK_ATTRIBUTE)
        if waiting:
            # Called when the server has sent the answer; Django closes by the same list what a request has opened.
            closers: list[Callable[[], None]] = getattr(response, "_resource_closers")  # noqa: B009
            closers.append(partial(run_pending_work, request, waiting))
            # For the gateway: it closes this answer when it is sent, and not a moment before.
            response.works_when_closed = True  # type: ignore[attr-defined]
        else:
            setattr(request, PENDING_WORK_ATTRIBUTE, None)
        return response


def run_after_response(request: HttpRequest | None, work: Callable[[], None]) -> None:
    """Do it when this request is answered, in the language it has now; at once where nobody is waiting."""
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
            except Exception as error:  # noqa: BLE001 -- nobody is there any more to be told
                # Without its text, which may quote an address.
                logger.error("Work after an answer failed: %s", type(error).__name__)  # noqa: TRY400
