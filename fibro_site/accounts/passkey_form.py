"""The forms that add a passkey, and that sign in and confirm with one."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm, LoginWebAuthnForm, ReauthenticateWebAuthnForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class AddPasskeyForm(AddWebAuthnForm):
    """Offers a key that signs in without a password first: a key that cannot do so is added by unticking the box."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        options["initial"] = {"passwordless": True} | (options.get("initial") or {})
        super().__init__(*arguments, **options)
        self.fields["name"].help_text = _("By which you know it again: the name of the device, for example.")
        self.fields["passwordless"].label = _("It signs me in without my password")
        self.fields["passwordless"].help_text = _(
            "Untick this for an older security key, without a PIN or a fingerprint."
        )


class SignInByPasskeyForm(LoginWebAuthnForm):
    """Says what to do about a passkey that was removed here: a device goes on offering it. allauth calls it a code."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except ValidationError as error:
            message = gettext("We do not know this passkey. Choose another one, or sign in with your password.")
            raise ValidationError(message) from error


class ConfirmByPasskeyForm(ReauthenticateWebAuthnForm):
    """Says that a passkey is not this account's."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except ValidationError as error:
            raise ValidationError(gettext("This passkey is not one of yours. Choose another one.")) from error
