"""The form of one step, built from the questionnaire's own data."""

import re
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, LayoutObject
from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from intake.conditions import Answers
from intake.questions import Choice, Kind, Question, Step

# NUL and lone surrogates no database keeps; U+FFFD stands where broken UTF-8 was. Nobody types any of them.
UNREADABLE = re.compile("[\x00\ud800-\udfff\ufffd]")
# Other control characters come with pasted text and mean nothing; FHIR's string allows tab, CR and LF only.
CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
FEWEST_DIGITS = 5  # of a telephone number anywhere


class ChoiceText(str):
    """The text of a choice with what the template pack shows beside it."""

    __slots__ = ("exclusive", "hint")

    hint: str
    exclusive: bool

    @classmethod
    def of(cls, choice: Choice) -> "ChoiceText":
        text = cls(choice.text)
        text.hint, text.exclusive = choice.hint, choice.exclusive
        return text


class TextField(forms.CharField):
    """Text as it can be kept for ever: readable characters, and line ends that are counted once."""

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value))
        if UNREADABLE.search(text):
            raise ValidationError(self.error_messages["unreadable"], code="unreadable")
        return CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


class LineField(TextField):
    """One line, whatever was pasted."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class PhoneField(LineField):
    def validate(self, value: str) -> None:
        super().validate(value)
        if value and sum(character.isdigit() for character in value) < FEWEST_DIGITS:
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": value})


class EmailField(LineField):
    widget = forms.EmailInput
    default_validators = forms.EmailField.default_validators


class YesNoField(forms.TypedChoiceField):
    """True, False, or None where nothing was chosen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=[("yes", _("Yes")), ("no", _("No"))],
            coerce=lambda value: value == "yes",
            empty_value=None,
            widget=forms.RadioSelect,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class ManyOfField(forms.MultipleChoiceField):
    """Codes in the order of the question, each once; one that excludes the rest stands alone."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, question: Question, **kwargs: Any) -> None:
        super().__init__(choices=grouped_choices(question), **kwargs)
        self.question = question

    def clean(self, value: Any) -> list[str]:
        chosen = set(super().clean(value))
        if len(chosen) > 1 and any(self.question.choice_by_code[code].exclusive for code in chosen):
            raise ValidationError(self.error_messages["exclusive"], code="exclusive")
        return [code for code in self.question.choice_by_code if code in chosen]


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

    def __init__(self, *, step: Step, answers: Answers, data: Any = None) -> None:
        super().__init__(data=data, initial=dict(answers))
        self.step = step
        self.fields = {question.link_id: field_for(question) for question in step.answerable}
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.label_is_heading = step.is_one_question
        self.helper.layout = Layout(*(part for question in step.questions for part in layout_of(question)))

    def answers(self) -> dict[str, Any]:
        """What was answered, by linkId. An unanswered question is not in it."""
        return {
            link_id: self.cleaned_data[link_id]
            for link_id in self.fields
            if self.cleaned_data[link_id] not in (None, "", [])
        }

    def merged_into(self, answers: Answers) -> dict[str, Any]:
        """All answers, with those to this form's questions in place of older ones."""
        others = {link_id: answer for link_id, answer in answers.items() if link_id not in self.fields}
        return others | self.answers()


def layout_of(question: Question) -> list[LayoutObject]:
    if question.kind is Kind.INFORMATION:
        return [Information(question)]
    if question.kind is Kind.CONSENT:
        return [ConsentTerms(question), Field(question.link_id)]
    return [Field(question.link_id)]


def field_for(question: Question) -> forms.Field:
    return FIELDS[question.kind](question)


def common(question: Question, required_message: str) -> dict[str, Any]:
    return {
        "label": question.text,
        "help_text": question.hint,
        "required": question.required,
        "error_messages": {"required": named(question, required_message)},
    }


def named(question: Question, message: str) -> str:
    """An error that says which question it is about, so that it can be read on its own in the summary."""
    return _("%(question)s: %(message)s") % {"question": question.label, "message": message}


def formatted(question: Question, message: str) -> str:
    """The same for an error that Django fills in with `%`."""
    return named(question, message).replace("%", "%%")


def text_field(question: Question, kind: type[TextField], widget: forms.Widget, required_message: str) -> forms.Field:
    options = common(question, required_message)
    options["error_messages"] |= {
        "max_length": formatted(question, _("write %(length)d characters or fewer") % {"length": question.max_length}),
        "unreadable": named(question, _("some of the text cannot be read; please write it again")),
        "invalid": formatted(question, _("this does not look complete; please check it")),
    }
    return kind(max_length=question.max_length, widget=widget, **options)


def yes_no(question: Question) -> forms.Field:
    options = common(question, _("choose yes or no"))
    options["error_messages"]["invalid_choice"] = formatted(question, _("choose yes or no"))
    return YesNoField(**options)


def one_of(question: Question) -> forms.Field:
    options = common(question, _("choose one answer"))
    options["error_messages"]["invalid_choice"] = formatted(question, _("choose one of the answers shown"))
    return forms.ChoiceField(choices=grouped_choices(question), widget=forms.RadioSelect, **options)


def many_of(question: Question) -> forms.Field:
    exclusive = next((choice.text for choice in question.choices if choice.exclusive), "")
    required_message = _("choose at least one answer")
    if exclusive:
        required_message = _("choose every answer that is true, or “%(none)s”") % {"none": exclusive}
    options = common(question, required_message)
    options["error_messages"] |= {
        "invalid_choice": formatted(question, _("choose from the answers shown")),
        "invalid_list": named(question, _("choose from the answers shown")),
        "exclusive": named(question, _("choose “%(none)s” alone, or the answers that are true") % {"none": exclusive}),
    }
    return ManyOfField(question=question, **options)


def consent(question: Question) -> forms.Field:
    required_message = _("tick the box if you agree; without it the clinic may not read your answers")
    return forms.BooleanField(**common(question, required_message))


def grouped_choices(question: Question) -> list[Any]:
    """As Django's widgets take them: the choices of a region below its name."""
    grouped: list[Any] = []
    for region, choices in question.choices_by_region:
        pairs = [(choice.code, ChoiceText.of(choice)) for choice in choices]
        grouped += [(region.text, pairs)] if region else pairs
    return grouped


# The autocomplete words are WCAG 1.3.5's; what is about health is not for the browser to remember.
FIELDS = {
    Kind.YES_NO: yes_no,
    Kind.ONE_OF: one_of,
    Kind.MANY_OF: many_of,
    Kind.CONSENT: consent,
    Kind.SHORT_TEXT: lambda question: text_field(
        question, LineField, forms.TextInput({"autocomplete": "off"}), _("write an answer")
    ),
    Kind.LONG_TEXT: lambda question: text_field(
        question, TextField, forms.Textarea({"rows": 6, "autocomplete": "off"}), _("write an answer")
    ),
    Kind.NAME: lambda question: text_field(
        question, LineField, forms.TextInput({"autocomplete": "name", "spellcheck": "false"}), _("write the name")
    ),
    Kind.EMAIL: lambda question: text_field(
        question,
        EmailField,
        forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
        _("write the address, for example name@example.org"),
    ),
    Kind.PHONE: lambda question: text_field(
        question,
        PhoneField,
        forms.TextInput({"type": "tel", "autocomplete": "tel", "class": "chars-20"}),
        _("write the number"),
    ),
}
