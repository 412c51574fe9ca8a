"""Answer with 503 and a time to come back, not 500, while a service is down that the page needs, or a key is wrong.

What a visitor typed is still in the browser's form; sending it again when the database is back loses nothing.
"""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fibro_site.operations.outages import OUTAGE_ERRORS

OUTAGE_RETRY_SECONDS = 30

logger = logging.getLogger(__name__)


class DatabaseOutageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OUTAGE_ERRORS):
            return None
        logger.error("A service did not answer, or a key is wrong (%s)", type(exception).__name__)
        response = render(request, "errors/503.html", status=503)
        response["Retry-After"] = str(OUTAGE_RETRY_SECONDS)
        return response
