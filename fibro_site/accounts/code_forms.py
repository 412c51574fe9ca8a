"""Forms that ask for a code of an authenticator app or a recovery code, with our limits on guessing."""

import logging

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from django.utils.translation import gettext_lazy as _

from fibro_site.accounts.sign_in_audit import record_failure
from fibro_site.accounts.sign_in_limits import CODE_RATES, count_attempt
from intake.encryption.primitives import SealError
from intake.enums import Action

logger = logging.getLogger(__name__)


class LimitedCodeForm(BaseAuthenticateForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        # Whoever has lost the phone needs to know where the printed codes go.
        self.fields["code"].help_text = _("The six digits of your app, or one of your recovery codes.")

    def clean_code(self) -> str:
        attempt = count_attempt(context.request, "code", self.user.get_username(), CODE_RATES)
        if attempt is None:
            record_failure(context.request, Action.LOCKED_OUT, self.user.get_username(), what="code")
            raise get_adapter().validation_error("too_many_login_attempts")
        try:
            code = super().clean_code()
        except SealError as error:
            logger.exception("A second factor of account %s was not encrypted by this site", self.user.pk)
            raise get_adapter().validation_error("incorrect_code") from error
        attempt.give_back()
        return code


class SignInCodeForm(LimitedCodeForm, AuthenticateForm):
    """Asks for a code after the password."""


class ReauthenticationCodeForm(LimitedCodeForm, ReauthenticateForm):
    """Asks for a code again before an account is changed."""
