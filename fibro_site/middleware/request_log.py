"""Gives each request an id, and logs it in one line: its view and never its path (fibro_site/logs/)."""

import logging
import time
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from fibro_site.logs.causes import Cause, caused_by, create_request_id, is_request_id
from fibro_site.logs.records import get_method, get_view
from fibro_site.metrics.counts import NO_VIEW

HEADER = "X-Request-ID"
# What a monitor asks for all day, and what is given without a view: static files.
QUIET_VIEWS = {"health-live", "health-ready", "metrics", ""}

logger = logging.getLogger("fibro_site.requests")


class RequestLogMiddleware:
    """It comes first, so that all other middleware logs under the id. The response tells it.

    A proxy of ours may have given the request an id already (deploy/nginx, deploy/caddy). Without one, what a stranger
    sends is not taken, so that nobody can have other people's lines mixed up with theirs.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = choose_request_id(request)
        with caused_by(Cause(request_id)):
            begun = time.perf_counter()
            response = self.get_response(request)
            log_request(request, response, time.perf_counter() - begun)
        response[HEADER] = request_id
        return response


def choose_request_id(request: HttpRequest) -> str:
    told = request.headers.get(HEADER, "") if settings.PROXY_HOPS else ""
    return told if is_request_id(told) else create_request_id()


def log_request(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    view, method, status = get_view(request), get_method(request), response.status_code
    if view in QUIET_VIEWS and status < HTTPStatus.BAD_REQUEST:
        return
    milliseconds = round(seconds * 1000)
    facts = {"view": view, "method": method, "status": status, "milliseconds": milliseconds}
    logger.info("%s %s %s in %s ms", method, view or NO_VIEW, status, milliseconds, extra=facts)
