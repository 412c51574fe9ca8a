"""The forms of a submission's page."""

from datetime import datetime, timedelta

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext_lazy

from intake.enums import SubmissionState
from intake.models.procedures import REACHABLE_STATES
from intake.staff.actions import MAX_MESSAGE_LENGTH, MAX_NOTE_LENGTH
from intake.staff.appointment_actions import MAX_PLACE_LENGTH
from intake.staff.assignment import get_display_name, list_colleagues

LENGTHS = (15, 20, 30, 45, 60, 90)
FURTHEST = timedelta(days=366)


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("New note"),
        max_length=MAX_NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "data-shortcut": "n"}),
        help_text=_("For staff only. Notes are encrypted like the answers. Write @name to tell a colleague."),
    )


class MessageForm(forms.Form):
    text = forms.CharField(
        label=_("New message"),
        max_length=MAX_MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "data-shortcut": "m"}),
        help_text=_(
            "The patient reads it on their own page. If they gave an email address, we email them to say that there is "
            "a message, without its text."
        ),
    )


class AppointmentForm(forms.Form):
    starts_at = forms.SplitDateTimeField(
        label=_("Date and time"),
        widget=forms.SplitDateTimeWidget(
            date_format="%Y-%m-%d",
            time_format="%H:%M",
            date_attrs={"type": "date", "aria-label": gettext_noop("Date")},
            time_attrs={"type": "time", "aria-label": gettext_noop("Time")},
        ),
    )
    minutes = forms.TypedChoiceField(
        label=_("Length"),
        choices=[(minutes, ngettext_lazy("%d minute", "%d minutes", minutes) % minutes) for minutes in LENGTHS],
        coerce=int,
        initial=30,
    )
    place = forms.CharField(
        label=_("Where"),
        max_length=MAX_PLACE_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("For example: by phone, or the address. It is encrypted, and in no calendar file."),
    )

    def clean_starts_at(self) -> datetime:
        starts_at: datetime = self.cleaned_data["starts_at"]
        if not timezone.now() < starts_at < timezone.now() + FURTHEST:
            raise ValidationError(_("Enter a time in the next twelve months."))
        return starts_at


class StateForm(forms.Form):
    """`revision` is the one that the member of staff saw."""

    state = forms.TypedChoiceField(choices=SubmissionState.choices, coerce=SubmissionState)
    revision = forms.IntegerField(min_value=0)


class ColleagueField(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return get_display_name(obj)


class AssignmentForm(forms.Form):
    """`revision` is the one that the member of staff saw."""

    assignee = forms.ModelChoiceField(queryset=list_colleagues(), required=False)
    revision = forms.IntegerField(min_value=0)


class BulkForm(forms.Form):
    """What to do with everything that was selected."""

    ASSIGN, STATE = "assign", "state"

    change = forms.ChoiceField(
        label=_("What to do"),
        choices=[(ASSIGN, _("Assign to")), (STATE, _("Change the state to"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what to do.")},
    )
    assignee = ColleagueField(label=_("Assign to"), queryset=list_colleagues(), required=False, empty_label=_("Nobody"))
    state = forms.ChoiceField(
        label=_("Change the state to"),
        choices=[("", "–"), *((state, state.label) for state in REACHABLE_STATES)],
        required=False,
    )

    def clean(self) -> None:
        """Refuse what was chosen beside the change: whoever did so may have meant the other."""
        super().clean()
        change, state = self.cleaned_data.get("change"), self.cleaned_data.get("state")
        if change == self.STATE and not state:
            self.add_error("state", _("Choose a state."))
        if change == self.STATE and self.cleaned_data.get("assignee"):
            self.add_error("change", _("You chose a colleague too. One thing at a time: choose which."))
        if change == self.ASSIGN and state:
            self.add_error("change", _("You chose a state too. One thing at a time: choose which."))
