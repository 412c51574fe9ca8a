"""A page that was left unfinished: what stands in each of its fields, as it was typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django import forms
from django.utils.datastructures import MultiValueDict

from intake.answers.date_field import DateWidget
from intake.answers.forms import StepForm
from intake.engine.json_object import Json
from intake.token_sessions.refused_forms import replace_undisplayable

# No linkId begins with a colon.
TYPED_PROPERTY, ASKED_PROPERTY, REFUSED_PROPERTY = ":typed", ":asked", ":refused"


@dataclass(frozen=True)
class UnfinishedPage:
    # By the name of the control.
    typed: Mapping[str, list[str]]
    # The questions that stood on the page.
    asked: tuple[str, ...]
    # Whether it was sent with "Continue". Then a required answer that is missing is an error too.
    is_refused: bool

    @classmethod
    def from_form(cls, form: StepForm, *, is_refused: bool) -> "UnfinishedPage":
        """Return the page as it was posted."""
        typed = {name: values for link_id in form.fields for name, values in iterate_posted_controls(form, link_id)}
        if not is_refused:
            typed = {name: filter_valid_choices(form, name, values) for name, values in typed.items()}
        return cls(typed, tuple(form.fields), is_refused)

    @staticmethod
    def is_page_json(stored: Json) -> bool:
        """Return whether this was stored as a page. Older versions stored the valid answers by their linkIds."""
        return TYPED_PROPERTY in stored

    @classmethod
    def from_json(cls, stored: Json) -> "UnfinishedPage":
        return cls(stored[TYPED_PROPERTY], tuple(stored[ASKED_PROPERTY]), stored[REFUSED_PROPERTY])

    def to_json(self) -> Json:
        return {TYPED_PROPERTY: dict(self.typed), ASKED_PROPERTY: list(self.asked), REFUSED_PROPERTY: self.is_refused}

    def to_post_data(self, form: StepForm) -> MultiValueDict[str, str]:
        """Return the page as it would be posted now. A question that did not stand on it has its answer in `form`."""
        data: MultiValueDict[str, str] = MultiValueDict({name: list(values) for name, values in self.typed.items()})
        for link_id in form.fields:
            if link_id not in self.asked:
                for name, values in iterate_shown_controls(form, link_id):
                    data.setlist(name, values)
        return data


def iterate_posted_controls(form: StepForm, link_id: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each control of a question with what was posted, each value once."""
    for name in list_control_names(form, link_id):
        values = form.data.getlist(name)
        yield name, [replace_undisplayable(value) for value in dict.fromkeys(values)]


def list_control_names(form: StepForm, link_id: str) -> list[str]:
    widget = form.fields[link_id].widget
    if isinstance(widget, DateWidget):
        return [f"{link_id}{part}" for part in widget.widgets_names]
    return [link_id]


def filter_valid_choices(form: StepForm, name: str, values: list[str]) -> list[str]:
    """Drop the values that a choice does not offer; leave text as it is."""
    field = form.fields.get(name)
    return [value for value in values if field.valid_value(value)] if isinstance(field, forms.ChoiceField) else values


def iterate_shown_controls(form: StepForm, link_id: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each control of a question with what it holds where the page shows the answer."""
    field = form.fields[link_id]
    value = field.prepare_value(form.initial.get(link_id))
    if isinstance(field.widget, DateWidget):
        parts = field.widget.decompress(value)
        yield from zip(list_control_names(form, link_id), ([part] for part in parts), strict=True)
    elif isinstance(value, bool):
        yield link_id, ["on"] if value else []
    elif value is not None:
        yield link_id, [str(each) for each in value] if isinstance(value, list) else [str(value)]
