"""What asks again who is there: exports, and changes of keys, of rights, of whom submissions go to and of how long they
are kept.

A session that was left open is then worth less to whoever finds it. allauth has the pages that ask, and goes on with
what was sent once somebody has answered: what was typed waits in the session, which is sealed.
"""

import time
from urllib.parse import urlsplit

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records

# allauth's decorator calls this too; a middleware cannot use the decorator, and has no public function instead.
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY, suspend_request
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import ResolverMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from fibro_site.accounts.session_factors import FACTOR_TYPES

# Names of URLs. Those of apps stand here too, because apps do not know the site's accounts.
GUARDED_PAGES = {
    "colleagues:departure",
    "intake_accountability:disclose",
    "intake_exports:ask",
    "intake_accountability:ask_retirement",
    "intake_accountability:keep_key",
    "intake_accountability:confirm_retirement",
    "intake_accountability:place_hold",
    "intake_accountability:end_hold",
    *(f"wagtailsnippets_intake_receiver:{change}" for change in ("add", "copy", "edit", "delete")),
    *(f"wagtailsnippets_intake_routingrule:{change}" for change in ("add", "copy", "edit", "delete")),
    *(f"retentionrule:{change}" for change in ("add", "edit", "delete")),
    *(f"wagtailusers_users:{change}" for change in ("add", "copy", "edit", "delete")),
    *(f"wagtailusers_groups:{change}" for change in ("add", "edit", "delete")),
}
# Files that a link on a page gives. Whoever had to answer first comes back to that page, and chooses the link again:
# a browser would show the question still, while the file arrives.
GUARDED_DOWNLOADS = {"intake_staff:export_response", "intake_exports:download"}
# Of what many rows of are changed at once.
GUARDED_BULK_MODELS = {("auth", "user"), ("auth", "group")}


def is_guarded(match: ResolverMatch) -> bool:
    if match.view_name == "wagtail_bulk_action":
        return (match.kwargs["app_label"], match.kwargs["model_name"]) in GUARDED_BULK_MODELS
    return match.view_name in GUARDED_PAGES | GUARDED_DOWNLOADS


def has_signed_in_recently(request: HttpRequest) -> bool:
    """Return whether this session was opened or confirmed within ACCOUNT_REAUTHENTICATION_TIMEOUT seconds.

    Where the account has a second factor, only that factor counts, and not the password.
    """
    records = get_authentication_records(request, request.user)
    if is_mfa_enabled(request.user, FACTOR_TYPES):
        records = [record for record in records if record["method"] == "mfa"]
    return any(time.time() - record["at"] < app_settings.REAUTHENTICATION_TIMEOUT for record in records)


def ask_to_sign_in_again(request: HttpRequest, match: ResolverMatch) -> HttpResponse:
    """Redirect to the page that asks, and from there back: with what was sent, if the request was a POST."""
    # What somebody else sent before, on the session that they found open, must not be done by this answer.
    request.session.pop(STATE_SESSION_KEY, None)
    methods = get_adapter(request).get_reauthentication_methods(request.user)
    page = next((method["url"] for method in methods), reverse("account_login"))
    if match.view_name in GUARDED_DOWNLOADS:
        messages.info(request, gettext("Once you have confirmed that it is you, choose the download again."))
        return redirect(f"{page}?{urlencode({'next': find_page_before(request)})}")
    return suspend_request(request, page)


def find_page_before(request: HttpRequest) -> str:
    """Return the path of the page of the admin that the browser comes from, or of the first one."""
    path = urlsplit(request.headers.get("Referer", "")).path
    return path if path.startswith(settings.ADMIN_PREFIX) else reverse(settings.LOGIN_REDIRECT_URL)
