"""What pages of several rooms share: redirects after a POST, private pages and cookies, and FHIR downloads."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from intake.engine.questionnaire_response import serialize_resource

FHIR_MEDIA_TYPE = "application/fhir+json"

P = ParamSpec("P")

# A view after a decorator has changed its arguments: Django then calls it with those of the URL.
View = Callable[..., HttpResponse]


class SeeOther(HttpResponseRedirect):
    """Answer a POST with the page to GET next (RFC 9110, 15.4.4)."""

    status_code = 303


def redirect_posts(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Redirect a POST to the same page, for a view that takes no form. An old page or a program may send one."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return SeeOther(request.get_full_path()) if request.method == "POST" else view(request, *args, **kwargs)

    return wrapped


def private_page(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Keep a page out of caches and search engines, and let the browser ask for it again on going back.

    A view may allow search engines by a header of its own. The site's Referrer-Policy, same-origin, stays: with
    no-referrer a browser posts `Origin: null`, which Django's CSRF check must refuse. No other site gets the URL
    either way.
    """

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response.headers.setdefault("X-Robots-Tag", "noindex")
        return response

    return wrapped


def build_cookie_name(name: str) -> str:
    """Return the full name of a cookie.

    Browsers accept the __Secure- prefix only with Secure. The stricter __Host- would forbid a path other than "/".
    """
    return f"__Secure-{name}" if settings.SESSION_COOKIE_SECURE else name


def set_private_cookie(
    response: HttpResponseBase, name: str, value: str, *, path: str, lifetime: timedelta | int
) -> None:
    """Set a cookie that no script can read and that is sent to the pages below `path` only."""
    response.set_cookie(
        build_cookie_name(name),
        value,
        max_age=lifetime,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def delete_private_cookie(response: HttpResponseBase, name: str, *, path: str) -> None:
    response.delete_cookie(build_cookie_name(name), path=path, samesite="Lax")


def build_fhir_download(resource: Mapping[str, Any], filename: str) -> HttpResponse:
    """Return a response that browsers save as a file: a FHIR resource as JSON."""
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return HttpResponse(serialize_resource(resource), content_type=FHIR_MEDIA_TYPE, headers=headers)
