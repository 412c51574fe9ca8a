"""Builds the form field of a question, with its label, hint and error messages, from the questionnaire's own data."""

from datetime import date
from typing import TypedDict

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_countries import countries

from intake.answers.date_field import DateField
from intake.answers.fields import (
    EmailField,
    LineField,
    ManyOfField,
    NumberField,
    PhoneField,
    RatingField,
    TextField,
    YesNoField,
    group_choices,
)
from intake.answers.number_format import format_count, format_number
from intake.engine.questions import Kind, Question


class FieldOptions(TypedDict):
    """What every form field takes."""

    label: str
    help_text: str
    required: bool
    error_messages: dict[str, str]


def build_field(question: Question) -> forms.Field:
    """Return the form field that reads the answer to a question."""
    return FIELD_BUILDERS[question.kind](question)


def build_field_options(question: Question, required_message: str) -> FieldOptions:
    return {
        "label": question.text,
        "help_text": question.hint,
        "required": question.required,
        "error_messages": {"required": format_error(question, required_message)},
    }


def format_error(question: Question, message: str) -> str:
    """Return an error that names its question, so that it can be read on its own in the error summary."""
    return _("%(question)s: %(message)s") % {"question": question.label, "message": message}


def format_error_template(question: Question, message: str) -> str:
    """Return the same for an error in which Django replaces `%` placeholders."""
    return format_error(question, message).replace("%", "%%")


def build_text_field(
    question: Question, kind: type[TextField], widget: forms.Widget, required_message: str, invalid_message: str = ""
) -> forms.Field:
    options = build_field_options(question, required_message)
    options["error_messages"] |= {
        "max_length": format_error(
            question,
            _("shorten the text to %(length)s characters or fewer") % {"length": format_count(question.max_length)},
        )
        + " "
        + _("({more} too many)"),
        "unreadable": format_error(question, _("some characters cannot be read; please enter the text again")),
        "invalid": format_error_template(question, invalid_message or required_message),
    }
    # static/js/form.js counts the characters, once the text is nearly too long.
    widget.attrs |= {"data-longest": question.max_length, "data-too-long": _("{more} characters too many")}
    return kind(max_length=question.max_length, widget=widget, **options)


def build_yes_no_field(question: Question) -> forms.Field:
    options = build_field_options(question, _("choose yes or no"))
    options["error_messages"]["invalid_choice"] = format_error_template(question, _("choose yes or no"))
    return YesNoField(**options)


def build_one_of_field(question: Question) -> forms.Field:
    options = build_field_options(question, _("choose one answer"))
    options["error_messages"]["invalid_choice"] = format_error_template(question, _("choose one of the answers shown"))
    return forms.ChoiceField(choices=group_choices(question), widget=forms.RadioSelect, **options)


def build_many_of_field(question: Question) -> forms.Field:
    exclusive = next((choice.text for choice in question.choices if choice.exclusive), "")
    required_message = _("choose at least one answer")
    if exclusive:
        required_message = _("choose all the answers that apply, or “%(none)s”") % {"none": exclusive}
    options = build_field_options(question, required_message)
    options["error_messages"] |= {
        "invalid_choice": format_error_template(question, _("choose from the answers shown")),
        "invalid_list": format_error(question, _("choose from the answers shown")),
        "exclusive": format_error(
            question, _("choose only “%(none)s”, or all the answers that apply") % {"none": exclusive}
        ),
    }
    return ManyOfField(question=question, **options)


def build_number_field(question: Question) -> forms.Field:
    options = build_field_options(question, _("enter a number"))
    lowest, highest = (format_number(end) for end in (question.bounds.lowest, question.bounds.highest))
    not_a_number = (
        _("enter a whole number in digits, for example 12")
        if not question.decimals
        else _("enter a number in digits, for example 12")
    )
    options["error_messages"] |= {
        "invalid": format_error(question, not_a_number),
        "unreadable": format_error(question, not_a_number),
        "max_length": format_error(question, not_a_number),
        "decimals": format_error(
            question, not_a_number if not question.decimals else format_decimals_message(question.decimals)
        ),
        "ambiguous": format_error(question, _("do you mean {readings}? Please enter it that way")),
        "bounds": format_error(
            question,
            _("enter a number from %(lowest)s to %(highest)s") % {"lowest": lowest, "highest": highest},
        ),
    }
    widget = forms.TextInput(
        {"inputmode": "decimal" if question.decimals else "numeric", "autocomplete": "off", "class": "chars-10"}
    )
    return NumberField(question=question, max_length=40, widget=widget, **options)


