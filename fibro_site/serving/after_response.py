"""Work that is done after the response is sent.

Nobody waits for it, none of its failures becomes an error page, and nobody can tell by the time of the response whether
there was any: an email goes out only to an account that exists. fibro_site/middleware/after_response.py starts it.
"""

import logging
from collections.abc import Callable
from functools import partial

from allauth.core import context
from django.http import HttpRequest
from django.utils import translation

from fibro_site.logs import causes

PENDING_WORK_ATTRIBUTE = "work_for_afterwards"

logger = logging.getLogger(__name__)


def run_after_response(request: HttpRequest | None, work: Callable[[], None]) -> None:
    """Do some work after the response to this request, in its language; or at once if there is no response to come."""
    waiting = getattr(request, PENDING_WORK_ATTRIBUTE, None)
    if waiting is None:
        work()
    else:
        waiting.append(partial(run_as_before, translation.get_language(), causes.current.get(), work))


def run_as_before(language: str | None, cause: causes.Cause, work: Callable[[], None]) -> None:
    with translation.override(language), causes.caused_by(cause):
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
