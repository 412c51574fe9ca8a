"""Keeps pages of the admin and of accounts out of caches: anybody may use the same browser next."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from fibro_site.serving.files import NO_STORE

PRIVATE_PATHS = (settings.ADMIN_PREFIX, "/account/")


class PrivatePagesMiddleware:
    """Forbid storing every response below PRIVATE_PATHS.

    It comes before every middleware that may answer by itself, so that it covers refusals and redirects too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(PRIVATE_PATHS):
            response["Cache-Control"] = NO_STORE
        return response