def format_decimals_message(decimals: int) -> str:
    message = ngettext(
        "enter no more than %(decimals)s digit after the decimal point",
        "enter no more than %(decimals)s digits after the decimal point",
        decimals,
    )
    return message % {"decimals": decimals}


def build_rating_field(question: Question) -> forms.Field:
    options = build_field_options(question, _("choose a number"))
    options["error_messages"]["invalid_choice"] = format_error_template(question, _("choose one of the numbers shown"))
    low, high = question.end_labels
    if low and high:
        ends = {"lowest": question.bounds.lowest, "low": low, "highest": question.bounds.highest, "high": high}
        meaning = _("%(lowest)s means “%(low)s”, %(highest)s means “%(high)s”.") % ends
        options["help_text"] = f"{question.hint} {meaning}".strip()
    return RatingField(question=question, **options)


def build_date_field(question: Question) -> forms.Field:
    options = build_field_options(question, _("enter the date"))
    lowest, highest = (
        date_format(date.fromisoformat(str(end))) for end in (question.bounds.lowest, question.bounds.highest)
    )
    incomplete = _("enter the day, month and year")
    if question.accepts_partial_date:
        incomplete = _("enter the year, and the month and day if you know them")
    options["error_messages"] |= {
        "incomplete": format_error(question, incomplete),
        "invalid": format_error(question, _("enter a real date with a four-digit year, for example 27 3 1980")),
        "day": format_error(question, _("enter the day as a number from 1 to 31")),
        "month": format_error(question, _("enter the month as a number from 1 to 12, or by its name")),
        "year": format_error(question, _("enter the year with four digits, for example 1980")),
        "no_day": format_error(question, _("check the day; this month does not have that many days")),
        "future": format_error(question, _("enter today’s date or a date in the past")),
        "bounds": format_error(
            question, _("enter a date from %(lowest)s to %(highest)s") % {"lowest": lowest, "highest": highest}
        ),
    }
    return DateField(question=question, **options)


def build_country_field(question: Question) -> forms.Field:
    options = build_field_options(question, _("choose a country"))
    options["error_messages"]["invalid_choice"] = format_error_template(question, _("choose a country from the list"))
    choices = [("", ""), *((code, name) for code, name in countries)]
    return forms.ChoiceField(choices=choices, widget=forms.Select({"autocomplete": "country"}), **options)


def build_consent_field(question: Question) -> forms.Field:
    required_message = _("tick the box if you agree; without your consent the clinic may not read your answers")
    return forms.BooleanField(**build_field_options(question, required_message))


# The autocomplete values are those of WCAG 1.3.5. Browsers are not to remember what is about health.
FIELD_BUILDERS = {
    Kind.YES_NO: build_yes_no_field,
    Kind.ONE_OF: build_one_of_field,
    Kind.MANY_OF: build_many_of_field,
    Kind.CONSENT: build_consent_field,
    Kind.WHOLE_NUMBER: build_number_field,
    Kind.NUMBER: build_number_field,
    Kind.RATING: build_rating_field,
    Kind.DATE: build_date_field,
    Kind.COUNTRY: build_country_field,
    Kind.SHORT_TEXT: lambda question: build_text_field(
        question, LineField, forms.TextInput({"autocomplete": "off"}), _("enter an answer")
    ),
    Kind.LONG_TEXT: lambda question: build_text_field(
        question, TextField, forms.Textarea({"rows": 6, "autocomplete": "off"}), _("enter an answer")
    ),
    Kind.NAME: lambda question: build_text_field(
        question, LineField, forms.TextInput({"autocomplete": "name", "spellcheck": "false"}), _("enter the name")
    ),
    Kind.EMAIL: lambda question: build_text_field(
        question,
        EmailField,
        forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
        _("enter an email address, for example name@example.org"),
        _("enter a full email address, for example name@example.org"),
    ),
    Kind.PHONE: lambda question: build_text_field(
        question,
        PhoneField,
        forms.TextInput({"type": "tel", "autocomplete": "tel", "class": "chars-20"}),
        _("enter a phone number"),
        _("enter a full phone number, with the area code"),
    ),
}
