"""The pages on which the owner of an account changes its email address.

They ask for the password or the second factor again, and for proof that the owner reads the new address: until its link
is followed, only that link is sent to it, and nothing is stored.
"""

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.fields import EmailField
from allauth.core.internal.httpkit import authenticated_user
from allauth.core.ratelimit import consume_or_429
from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AbstractUser
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

EMAIL_CHANGE_SALT = "fibro_site.email_change"
LINK_LIFETIME_SECONDS = 24 * 3600


class EmailChangeForm(forms.Form):
    email = EmailField(label=_("New email address"), max_length=254)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(app="allauth.account")
def change_email(request: HttpRequest) -> HttpResponse:
    if refusal := consume_or_429(request, action="manage_email"):
        return refusal
    form = EmailChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        send_confirmation_link(request, authenticated_user(request), form.cleaned_data["email"])
        text = gettext("We have sent a link to %(email)s. Open it to confirm your new address.")
        messages.success(request, text % {"email": form.cleaned_data["email"]})
        return redirect("account_email")
    return render(request, "account/email_change.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_email(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for confirmation before changing the address, because mail scanners open links too."""
    found = parse_confirmation_token(key)
    if found is None:
        return render(request, "account/email_confirm.html", {"is_over": True}, status=410)
    user, email = found
    if request.method == "POST":
        user.email = email
        user.save(update_fields=["email"])
        return render(request, "account/email_confirm.html", {"is_done": True, "email": email})
    return render(request, "account/email_confirm.html", {"email": email})


def send_confirmation_link(request: HttpRequest, user: AbstractUser, email: str) -> None:
    content = {"user": user.pk, "from": user.email, "to": email}
    token = signing.dumps(content, salt=EMAIL_CHANGE_SALT)
    context = {"user": user, "activate_url": reverse("account_confirm_email", args=[token])}
    get_adapter(request).send_mail("account/email/email_confirmation", email, context)


def parse_confirmation_token(token: str) -> tuple[AbstractUser, str] | None:
    """Return the account and its new address, or None for a token that is wrong, too old or used.

    A token is valid while the account still has the address for which it was made, so it can be used once.
    """
    try:
        content = signing.loads(token, salt=EMAIL_CHANGE_SALT, max_age=LINK_LIFETIME_SECONDS)
    except signing.BadSignature:
        return None
    user = get_user_model().objects.filter(pk=content["user"], email=content["from"], is_active=True).first()
    return (user, content["to"]) if user else None


# Before allauth's own pages, where an unconfirmed address would already receive links for a new password.
urlpatterns = [
    path("account/email/", change_email, name="account_email"),
    path("account/confirm-email/<str:key>/", confirm_email, name="account_confirm_email"),
]
