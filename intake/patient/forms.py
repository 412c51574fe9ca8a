"""The forms of the patient's own page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.encryption import codes
from intake.forms import CodeField, TaglessForm


class OwnPageForm(TaglessForm):
    reference = CodeField(
        label=_("Your reference"),
        help_text=_("8 letters and figures, for example K7NM-4XWD."),
        length=codes.REFERENCE_LENGTH,
        error_messages={
            "required": _("Your reference: write it as it stood on the page that said your answers were sent"),
            "invalid": _("Your reference: it has 8 letters and figures; please check it"),
        },
    )
    code = CodeField(
        label=_("Your own code"),
        help_text=_("20 letters and figures. Capitals and hyphens do not matter."),
        length=codes.SECRET_LENGTH,
        error_messages={
            "required": _("Your own code: write it as you wrote it down"),
            "invalid": _("Your own code: it has 20 letters and figures; please check it"),
        },
    )


class EraseForm(TaglessForm):
    sure = forms.BooleanField(
        label=_("Yes, erase everything that I sent"),
        error_messages={"required": _("Tick the box if you want everything erased")},
    )
