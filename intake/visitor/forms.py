"""The forms of "Save and come back later"."""

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.answers.fields import EmailField
from intake.encryption import codes
from intake.forms import CodeField, TaglessForm

# The longest that RFC 5321 allows: 64 octets before the @ and 255 behind it.
MAX_EMAIL_LENGTH = 320


class ReturnLinkForm(TaglessForm):
    email = EmailField(
        max_length=MAX_EMAIL_LENGTH,
        label=_("Email address"),
        help_text=_("We use it only to send you the link. We do not keep it."),
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Email address: enter an address, for example name@example.org"),
            "invalid": _("Email address: enter the full address, for example name@example.org"),
            "max_length": _("Email address: enter the full address, for example name@example.org"),
            "unreadable": _("Email address: enter the full address, for example name@example.org"),
        },
    )


class ReturnCodeForm(TaglessForm):
    code = CodeField(
        label=_("Your code"),
        help_text=_("20 letters and numbers. Capital letters and hyphens do not matter."),
        length=codes.SECRET_LENGTH,
        error_messages={
            "required": _("Your code: enter the code you were given when you saved your answers"),
            "invalid": _("Your code: check it and enter all 20 letters and numbers"),
        },
    )
