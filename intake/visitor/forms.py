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
        label=_("E-mail address"),
        help_text=_("We use it once, to send you the link, and do not keep it."),
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("E-mail address: write the address, for example name@example.org"),
            "invalid": _("E-mail address: this does not look complete; please check it"),
            "max_length": _("E-mail address: this does not look complete; please check it"),
            "unreadable": _("E-mail address: this does not look complete; please check it"),
        },
    )


class ReturnCodeForm(TaglessForm):
    code = CodeField(
        label=_("Your code"),
        help_text=_("20 letters and figures. Capitals and hyphens do not matter."),
        length=codes.SECRET_LENGTH,
        error_messages={
            "required": _("Your code: write it as you wrote it down"),
            "invalid": _("Your code: it has 20 letters and figures; please check it"),
        },
    )
