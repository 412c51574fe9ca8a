"""What reads one answer from a form: text, numbers, dates, choices, as they can be kept for ever.

The sentences that say what is wrong come with the question (intake/forms.py), in `error_messages`.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.engine.questions import Choice, Question

# NUL and lone surrogates no database keeps; U+FFFD stands where broken UTF-8 was. Nobody types any of them.
UNREADABLE = re.compile("[\x00\ud800-\udfff\ufffd]")
# Other control characters come with pasted text and mean nothing; FHIR's string allows tab, CR and LF only.
CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
FEWEST_DIGITS = 5  # of a telephone number anywhere


# A number as people write it, once digits of every script are made plain: a sign, a comma or a dot, no exponent.
NUMBER = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,15})?", re.ASCII)
# Marks that say in which direction to read; they come with pasted text and stand in no number.
DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


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


def grouped_choices(question: Question) -> list[Any]:
    """As Django's widgets take them: the choices of a region below its name."""
    grouped: list[Any] = []
    for region, choices in question.choices_by_region:
        pairs = [(choice.code, ChoiceText.of(choice)) for choice in choices]
        grouped += [(region.text, pairs)] if region else pairs
    return grouped


class NumberField(LineField):
    """A number within its bounds: an int where no decimals are asked for, else a float."""

    def __init__(self, *, question: Question, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.question = question

    def to_python(self, value: Any) -> str:
        return plain_digits(super().to_python(value))

    def clean(self, value: Any) -> int | float | None:
        text = super().clean(value)
        if not text:
            return None
        if not NUMBER.fullmatch(text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        number = Decimal(text.replace(",", "."))
        if -number.normalize().as_tuple().exponent > self.question.decimals:  # type: ignore[operator]  # finite
            raise ValidationError(self.error_messages["decimals"], code="decimals")
        if not self.question.bounds.lowest <= number <= self.question.bounds.highest:
            raise ValidationError(self.error_messages["bounds"], code="bounds")
        return float(number) if self.question.decimals else int(number)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:g}" if isinstance(value, float) else value


def plain_digits(text: str) -> str:
    """Digits of any script and width as `12`, a true minus as `-`, without spaces and marks of direction."""
    text = DIRECTION.sub("", unicodedata.normalize("NFKC", text)).replace("\u2212", "-")
    return "".join(str(unicodedata.decimal(character, character)) for character in text if not character.isspace())


class RatingField(forms.TypedChoiceField):
    """One point of a scale, an int; None where nothing was chosen."""

    widget = forms.RadioSelect

    def __init__(self, *, question: Question, **kwargs: Any) -> None:
        points = [(point, str(point)) for point in question.points]
        super().__init__(choices=points, coerce=int, empty_value=None, **kwargs)


class DateWidget(forms.MultiWidget):
    """Day, month and year, each typed: nobody looks for a birthday in a calendar (NHS and GOV.UK: date input)."""

    use_fieldset = True
    template_name = "forms/date.html"

    def __init__(self) -> None:
        parts = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            name: forms.TextInput(
                {"inputmode": "numeric", "autocomplete": "off", "class": "chars-3" if name != "year" else "chars-5"}
            )
            for name in parts
        }
        super().__init__(widgets)
        # No linkId holds a colon, so no part of a date has the name of another question.
        self.widgets_names = [f":{name}" for name in parts]
        self.labels = list(parts.values())

    def decompress(self, value: str | None) -> list[str]:
        """`2019-05` as no day, `5` and `2019`."""
        parts = [str(int(part)) for part in (value or "").split("-") if part]
        return ([""] * (3 - len(parts)) + parts[::-1]) if parts else ["", "", ""]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for part, label in zip(context["widget"]["subwidgets"], self.labels, strict=True):
            part["label"] = label
        return context


class DateField(forms.MultiValueField):
    """A date as ISO 8601 text: `2019-05-12`, or as far as it is known where the question asks for no more."""

    def __init__(self, *, question: Question, **kwargs: Any) -> None:
        invalid = kwargs["error_messages"]["invalid"]
        part = LineField(
            required=False,
            max_length=20,
            error_messages={"unreadable": invalid, "max_length": invalid.replace("%", "%%")},
        )
        super().__init__([part, part, part], widget=DateWidget(), require_all_fields=False, **kwargs)
        self.question = question

    def compress(self, data_list: Sequence[str]) -> str | None:
        texts = [plain_digits(text) for text in data_list]
        if not any(texts):
            return None
        day, month, year = texts
        given = [text for text in (year, month, day) if text]
        is_partial = self.question.takes_part_of_date and given == [year, month, day][: len(given)]
        if not is_partial and len(given) < 3:
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        written = iso_date(given)
        if written is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        self.check_bounds(written)
        return written

    def check_bounds(self, written: str) -> None:
        """A part of a date is compared with as much of each bound."""
        lowest, highest = str(self.question.bounds.lowest), str(self.question.bounds.highest)
        if not lowest[: len(written)] <= written <= highest[: len(written)]:
            raise ValidationError(self.error_messages["bounds"], code="bounds")
        if self.question.is_past and written > timezone.localdate().isoformat()[: len(written)]:
            raise ValidationError(self.error_messages["future"], code="future")


def iso_date(parts: Sequence[str]) -> str | None:
    """Year, month and day, as many as are given, in ISO 8601; None if there is no such day."""
    if not all(re.fullmatch(r"\d{1,4}", part, re.ASCII) for part in parts) or len(parts[0]) != 4:
        return None
    numbers = [int(part) for part in parts]
    try:
        whole = date(*numbers, *[1] * (3 - len(numbers)))
    except ValueError:
        return None
    return whole.isoformat()[: (4, 7, 10)[len(numbers) - 1]]
