"""Whether a session came in by a second factor, and where it may go until it has.

What counts is the session and not the account: that an account has a factor says nothing of who is here now.
"""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records

# Adding a factor proves that it is at hand; allauth has no public way of saying so to the session.
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from fibro_site.middleware.private_pages import PRIVATE_PATHS

# Whoever has not signed in at all may see these too.
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
FACTOR_TYPES = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class SecondFactorMiddleware:
    """With FIBRO_REQUIRE_MFA on, a session without a second factor sees nothing of the admin and of the account.

    An account that has a factor is asked for it; one that has none is led to where it can add one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.REQUIRE_MFA and not request.path_info.startswith(PRIVATE_PATHS):
            # Pages and documents that are private to accounts, and what the health page tells staff. Asked only when
            # somebody asks who it is: a visitor's page needs no session.
            user = request.user
            request.user = SimpleLazyObject(lambda: AnonymousUser() if needs_second_factor(request, user) else user)  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if not settings.REQUIRE_MFA or not request.path_info.startswith(PRIVATE_PATHS):
            return None
        name = request.resolver_match.url_name if request.resolver_match else None
        if name in ANONYMOUS_PAGES or not needs_second_factor(request, request.user):
            return None
        if is_mfa_enabled(request.user, FACTOR_TYPES):
            return None if name in FACTOR_CHALLENGE_PAGES else redirect_to_second_factor(request)
        return None if name in FACTOR_SETUP_PAGES else redirect("mfa_index")


def needs_second_factor(request: HttpRequest, user: Any) -> bool:
    """Whether somebody is signed in who would have to show a second factor first."""
    return settings.REQUIRE_MFA and user.is_authenticated and not has_used_second_factor(request, user)


def has_used_second_factor(request: HttpRequest, user: Any) -> bool:
    """Whether this session was opened, or made sure of later, by a factor that the account still has."""
    records = get_authentication_records(request, user)
    used = [record["id"] for record in records if record["method"] == "mfa" and "id" in record]
    return bool(used) and Authenticator.objects.filter(user_id=user.pk, pk__in=used).exists()


def redirect_to_second_factor(request: HttpRequest) -> HttpResponse:
    """Lead to the page that asks for a factor which this account has, and from there back."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    page = next((method["url"] for method in methods if method["id"].startswith("mfa_")), reverse("account_logout"))
    back = request.get_full_path() if request.method == "GET" else reverse(settings.LOGIN_REDIRECT_URL)
    return redirect(f"{page}?{urlencode({'next': back})}")


@receiver(authenticator_added)
def record_first_factor(request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    """Whoever adds an account's first factor has just shown it. A further one needs a session that used one before."""
    others = Authenticator.objects.filter(user_id=user.pk, type__in=FACTOR_TYPES).exclude(pk=authenticator.pk)
    if authenticator.type in FACTOR_TYPES and not others.exists():
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
