"""Answers probes that know this machine by its IP address alone. All other pages need a host name of the site."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from fibro_site.operations.health_probes import LIVE_PATH, READY_PATH


class HealthHostMiddleware:
    """Put a host of this site in place of whatever host a probe asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in {LIVE_PATH, READY_PATH}:
            request.META["HTTP_HOST"] = settings.OWN_HOSTS[0]
            request.META.pop("HTTP_X_FORWARDED_HOST", None)
        return self.get_response(request)
