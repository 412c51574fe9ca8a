"""The forms of these pages."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.enums import DisclosureReason, HoldReason, WithholdingReason


class RetirementForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it should be retired"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("It stands in the audit. Write nothing about a patient."),
    )


class HoldForm(forms.Form):
    reason = forms.TypedChoiceField(label=_("Reason"), choices=HoldReason.choices, coerce=HoldReason)
    file_number = forms.CharField(
        label=_("File number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Where more about the reason stands. Write nothing about the patient here."),
    )
    until = forms.DateField(label=_("Keep it until"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until < timezone.localdate():
            raise forms.ValidationError(_("Enter a day that is still to come."))
        return until


class DisclosureForm(forms.Form):
    """What staff say when they give a person everything that is held about them."""

    reason = forms.TypedChoiceField(
        label=_("How it was asked for"), choices=DisclosureReason.choices, coerce=DisclosureReason
    )
    withheld = forms.ChoiceField(
        label=_("Notes of staff"),
        required=False,
        choices=[("", _("Included")), *WithholdingReason.choices],
        help_text=_("Withhold them only if the law lets the clinic do so."),
    )
