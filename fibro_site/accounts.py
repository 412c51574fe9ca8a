"""How staff sign in: by django-allauth's pages, which know the second factor, at every door.

Accounts are made by an administrator, never by signing up.
"""

from collections.abc import Callable

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.generic import RedirectView

ADMIN_PATH = "/admin/"


class StaffAccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class RequireMfaMiddleware:
    """With FIBRO_REQUIRE_MFA on, an account without a second factor is led to where it can add one.

    An account that has one cannot sign in without it: allauth asks for it before the session knows the user.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.REQUIRE_MFA and request.path.startswith(ADMIN_PATH):
            user = request.user
            if user.is_authenticated and not is_mfa_enabled(user):
                return redirect("mfa_index")
        return self.get_response(request)


sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)
reset_password = RedirectView.as_view(pattern_name="account_reset_password")

# Wagtail's and Django's own sign-in pages do not ask for a second factor: these stand before them.
urlpatterns = [
    path("admin/login/", sign_in),
    path("admin/password_reset/", reset_password),
    path("_util/login/", sign_in),
]
