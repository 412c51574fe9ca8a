"""Restricts where a session may go until it has used a second factor."""

from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from fibro_site.accounts.kept_codes import UNKEPT_KEY
from fibro_site.accounts.session_factors import FACTOR_TYPES, needs_second_factor
from fibro_site.middleware.private_pages import PRIVATE_PATHS

# Names of the URLs that nobody has to be signed in for.
ANONYMOUS_PAGES = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_email",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "wagtailadmin_logout",
}
FACTOR_SETUP_PAGES = {
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
}
FACTOR_CHALLENGE_PAGES = {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
# Where new recovery codes are shown and kept.
CODE_PAGES = {
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_generate_recovery_codes",
    "account_keep_codes",
}


class SecondFactorMiddleware:
    """With FIBRO_REQUIRE_MFA, show nothing of the admin and of the account to a session without a second factor.

    If the account has a factor, redirect to where it is asked for; if it has none, to where one can be added, and then
    to its recovery codes until they are kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.REQUIRE_MFA and not request.path_info.startswith(PRIVATE_PATHS):
            # For pages and documents that are private to accounts, and for what the health page tells staff. Lazy,
            # because a visitor's page never asks for the user and so needs no session.
            user = request.user
            request.user = SimpleLazyObject(lambda: AnonymousUser() if needs_second_factor(request, user) else user)  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: list[object], kwargs: dict[str, object]
    ) -> HttpResponse | None:
        if not settings.REQUIRE_MFA or not request.path_info.startswith(PRIVATE_PATHS):
            return None
        name = request.resolver_match.url_name if request.resolver_match else None
        if name in ANONYMOUS_PAGES:
            return None
        if not needs_second_factor(request, request.user):
            must_keep = request.user.is_authenticated and UNKEPT_KEY in request.session
            is_there = name in CODE_PAGES | FACTOR_CHALLENGE_PAGES
            return redirect("mfa_view_recovery_codes") if must_keep and not is_there else None
        if is_mfa_enabled(request.user, FACTOR_TYPES):
            return None if name in FACTOR_CHALLENGE_PAGES else redirect_to_second_factor(request)
        return None if name in FACTOR_SETUP_PAGES else redirect("mfa_index")


def redirect_to_second_factor(request: HttpRequest) -> HttpResponse:
    """Redirect to the page that asks for a factor which this account has, and from there back to this page."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    page = next((method["url"] for method in methods if method["id"].startswith("mfa_")), reverse("account_logout"))
    back = request.get_full_path() if request.method == "GET" else reverse(settings.LOGIN_REDIRECT_URL)
    return redirect(f"{page}?{urlencode({'next': back})}")
