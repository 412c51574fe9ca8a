"""The form of one step, built from the questionnaire's own data."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, LayoutObject
from django import forms
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_countries import countries

from intake.answers import numbers
from intake.answers.fields import (
    DateField,
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
from intake.engine import routes
from intake.engine.conditions import ALWAYS, Answers, AnswerTo
from intake.engine.questions import Kind, Question, Step


class Information(LayoutObject):
    """A text between the questions. A template of its own: crispy would read the words themselves as a template."""

    def __init__(self, question: Question) -> None:
        self.question = question

    def render(self, form: forms.Form, context: Any, template_pack: str = "", **kwargs: Any) -> str:
        return render_to_string("intake/information.html", {"question": self.question})


class ConsentTerms(LayoutObject):
    """What somebody is told before they agree: who asks, for which data, and what for."""

    def __init__(self, question: Question) -> None:
        self.question = question

    def render(self, form: forms.Form, context: Any, template_pack: str = "", **kwargs: Any) -> str:
        return render_to_string("intake/consent_terms.html", {"consent": self.question.consent})


class StepForm(forms.Form):
    """The questions of a step as it is asked. Give it the answers so far, or what was posted."""

    use_required_attribute = False  # the browser's own bubbles would speak before our sentences do

    def __init__(
        self, *, step: Step, answers: Answers, data: Any = None, among: Sequence[Step] = (), is_whole: bool = True
    ) -> None:
        """`among` are all steps of the questionnaire, by which the answers on this page decide what else on it is
        asked. A page that is not `is_whole` was left before it was finished: nothing is missing on it yet.
        """
        super().__init__(data=data, initial=dict(answers))
        self.step = step
        self.among = tuple(among)
        self.is_whole = is_whole
        self.fields = {question.link_id: build_field(question) for question in step.answerable}
        for link_id in list_other_name_ids(step):
            self.fields[link_id].widget.attrs["autocomplete"] = "off"
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.label_is_heading = step.is_one_question
        self.helper.layout = Layout(*(part for question in step.questions for part in build_layout(question)))

    def answers(self) -> dict[str, Any]:
        """What was answered, by linkId. An unanswered question is not in it."""
        return {
            link_id: answer
            for link_id in self.fields
            if (answer := self.cleaned_data.get(link_id)) not in (None, "", [])
        }

    def clean(self) -> dict[str, Any]:
        """What an answer on this page hides is no longer asked: neither is it missing, nor can it be wrong."""
        hidden = self.hidden()
        for link_id, errors in list(self.errors.items()):
            is_missing = all(error.code == "required" for error in errors.as_data())
            if link_id in hidden or (is_missing and not self.is_whole):
                del self.errors[link_id]
        return self.cleaned_data

    def hidden(self) -> set[str]:
        """The questions of this page that the answers on it leave unasked."""
        compared = {
            comparison.subject for question in self.step.questions for comparison in question.condition.comparisons()
        }
        if not self.among or not any(AnswerTo(link_id) in compared for link_id in self.fields):
            return set()
        together = dict(self.initial) | dict.fromkeys(self.fields) | self.answers()
        step = routes.resolve_route_of_steps(self.among, together).step(self.step.link_id)
        return set(self.fields) - {question.link_id for question in (step.questions if step else ())}

    def merge_into(self, answers: Answers) -> dict[str, Any]:
        """All answers, with those to this form's questions in place of older ones. A question that was left open has
        None, which tells that it was shown; one that another answer hid has nothing, so that it is shown again.
        """
        others = {link_id: answer for link_id, answer in answers.items() if link_id not in self.fields}
        hidden = self.hidden()
        return others | {link_id: None for link_id in self.fields if link_id not in hidden} | self.answers()


def list_other_name_ids(step: Step) -> list[str]:
    """The questions for a name that is not the reader's own: where somebody answers for another, two names are asked,
    and the one that is asked of everybody is the patient's.
    """
    names = [question for question in step.answerable if question.kind is Kind.NAME]
    return [question.link_id for question in names if len(names) > 1 and question.condition == ALWAYS]


def build_layout(question: Question) -> list[LayoutObject]:
    if question.kind is Kind.INFORMATION:
        return [Information(question)]
    if question.kind is Kind.CONSENT:
        return [ConsentTerms(question), Field(question.link_id)]
    return [Field(question.link_id)]


def build_field(question: Question) -> forms.Field:
    return FIELD_BUILDERS[question.kind](question)


def build_field_options(question: Question, required_message: str) -> dict[str, Any]:
    return {
        "label": question.text,
        "help_text": question.hint,
        "required": question.required,
        "error_messages": {"required": format_error(question, required_message)},
    }


def format_error(question: Question, message: str) -> str:
    """An error that says which question it is about, so that it can be read on its own in the summary."""
    return _("%(question)s: %(message)s") % {"question": question.label, "message": message}


def format_error_template(question: Question, message: str) -> str:
    """The same for an error that Django fills in with `%`."""
    return format_error(question, message).replace("%", "%%")


def build_text_field(
    question: Question, kind: type[TextField], widget: forms.Widget, required_message: str
) -> forms.Field:
    options = build_field_options(question, required_message)
    options["error_messages"] |= {
        "max_length": format_error(
            question, _("write %(length)s characters or fewer") % {"length": numbers.format_count(question.max_length)}
        )
        + " "
        + _("({more} too many)"),
        "unreadable": format_error(question, _("some of the text cannot be read; please write it again")),
        "invalid": format_error_template(question, _("this does not look complete; please check it")),
    }
    # static/js/form.js counts, from where it matters on.
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
        required_message = _("choose every answer that is true, or “%(none)s”") % {"none": exclusive}
    options = build_field_options(question, required_message)
    options["error_messages"] |= {
        "invalid_choice": format_error_template(question, _("choose from the answers shown")),
        "invalid_list": format_error(question, _("choose from the answers shown")),
        "exclusive": format_error(
            question, _("choose “%(none)s” alone, or the answers that are true") % {"none": exclusive}
        ),
    }
    return ManyOfField(question=question, **options)


def build_number_field(question: Question) -> forms.Field:
    options = build_field_options(question, _("write a number"))
    lowest, highest = (numbers.format_number(end) for end in (question.bounds.lowest, question.bounds.highest))
    not_a_number = _("write a whole number, in digits") if not question.decimals else _("write a number, in digits")
    options["error_messages"] |= {
        "invalid": format_error(question, not_a_number),
        "unreadable": format_error(question, not_a_number),
        "max_length": format_error(question, not_a_number),
        "decimals": format_error(
            question, not_a_number if not question.decimals else _("write fewer digits behind the point")
        ),
        "ambiguous": format_error(question, _("do you mean {readings}? Please write it like that")),
        "bounds": format_error(
            question,
            _("write a number from %(lowest)s to %(highest)s") % {"lowest": lowest, "highest": highest},
        ),
    }
    widget = forms.TextInput(
        {"inputmode": "decimal" if question.decimals else "numeric", "autocomplete": "off", "class": "chars-10"}
    )
    return NumberField(question=question, max_length=40, widget=widget, **options)


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
    options = build_field_options(question, _("write the date"))
    lowest, highest = (
        date_format(date.fromisoformat(str(end))) for end in (question.bounds.lowest, question.bounds.highest)
    )
    incomplete = _("write day, month and year")
    if question.accepts_partial_date:
        incomplete = _("write the year, with the month and the day if you know them")
    options["error_messages"] |= {
        "incomplete": format_error(question, incomplete),
        "invalid": format_error(
            question, _("this is no date; write day, month and year, the year with all four digits")
        ),
        "day": format_error(question, _("write the day as a number from 1 to 31")),
        "month": format_error(question, _("write the month as a number from 1 to 12, or its name")),
        "year": format_error(question, _("write the year with all four digits")),
        "no_day": format_error(question, _("this month does not have so many days")),
        "future": format_error(question, _("write a date that is not in the future")),
        "bounds": format_error(
            question, _("write a date from %(lowest)s to %(highest)s") % {"lowest": lowest, "highest": highest}
        ),
    }
    return DateField(question=question, **options)


def build_country_field(question: Question) -> forms.Field:
    options = build_field_options(question, _("choose a country"))
    options["error_messages"]["invalid_choice"] = format_error_template(question, _("choose a country from the list"))
    choices = [("", ""), *((code, name) for code, name in countries)]
    return forms.ChoiceField(choices=choices, widget=forms.Select({"autocomplete": "country"}), **options)


def build_consent_field(question: Question) -> forms.Field:
    required_message = _("tick the box if you agree; without it the clinic may not read your answers")
    return forms.BooleanField(**build_field_options(question, required_message))


# The autocomplete words are WCAG 1.3.5's; what is about health is not for the browser to remember.
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
        question, LineField, forms.TextInput({"autocomplete": "off"}), _("write an answer")
    ),
    Kind.LONG_TEXT: lambda question: build_text_field(
        question, TextField, forms.Textarea({"rows": 6, "autocomplete": "off"}), _("write an answer")
    ),
    Kind.NAME: lambda question: build_text_field(
        question, LineField, forms.TextInput({"autocomplete": "name", "spellcheck": "false"}), _("write the name")
    ),
    Kind.EMAIL: lambda question: build_text_field(
        question,
        EmailField,
        forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
        _("write the address, for example name@example.org"),
    ),
    Kind.PHONE: lambda question: build_text_field(
        question,
        PhoneField,
        forms.TextInput({"type": "tel", "autocomplete": "tel", "class": "chars-20"}),
        _("write the number"),
    ),
}
