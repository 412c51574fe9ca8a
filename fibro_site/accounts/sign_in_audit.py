"""Writes to the audit who came in, who tried to, who was locked out, and whom the admin refused.

A name that was typed stands nowhere: it may be a password in the wrong field. Of an account that exists its id is kept.
Whoever fails often is written down once in a while, and all strangers together a bounded number of times: nobody can
bury the record, nor hold its lock, which is taken for one entry of its own.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.account.internal.userkit import get_user_by_username
from allauth.mfa.signals import authentication_failed
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from fibro_site.accounts.known_devices import normalize_name
from intake.antispam import rate_limit
from intake.antispam.rate_limit import Rate
from intake.audit import chain
from intake.enums import Action

# One entry for a client and a name tells as much as a hundred.
CLIENT_AND_NAME_AUDIT_RATE = Rate(1, timedelta(minutes=10))
CLIENT_AUDIT_RATE = Rate(20, timedelta(minutes=1))
STRANGERS_AUDIT_RATE = Rate(500, timedelta(seconds=10))
STAFF_AUDIT_RATE = Rate(30, timedelta(minutes=1))


def record_sign_in(user: AbstractUser) -> None:
    write_sign_in_entry(Action.SIGNED_IN, {}, by=user)


def record_failure(request: HttpRequest, action: Action, name: str, *, what: str) -> None:
    """That a sign-in failed, or was locked: `what` is "password" or "code"."""
    client = rate_limit.identify_client(request)
    buckets = (
        (f"audit/{action}/{what}", f"{client} {normalize_name(name)}", CLIENT_AND_NAME_AUDIT_RATE),
        ("audit/client", client, CLIENT_AUDIT_RATE),
        ("audit/strangers", "", STRANGERS_AUDIT_RATE),
    )
    # Looked up whether it is written or not, and whether it exists or not: the clock tells nothing.
    account = get_user_by_username(name)
    if all(rate_limit.allow_attempt(*bucket) for bucket in buckets):
        write_sign_in_entry(action, {"what": what} | ({"account": str(account.pk)} if account else {}))


@receiver(authentication_failed)
def record_wrong_code(request: HttpRequest, user: AbstractUser, **kwargs: Any) -> None:
    record_failure(request, Action.SIGN_IN_FAILED, user.get_username(), what="code")


class RefusedAccessMiddleware:
    """Writes down whoever is signed in and was refused a page of the admin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(settings.ADMIN_PREFIX) and is_refusal(request, response):
            member = request.user
            if member.is_authenticated and rate_limit.allow_attempt("audit/refused", str(member.pk), STAFF_AUDIT_RATE):
                write_sign_in_entry(Action.VISIT_REFUSED, {"page": get_page_name(request)}, by=member)
        return response


def is_refusal(request: HttpRequest, response: HttpResponse) -> bool:
    """403, or where Wagtail leads whoever may not: to the admin's first page, or out of it altogether."""
    if response.status_code == 403:
        return True
    target = response.headers.get("Location", "").partition("?")[0]
    return target in {reverse("wagtailadmin_home"), reverse("account_login")} and get_page_name(request) not in {
        "wagtailadmin_logout",
        "",
    }


def get_page_name(request: HttpRequest) -> str:
    """Which page it was, without what stands in its address."""
    return (request.resolver_match and request.resolver_match.view_name) or ""


def write_sign_in_entry(action: Action, detail: dict[str, str], *, by: AbstractUser | None = None) -> None:
    with transaction.atomic():
        chain.record_action(action, None, by=by, **detail)
