"""What somebody says who asks for answers to be taken out of the site."""

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.enums import ExportFormat, ExportReason
from intake.models import Export

FILE_NUMBER_LENGTH = Export._meta.get_field("file_number").max_length


class ReasonForm(forms.Form):
    reason = forms.TypedChoiceField(
        label=_("Reason"), choices=[("", "–"), *ExportReason.choices], coerce=ExportReason, empty_value=None
    )


class ExportForm(ReasonForm):
    file_format = forms.TypedChoiceField(
        label=_("Format"),
        choices=ExportFormat.choices,
        coerce=ExportFormat,
        initial=ExportFormat.CSV,
        widget=forms.RadioSelect,
    )
    file_number = forms.CharField(
        label=_("Number of a file or study"),
        required=False,
        max_length=FILE_NUMBER_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Anybody who may export can read it. Nothing about a patient, no names."),
    )
    field_order = ("file_format", "reason", "file_number")

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("reason") == ExportReason.OTHER and not self.cleaned_data.get("file_number"):
            self.add_error("file_number", _("Name the file in which the reason stands."))
