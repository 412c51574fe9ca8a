"""The form that sends a link by which a forgotten password is replaced.

Page, mail and clock say the same whether there is such an account or not: the search and the mail come after the
answer, and a stranger's address gets no mail.
"""

from typing import Any

from allauth.account.forms import ResetPasswordForm, default_token_generator
from allauth.account.internal.flows.password_reset import request_password_reset
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest

from fibro_site.middleware.after_response import run_after_response


class QuietResetPasswordForm(ResetPasswordForm):
    def clean_email(self) -> str:
        return self.cleaned_data["email"]

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email = self.cleaned_data["email"]
        run_after_response(request, lambda: send_reset_links(request, email))
        return email


def send_reset_links(request: HttpRequest, email: str) -> None:
    """To the address as the account has it, and not as it was typed: look-alike letters lead nowhere else."""
    for user in find_account_owners(email):
        request_password_reset(request, user.email, [user], default_token_generator)


def find_account_owners(email: str) -> list[AbstractUser]:
    """The active accounts with this address. An address that is not proved yet is no account's."""
    found = get_user_model().objects.filter(email__iexact=email, is_active=True)
    return [user for user in found if user.email.lower() == email.lower()]
