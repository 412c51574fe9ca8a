"""Records in the audit when the admin refuses a page to somebody who is signed in."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from fibro_site.accounts.sign_in_audit import record_refused_visit


class RefusedAccessMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            request.path_info.startswith(settings.ADMIN_PREFIX)
            and is_refusal(request, response)
            and request.user.is_authenticated
        ):
            record_refused_visit(request.user, get_page_name(request))
        return response


def is_refusal(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether the response is a refusal.

    That is a 403, or a redirect to where Wagtail sends people without permission: the first page of the admin, or the
    sign-in page.
    """
    if response.status_code == 403:
        return True
    target = response.headers.get("Location", "").partition("?")[0]
    return target in {reverse("wagtailadmin_home"), reverse("account_login")} and get_page_name(request) not in {
        "wagtailadmin_logout",
        "",
    }


def get_page_name(request: HttpRequest) -> str:
    """Return the name of the view, which holds nothing of what is in the URL."""
    return (request.resolver_match and request.resolver_match.view_name) or ""
