"""No browser and no proxy keeps a page of the admin or of an account: the next one at this computer may be anybody."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PRIVATE_PATHS = (settings.ADMIN_PREFIX, "/account/")
NO_STORE = "no-store, private"


class PrivatePagesMiddleware:
    """Outside all others that answer, so that refusals and redirects are kept by nobody either."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(PRIVATE_PATHS):
            response["Cache-Control"] = NO_STORE
        return response
