"""Counts each request, by the name of its view and never by its path (fibro_site/metrics/)."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from fibro_site.metrics.counts import NO_VIEW, counts


class RequestTimesMiddleware:
    """Count how long Django works for a response. It comes first, so that all other middleware counts too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        # A view without a name has a path or a function in its place, which are ours and as few as the views.
        view = match.view_name if match else NO_VIEW
        counts.count_request(view, response.status_code, time.perf_counter() - begun)
        return response
