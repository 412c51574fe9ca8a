"""Starts the work that waits for a response to be sent (fibro_site/serving/after_response.py)."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse

from fibro_site.serving.after_response import PENDING_WORK_ATTRIBUTE, run_pending_work


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
