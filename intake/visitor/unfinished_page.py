"""A page that was left before it was whole: what stands in each of its fields, as it was typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from intake.answers.forms import StepForm
from intake.token_sessions.refused_forms import replace_undisplayable

TYPED_PROPERTY, ASKED_PROPERTY, REFUSED_PROPERTY = ":typed", ":asked", ":refused"  # no linkId begins with a colon


@dataclass(frozen=True)
class UnfinishedPage:
    typed: Mapping[str, list[str]]  # by the name of the control
    asked: tuple[str, ...]  # the questions that stood on it
    is_refused: bool  # after "Continue": what must be answered and is not is wrong too

    @classmethod
    def of(cls, form: StepForm, *, is_refused: bool) -> "UnfinishedPage":
        """What was posted."""
        typed = {name: values for link_id in form.fields for name, values in iterate_posted_controls(form, link_id)}
        if not is_refused:
            typed = {name: filter_valid_choices(form, name, values) for name, values in typed.items()}
        return cls(typed, tuple(form.fields), is_refused)

    @staticmethod
    def is_page_json(kept: Mapping[str, Any]) -> bool:
        """Whether this was kept as a page; older versions kept the valid answers by their linkIds."""
        return TYPED_PROPERTY in kept

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "UnfinishedPage":
        return cls(kept[TYPED_PROPERTY], tuple(kept[ASKED_PROPERTY]), kept[REFUSED_PROPERTY])

    def to_json(self) -> dict[str, Any]:
        return {TYPED_PROPERTY: dict(self.typed), ASKED_PROPERTY: list(self.asked), REFUSED_PROPERTY: self.is_refused}

    def posted(self, form: StepForm) -> MultiValueDict[str, str]:
        """As the page would be posted now. A question that did not stand on it holds its answer, as in `form`."""
        data: MultiValueDict[str, str] = MultiValueDict({name: list(values) for name, values in self.typed.items()})
        for link_id in form.fields:
            if link_id not in self.asked:
                for name, values in iterate_shown_controls(form, link_id):
                    data.setlist(name, values)
        return data


def iterate_posted_controls(form: StepForm, link_id: str) -> Iterator[tuple[str, list[str]]]:
    for name in list_control_names(form, link_id):
        values = form.data.getlist(name)  # type: ignore[attr-defined]  # of a post
        yield name, [replace_undisplayable(value) for value in dict.fromkeys(values)]


def list_control_names(form: StepForm, link_id: str) -> list[str]:
    widget = form.fields[link_id].widget
    if isinstance(widget, forms.MultiWidget):
        return [f"{link_id}{part}" for part in widget.widgets_names]  # type: ignore[attr-defined]  # Django has no type for it
    return [link_id]


def filter_valid_choices(form: StepForm, name: str, values: list[str]) -> list[str]:
    """Of a choice what can be chosen; text as it is."""
    field = form.fields.get(name)
    return [value for value in values if field.valid_value(value)] if isinstance(field, forms.ChoiceField) else values


def iterate_shown_controls(form: StepForm, link_id: str) -> Iterator[tuple[str, list[str]]]:
    """What the controls of a question hold where the page shows its answer."""
    field = form.fields[link_id]
    value = field.prepare_value(form.initial.get(link_id))
    if isinstance(field.widget, forms.MultiWidget):
        yield from zip(
            list_control_names(form, link_id), ([part] for part in field.widget.decompress(value) or []), strict=True
        )
    elif isinstance(value, bool):
        yield link_id, ["on"] if value else []
    elif value is not None:
        yield link_id, [str(each) for each in value] if isinstance(value, list) else [str(value)]
