"""How much a request may send: little on the public site, more in the admin, where a long questionnaire is built.

Django has one limit for all, and Wagtail's form of a questionnaire needs a higher one than anybody unknown should have.
"""

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponseBase

from fibro_site.csp import ADMIN_PATH

# A questionnaire has hundreds of inputs at most; a body of more than 1 MB is not an answer.
LARGEST_BODY = 1024 * 1024
MOST_FIELDS = 2000


class BodyLimitsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method == "POST" and not request.path.startswith(ADMIN_PATH):
            check(request)
        return self.get_response(request)


def check(request: HttpRequest) -> None:
    """Raises what Django raises for the same reason, before the body is parsed."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        raise RequestDataTooBig("The body is longer than a visitor's can be.")
    if max(request.body.count(b"&"), request.body.count(b"Content-Disposition")) > MOST_FIELDS:
        raise TooManyFieldsSent("The body has more fields than a visitor's can have.")
