"""The forms of the page on which a version is signed, and of the one on which a reason is given instead."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from articles.models.review_settings import MAX_REVIEW_MONTHS, ReviewSettings

# Enough for a reason, and little enough to read in a list.
MAX_REASON_LENGTH = 1000


class ShownVersionForm(forms.Form):
    """A form about the version that was shown, which is sent along by its hash."""

    shown = forms.CharField(widget=forms.HiddenInput)


class SignForm(ShownVersionForm):
    months = forms.IntegerField(
        label=_("Months until the next review"),
        validators=[MinValueValidator(1), MaxValueValidator(MAX_REVIEW_MONTHS)],
        help_text=_("Readers see the date."),
    )

    @staticmethod
    def get_defaults() -> dict[str, object]:
        return {"months": ReviewSettings.load().months}


class ReasonForm(ShownVersionForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=MAX_REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It is kept, and shown to reviewers and in the report."),
    )


class RequestChangesForm(ShownVersionForm):
    comment = forms.CharField(
        label=_("What should change"), max_length=MAX_REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 2})
    )
