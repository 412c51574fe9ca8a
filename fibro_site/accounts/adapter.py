"""How staff sign in: by django-allauth's pages, which ask for the second factor, wherever they come from.

An administrator creates the accounts; nobody can sign up.
"""

from types import SimpleNamespace
from typing import Any
from urllib.parse import urljoin, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.httpkit import HTTP_USER_AGENT_MAX_LENGTH
from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.generic import RedirectView

from fibro_site.accounts import email_change, kept_codes, session_pages, session_use, sign_in_audit
from fibro_site.accounts.emails import TEMPLATES_SENT_ON_SAVE
from fibro_site.accounts.kept_codes import remember_unkept
from fibro_site.accounts.known_devices import remember_device
from fibro_site.accounts.open_sessions import begin_session
from fibro_site.accounts.sign_in_limits import PASSWORD_RATES, Attempt, count_attempt
from fibro_site.serving.after_response import run_after_response
from intake.antispam import client_ip
from intake.enums import Action

# allauth's name for confirming by a passkey.
PASSKEY_METHOD = "mfa_reauthenticate:webauthn"


class StaffAccountAdapter(DefaultAccountAdapter):
    attempt: Attempt | None = None

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_ip.get_ip_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: str) -> None:
        self.attempt = count_attempt(request, "password", credentials.get("username", ""), PASSWORD_RATES)
        if self.attempt is None:
            name = credentials.get("username", "")
            sign_in_audit.record_failure(request, Action.LOCKED_OUT, name, what="password")
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: object) -> AbstractUser | None:
        user = super().authenticate(request, **credentials)
        if user and self.attempt:
            self.attempt.give_back()
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: str) -> None:
        name = credentials.get("username", "")
        sign_in_audit.record_failure(request, Action.SIGN_IN_FAILED, name, what="password")

    def post_login(self, request: HttpRequest, user: AbstractUser, **kwargs: object) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        sign_in_audit.record_sign_in(user)
        begin_session(request.session, self.get_http_user_agent(request))
        remember_unkept(request.session, user)
        remember_device(request, response, user.get_username())
        return response

    def get_reauthentication_methods(self, user: AbstractUser | AnonymousUser) -> list[dict[str, Any]]:
        """Return how somebody may confirm who they are: a passkey first, and the password only without a factor."""
        methods = super().get_reauthentication_methods(user)
        factors = [method for method in methods if method["id"].startswith("mfa_")]
        for method in factors:
            if method["id"] == PASSKEY_METHOD:
                method["description"] = gettext("Use a passkey")
        return sorted(factors, key=lambda method: method["id"] != PASSKEY_METHOD) or methods

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send an email after the response. Its links use the configured host, whatever host was requested."""
        base = settings.WAGTAILADMIN_BASE_URL
        site = SimpleNamespace(name=settings.WAGTAIL_SITE_NAME, domain=urlsplit(base).netloc)
        links = {name: urljoin(base, strip_host(url)) for name, url in context.items() if name.endswith("_url")}
        words = {**context, **links, "email": email, "current_site": site, "request": self.request}
        mail = self.render_mail(template_prefix, email, words)
        run_after_response(self.request, mail.send)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractUser,
        context: dict[str, object] | None = None,
        email: str | None = None,
    ) -> None:
        if template_prefix not in TEMPLATES_SENT_ON_SAVE:
            self.email_owner(template_prefix, user, email or user.email, context or {})

    def email_owner(self, template_prefix: str, user: AbstractUser, address: str, words: dict[str, object]) -> None:
        """Email the owner about a change and where it came from: without a request, from a command on the server."""
        if not address:
            return
        origin = {"timestamp": timezone.now(), "ip": "-", "user_agent": "-"}
        if self.request:
            agent = self.get_http_user_agent(self.request)[:HTTP_USER_AGENT_MAX_LENGTH]
            origin |= {"ip": self.get_client_ip(self.request), "user_agent": agent}
        self.send_mail(template_prefix, address, {"user": user, **origin, **words})


def strip_host(url: str) -> str:
    """Return the path and everything after it."""
    parts = urlsplit(url)
    return parts._replace(scheme="", netloc="").geturl()


sign_in_redirect = RedirectView.as_view(pattern_name="account_login", query_string=True)
password_reset_redirect = RedirectView.as_view(pattern_name="account_reset_password")

ADMIN_ROUTE = settings.ADMIN_PREFIX.removeprefix("/")
# Before Wagtail's own pages at these URLs, which ask for no second factor and have no limits.
urlpatterns = [
    path(f"{ADMIN_ROUTE}login/", sign_in_redirect, name="admin_sign_in"),
    re_path(f"^{ADMIN_ROUTE}password_reset/", password_reset_redirect, name="admin_password_reset"),
    *email_change.urlpatterns,
    *kept_codes.urlpatterns,
    *session_pages.urlpatterns,
    *session_use.urlpatterns,
]
