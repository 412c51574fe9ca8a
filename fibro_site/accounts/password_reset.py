"""The form that sends a link for setting a new password.

It does not reveal whether there is an account with the address, neither by the page nor by the time that it takes: the
account is searched for after the response, and the address of a stranger gets no email.
"""

from allauth.account.forms import ResetPasswordForm, default_token_generator
from allauth.account.internal.flows.password_reset import request_password_reset
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest

from fibro_site.serving.after_response import run_after_response


class QuietResetPasswordForm(ResetPasswordForm):
    def clean_email(self) -> str:
        return self.cleaned_data["email"]

    def save(self, request: HttpRequest, **kwargs: object) -> str:
        email = self.cleaned_data["email"]
        run_after_response(request, lambda: send_reset_links(request, email))
        return email


def send_reset_links(request: HttpRequest, email: str) -> None:
    """Send the links to the address as stored, not as typed: look-alike letters could lead to another mailbox."""
    for user in find_account_owners(email):
        request_password_reset(request, user.email, [user], default_token_generator)


def find_account_owners(email: str) -> list[AbstractUser]:
    """Return the active accounts with this address. An unconfirmed address belongs to no account."""
    found = get_user_model().objects.filter(email__iexact=email, is_active=True)
    return [user for user in found if user.email.lower() == email.lower()]
