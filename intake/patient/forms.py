"""The forms of the patient's own page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.encryption import codes
from intake.forms import CodeField, TaglessForm
from intake.patient.correspondence import MAX_REPLY_LENGTH
from intake.reply_files import EXTENSIONS, validate_file


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


class ReplyForm(TaglessForm):
    text = forms.CharField(
        label=_("Your reply"),
        help_text=_("At most 5000 characters. Staff read it on working days."),
        max_length=MAX_REPLY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off"}),
        error_messages={
            "required": _("Your reply: write something"),
            "max_length": _("Your reply: shorten it to %(limit_value)d characters; it has %(show_value)d"),
        },
    )
    file = forms.FileField(
        label=_("A file"),
        help_text=_("For example a letter from your doctor: one PDF, JPEG or PNG file of at most 5 MB."),
        required=False,
        validators=[validate_file],
        widget=forms.FileInput(attrs={"accept": ",".join(EXTENSIONS.values())}),
        error_messages={"empty": _("File: this one is empty. Choose another one")},
    )


class WishForm(TaglessForm):
    text = forms.CharField(
        label=_("When would suit you?"),
        help_text=_("For example: mornings, not on Fridays."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        error_messages={
            "max_length": _("When would suit you: shorten it to %(limit_value)d characters; it has %(show_value)d"),
        },
    )


class EraseForm(TaglessForm):
    sure = forms.BooleanField(
        label=_("Yes, delete everything I sent"),
        error_messages={"required": _("Tick the box to delete everything")},
    )
