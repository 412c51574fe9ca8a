"""The forms of routing rules and receivers. What would reach nobody is refused, with a sentence that says why."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from intake.delivery import receiver_hosts, receivers, webhook_signature
from intake.delivery.receiver_hosts import HostNotAllowed, ReceiverUrl
from intake.encryption.receiver_keys import PrivateKeyGiven, ReceiverKey, UnusableKey
from intake.enums import ReceiverKind
from intake.models import Questionnaire, Receiver


class RoutingRuleForm(WagtailAdminModelForm):
    questionnaire = forms.ChoiceField(label=gettext_lazy("Questionnaire"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        slugs = sorted(set(Questionnaire.objects.values_list("slug", flat=True)) | {self.instance.questionnaire} - {""})
        self.fields["questionnaire"].choices = [("", _("Any")), *((slug, slug) for slug in slugs)]
        for name in ("outcome", "urgency", "language"):
            named = [choice for choice in self.fields[name].choices if choice[0]]
            self.fields[name].choices = [("", _("Any")), *named]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        chosen = list(cleaned.get("receivers") or [])
        for receiver in chosen:
            if not receiver.reaches_somebody:
                self.add_error("receivers", explain_unreachable(receiver))
        if not chosen and not cleaned.get("tells_mailbox"):
            self.add_error(
                "receivers", _("This rule tells nobody. Choose a receiver, or have it tell the clinic’s mailbox.")
            )
        return cleaned


def explain_unreachable(receiver: Receiver) -> str:
    """Return why a receiver reaches nobody."""
    words = {"name": receiver.name}
    if not receiver.is_active:
        return _("“%(name)s” is not in use. Choose another receiver, or put it back into use.") % words
    if receiver.account is not None and not receiver.account.is_active:
        return _("“%(name)s” reaches nobody: the account is deactivated. Choose another receiver.") % words
    if receiver.account is not None:
        return _("“%(name)s” reaches nobody: the account has no email address.") % words
    return _("“%(name)s” reaches nobody: it has neither an account nor an address.") % words


def check_token(text: str) -> str:
    """Return a token that can stand in a header (RFC 6750). Raises ValidationError."""
    if not re.fullmatch(r"[A-Za-z0-9._~+/-]+=*", text):
        raise ValidationError(_("This is no token: it can hold letters, digits and - . _ ~ + / ="))
    return text


class ReceiverForm(WagtailAdminModelForm):
    secret = forms.CharField(
        label=gettext_lazy("Secret"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy(
            "What another program checks signatures with: whsec_ and at least 24 bytes in base64. For a FHIR "
            "server, the token that it asks for, if any. It is stored encrypted and never shown again. "
            "Empty: it stays as it is."
        ),
    )

    def clean_secret(self) -> bytes | None:
        text = self.cleaned_data["secret"]
        if self.cleaned_data.get("kind") == ReceiverKind.FHIR_SERVER:
            return check_token(text).encode() if text else None
        try:
            return webhook_signature.parse_secret(text) if text else None
        except ValueError as error:
            raise ValidationError(
                _("This is no secret of a webhook: it begins with whsec_, and 24 to 64 bytes in base64 follow.")
            ) from error

    def clean_public_key(self) -> str:
        text = self.cleaned_data["public_key"].strip()
        if not text:
            return ""
        if self.cleaned_data.get("kind") != ReceiverKind.WEBHOOK:
            raise ValidationError(_("Only a signed message to another program can be sealed to a public key."))
        try:
            return ReceiverKey.parse(text).to_text()
        except PrivateKeyGiven as error:
            raise ValidationError(
                _("This is a private key, which nobody but the program itself may have. It has to make a new pair.")
            ) from error
        except UnusableKey as error:
            raise ValidationError(
                _(
                    "Nothing can be sealed to this key. Paste all of it, in base64 or as PEM: 32 bytes (X25519) or "
                    "1,216 (ML-KEM-768 and after it X25519)."
                )
            ) from error

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        kind = cleaned.get("kind")
        if kind == ReceiverKind.STAFF_EMAIL:
            self.check_email(cleaned)
        elif kind:
            self.check_program(cleaned)
        return cleaned

    def check_email(self, cleaned: dict[str, Any]) -> None:
        account = cleaned.get("account")
        if bool(account) == bool(cleaned.get("email_address")):
            self.add_error("email_address", _("Choose an account, or enter an email address: one of them."))
        elif account and not account.is_active:
            self.add_error("account", _("This account is deactivated, so nobody would read the emails."))
        elif account and not account.email:
            self.add_error("account", _("This account has no email address."))

    def check_program(self, cleaned: dict[str, Any]) -> None:
        try:
            parsed = receiver_hosts.parse_receiver_url(cleaned.get("url") or "")
        except HostNotAllowed:
            self.add_error(
                "url",
                _("Enter an https address. A program in the clinic’s own network must be allowed in the settings."),
            )
        else:
            self.check_answers(cleaned, parsed)
        needs_secret = cleaned["kind"] == ReceiverKind.WEBHOOK
        if (
            needs_secret
            and not cleaned.get("secret")
            and not self.instance.sealed_secret
            and "secret" not in self.errors
        ):
            self.add_error("secret", _("Enter the secret that the other program knows too."))

    def check_answers(self, cleaned: dict[str, Any], parsed: ReceiverUrl) -> None:
        wants_answers = cleaned["kind"] == ReceiverKind.FHIR_SERVER or cleaned.get("public_key")
        if wants_answers and not parsed.may_get_answers:
            self.add_error(
                "url",
                _(
                    "Answers may not be sent to this address. Ask whoever runs the site to add it to "
                    "ANSWERS_ALLOWED_HOSTS."
                ),
            )

    def save(self, commit: bool = True) -> Receiver:
        if secret := self.cleaned_data.get("secret"):
            receivers.seal_secret(self.instance, secret)
        saved: Receiver = super().save(commit)
        return saved
