"""Who may see the own page: the cookie that holds it open, and the decorator that asks for it."""

from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from intake.encryption.primitives import SealError
from intake.http import (
    SeeOther,
    View,
    build_cookie_name,
    delete_private_cookie,
    private_page,
    set_private_cookie,
)
from intake.patient import actions
from intake.token_sessions import patient_sessions
from intake.token_sessions.patient_sessions import OwnPageAccess, SessionNotFound

OWN_PAGE_COOKIE = "own-page"


def access_required(view: View) -> View:
    """Call a view with what the patient's code opened, or redirect to the form that asks for the code.

    Return 404 for a page that shows answers to whoever came with a code that opens none.
    """

    @private_page
    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: str) -> HttpResponse:
        access = find_access(request)
        if access is None:
            return SeeOther(reverse("intake:own") + "?closed")
        try:
            return view(request, access, **kwargs)
        except actions.FirstCodeRequired as error:
            raise Http404 from error

    return wrapped


def find_access(request: HttpRequest) -> OwnPageAccess | None:
    try:
        return patient_sessions.find_access(request.COOKIES.get(build_cookie_name(OWN_PAGE_COOKIE), ""))
    except (SessionNotFound, SealError):
        return None


def set_own_page_cookie(response: HttpResponseBase, token: str) -> None:
    set_private_cookie(
        response, OWN_PAGE_COOKIE, token, path=reverse("intake:own"), lifetime=patient_sessions.SESSION_LIFETIME
    )


def delete_own_page_cookie(response: HttpResponseBase) -> None:
    delete_private_cookie(response, OWN_PAGE_COOKIE, path=reverse("intake:own"))
