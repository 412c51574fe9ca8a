"""Ends a session of staff that nobody uses for settings.SESSION_COOKIE_AGE, and gives back what was typed meanwhile.

A session lives for that long from its last use, and no longer than MAX_SECONDS in all. What the browser asks for by
itself, while nobody is there, is no use of it.
"""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from fibro_site.accounts.open_sessions import BEGAN_KEY, USED_KEY
from fibro_site.middleware.private_pages import PRIVATE_PATHS

# A use within this time of the last one is not written down.
WRITE_SECONDS = 60
MAX_SECONDS = 12 * 3600
# Asked by an open page every few seconds.
ASKED_BY_ITSELF = {
    "wagtailadmin_editing_sessions:ping",
    "intake_staff:presence",
    "intake_staff:inbox_results",
    # Loads itself anew while the export is being made.
    "intake_exports:export",
}
# Where staff write about patients, and to them.
WRITING_PATH = f"{settings.ADMIN_PREFIX}intake/"


class IdleSessionMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PRIVATE_PATHS):
            return self.get_response(request)
        if request.user.is_authenticated:
            record_use(request)
        if request.user.is_anonymous and request.path_info.startswith(WRITING_PATH) and list_typed(request):
            return render_unsaved(request)
        return self.get_response(request)


def record_use(request: HttpRequest) -> None:
    """Write down that a session is used, which renews it; or end it if it has lived for MAX_SECONDS."""
    now = int(timezone.now().timestamp())
    began = request.session.setdefault(BEGAN_KEY, now)
    if now - began > MAX_SECONDS:
        logout(request)
    elif now - request.session.get(USED_KEY, 0) >= WRITE_SECONDS and not is_asked_by_itself(request):
        request.session[USED_KEY] = now


def is_asked_by_itself(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).view_name in ASKED_BY_ITSELF
    except Resolver404:
        return False


def list_typed(request: HttpRequest) -> list[str]:
    """Return what was typed for an ended session: nothing for a browser that had none."""
    had_session = request.method == "POST" and settings.SESSION_COOKIE_NAME in request.COOKIES
    return [text for text in request.POST.getlist("text") if text.strip()] if had_session else []


def render_unsaved(request: HttpRequest) -> HttpResponse:
    """Give back to the browser what it sent for a session that has ended. It is stored nowhere."""
    back = urlsplit(request.headers.get("Referer", "")).path
    context = {
        "typed": list_typed(request),
        "sign_in_url": reverse("account_login"),
        "next": back if back.startswith(settings.ADMIN_PREFIX) else reverse(settings.LOGIN_REDIRECT_URL),
    }
    return render(request, "account/unsaved.html", context, status=HTTPStatus.UNAUTHORIZED)
