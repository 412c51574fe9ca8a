"""The forms of a submission's page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.enums import SubmissionState
from intake.staff.actions import MAX_MESSAGE_LENGTH, MAX_NOTE_LENGTH


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("New note"),
        max_length=MAX_NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        help_text=_("For staff only. Notes are encrypted like the answers."),
    )


class MessageForm(forms.Form):
    text = forms.CharField(
        label=_("New message"),
        max_length=MAX_MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        help_text=_(
            "The patient reads it on their own page. If they gave an email address, we email them to say that there is "
            "a message, without its text."
        ),
    )


class StateForm(forms.Form):
    """`revision` is the one that the member of staff saw."""

    state = forms.TypedChoiceField(choices=SubmissionState.choices, coerce=SubmissionState)
    revision = forms.IntegerField(min_value=0)
