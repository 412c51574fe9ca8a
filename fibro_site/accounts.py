"""How staff sign in: by django-allauth's pages, which know the second factor, at every door.

Accounts are made by an administrator, never by signing up.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.generic import RedirectView

from fibro_site.known_devices import remember_device
from fibro_site.sign_in_limits import PASSWORD, Attempt, take_attempt
from intake import limits


class StaffAccountAdapter(DefaultAccountAdapter):
    attempt: Attempt | None = None

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return limits.address_of(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        self.attempt = take_attempt(request, "password", credentials.get("username", ""), PASSWORD)
        if self.attempt is None:
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractUser | None:
        user = super().authenticate(request, **credentials)
        if user and self.attempt:
            self.attempt.give_back()
        return user

    def post_login(self, request: HttpRequest, user: AbstractUser, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        remember_device(request, response, user.get_username())
        return response


sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)
reset_password = RedirectView.as_view(pattern_name="account_reset_password")

# Wagtail's own pages for this ask for no second factor and have no limits: these stand before them.
urlpatterns = [
    path("admin/login/", sign_in),
    re_path(r"^admin/password_reset/", reset_password),
]
