"""The form field of a date, which is typed into three boxes."""

import operator
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from intake.answers import dates
from intake.answers.fields import LineField
from intake.engine.questions import Question


class DateWidget(forms.MultiWidget):
    """Three boxes for day, month and year: nobody looks for a birthday in a calendar (NHS and GOV.UK: date input)."""

    use_fieldset = True
    template_name = "forms/date.html"
    widgets_names: list[str]
    wrong_parts: tuple[str, ...] = ()

    def __init__(self) -> None:
        labels = {dates.DAY_PART: _("Day"), dates.MONTH_PART: _("Month"), dates.YEAR_PART: _("Year")}
        widths = {dates.DAY_PART: "chars-3", dates.MONTH_PART: "chars-10", dates.YEAR_PART: "chars-5"}
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            name: forms.TextInput(
                {
                    # A month may be written as a word, for which a numeric keyboard has no letters.
                    **({} if name == dates.MONTH_PART else {"inputmode": "numeric"}),
                    "autocomplete": "off",
                    "class": widths[name],
                }
            )
            for name in dates.DATE_PARTS
        }
        super().__init__(widgets)
        # No linkId contains a colon, so no part of a date has the name of another question.
        self.widgets_names = [f":{name}" for name in dates.DATE_PARTS]
        self.labels = [labels[name] for name in dates.DATE_PARTS]

    def decompress(self, value: str | None) -> list[str]:
        """Return the three boxes of a stored date: an empty text, `5` and `2019` for `2019-05`."""
        parts = [str(int(part)) for part in (value or "").split("-") if part]
        return ([""] * (3 - len(parts)) + parts[::-1]) if parts else ["", "", ""]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, object]:
        context = super().get_context(name, value, attrs)
        for part, part_name, label in zip(context["widget"]["subwidgets"], dates.DATE_PARTS, self.labels, strict=True):
            part["label"] = label
            if self.wrong_parts and part_name not in self.wrong_parts:
                part["attrs"].pop("aria-invalid", None)
        return context


class DateError(ValidationError):
    """An error of a date, with the parts that it concerns."""

    def __init__(self, message: str, *, code: str, parts: tuple[str, ...]) -> None:
        super().__init__(message, code=code)
        self.date_parts = parts


class DateBoundField(forms.BoundField):
    """A bound date that knows its wrong parts: only they are marked, and the error summary links to the first."""

    field: "DateField"

    @property
    def wrong_parts(self) -> tuple[str, ...]:
        errors = self.form.errors.get(self.name)
        found = errors.as_data() if errors else []
        return tuple(part for error in found if isinstance(error, DateError) for part in error.date_parts)

    @property
    def error_input_id(self) -> str:
        part = next(iter(self.wrong_parts), dates.DAY_PART)
        return f"{self.auto_id}_{dates.DATE_PARTS.index(part)}"

    def as_widget(self, *args: Any, **kwargs: Any) -> SafeString:
        self.field.widget.wrong_parts = self.wrong_parts
        return super().as_widget(*args, **kwargs)


class DateField(forms.MultiValueField):
    """A date as ISO 8601 text: `2019-05-12`, or `2019-05` or `2019` if the question accepts a partial date."""

    widget: DateWidget

    def __init__(self, *, question: Question, **kwargs: Any) -> None:
        invalid = kwargs["error_messages"]["invalid"]
        part = LineField(
            required=False,
            max_length=40,
            error_messages={"unreadable": invalid, "max_length": invalid},
        )
        super().__init__([part, part, part], widget=DateWidget(), require_all_fields=False, **kwargs)
        self.question = question

    def get_bound_field(self, form: Any, field_name: str) -> DateBoundField:
        return DateBoundField(form, self, field_name)

    def compress(self, data_list: Sequence[str]) -> str | None:
        if not any(data_list):
            return None
        try:
            written = dates.TypedDate.from_boxes(data_list).to_iso(may_be_partial=self.question.accepts_partial_date)
        except dates.IncompleteDate as error:
            raise self.build_error("incomplete", *error.parts) from error
        except dates.UnreadableDate as error:
            code = error.parts[0] if len(error.parts) == 1 else "invalid"
            raise self.build_error("no_day" if error.is_no_day else code, *error.parts) from error
        self.check_bounds(written)
        return written

    def build_error(self, code: str, *parts: str) -> "DateError":
        return DateError(str(self.error_messages[code]), code=code, parts=parts)

    def check_bounds(self, written: str) -> None:
        """Raise DateError if a date is out of bounds. A partial date is compared with as much of each bound."""
        today = timezone.localdate().isoformat()
        bounds = (str(self.question.bounds.lowest), str(self.question.bounds.highest))
        for bound, is_beyond in zip(bounds, (operator.lt, operator.gt), strict=True):
            if is_beyond(written, bound[: len(written)]):
                raise self.build_error("bounds", dates.find_differing_part(written, bound))
        if self.question.is_past and written > today[: len(written)]:
            raise self.build_error("future", dates.find_differing_part(written, today))
