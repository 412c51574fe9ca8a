"""The page on which the owner of an account sees where they are signed in, and signs out elsewhere."""

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from fibro_site.accounts.open_sessions import end_sessions, is_current, list_open_sessions


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def own_sessions(request: HttpRequest) -> HttpResponse:
    """List them. A POST ends the one that it names, or all others; never this one, which has a page of its own."""
    user, is_this = authenticated_user(request), is_current(request.session)
    if request.method == "POST":
        one = request.POST.get("session", "")
        ended = end_sessions(user, by=user, wanted=lambda it: not is_this(it) and one in {"", it.row_key})
        messages.success(request, describe_ended(ended))
        return redirect("account_sessions")
    sessions = [(one, is_this(one)) for one in list_open_sessions(user)]
    return render(request, "account/sessions.html", {"sessions": sessions})


def describe_ended(number: int) -> str:
    if not number:
        return gettext("There was no other session to end.")
    return ngettext("%(number)s session has ended.", "%(number)s sessions have ended.", number) % {"number": number}


urlpatterns = [path("account/sessions/", own_sessions, name="account_sessions")]
