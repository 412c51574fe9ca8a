"""The forms of the patient's own page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.encryption import codes
from intake.forms import CodeField, TaglessForm


class OwnPageForm(TaglessForm):
    reference = CodeField(
        label=_("Your reference"),
        help_text=_("8 letters and numbers, for example K7NM-4XWD."),
        length=codes.REFERENCE_LENGTH,
        error_messages={
            "required": _("Your reference: enter the reference you were given when you sent your answers"),
            "invalid": _("Your reference: check it and enter all 8 letters and numbers"),
        },
    )
    code = CodeField(
        label=_("Your own code"),
        help_text=_("20 letters and numbers. Capital letters and hyphens do not matter."),
        length=codes.SECRET_LENGTH,
        error_messages={
            "required": _("Your own code: enter the code you were given when you sent your answers"),
            "invalid": _("Your own code: check it and enter all 20 letters and numbers"),
        },
    )


class EraseForm(TaglessForm):
    sure = forms.BooleanField(
        label=_("Yes, delete everything I sent"),
        error_messages={"required": _("Tick the box to delete everything")},
    )
