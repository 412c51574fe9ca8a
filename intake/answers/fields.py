"""What reads one answer from a form: text, numbers, dates, choices, as they can be kept for ever.

The sentences that say what is wrong come with the question (intake/answers/forms.py), in `error_messages`.
"""

import operator
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from intake.answers import dates, numbers
from intake.engine.conditions import to_decimal
from intake.engine.questions import Choice, Kind, Question

# NUL and lone surrogates no database keeps; U+FFFD stands where broken UTF-8 was. Nobody types any of them.
UNREADABLE_CHARACTERS = re.compile("[\x00\ud800-\udfff\ufffd]")
# Other control characters come with pasted text and mean nothing; FHIR's string allows tab, CR and LF only.
CONTROL_CHARACTERS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
MIN_PHONE_DIGITS = 5  # of a telephone number anywhere


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
    """Text as it can be kept for ever: readable characters, and line ends that are counted once.

    What is too long stands there as it was pasted, and is counted: an HTML maxlength would cut it without a word.
    """

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.longest = max_length

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) > self.longest:
            message = self.error_messages["max_length"].replace(
                "{more}", numbers.format_count(len(value) - self.longest)
            )
            raise ValidationError(message, code="max_length")

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value))
        if UNREADABLE_CHARACTERS.search(text):
            raise ValidationError(self.error_messages["unreadable"], code="unreadable")
        return CONTROL_CHARACTERS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


class LineField(TextField):
    """One line, whatever was pasted."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class PhoneField(LineField):
    def validate(self, value: str) -> None:
        super().validate(value)
        if value and sum(character.isdigit() for character in value) < MIN_PHONE_DIGITS:
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": value})


class EmailField(LineField):
    widget = forms.EmailInput
    # An address that only a machine of ours would know reaches no patient: `ada@localhost` is refused.
    default_validators = [EmailValidator(allowlist=[])]


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
        super().__init__(choices=group_choices(question), **kwargs)
        self.question = question

    def clean(self, value: Any) -> list[str]:
        chosen = set(super().clean(value))
        if len(chosen) > 1 and any(self.question.choice_by_code[code].exclusive for code in chosen):
            raise ValidationError(self.error_messages["exclusive"], code="exclusive")
        return [code for code in self.question.choice_by_code if code in chosen]


def group_choices(question: Question) -> list[Any]:
    """As Django's widgets take them: the choices of a region below its name."""
    grouped: list[Any] = []
    for region, choices in question.choices_by_region:
        pairs = [(choice.code, ChoiceText.of(choice)) for choice in choices]
        grouped += [(region.text, pairs)] if region else pairs
    return grouped


class TypedText(str):
    """Words that stand on a page as somebody wrote them there."""

    __slots__ = ()


class NumberField(LineField):
    """A number within its bounds: an int where it must be whole, else the numeral as it was typed."""

    def __init__(self, *, question: Question, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.question = question

    def clean(self, value: Any) -> int | str | None:
        text = super().clean(value)
        if not text:
            return None
        numeral = self.read(text)
        number = Decimal(numeral)
        if -number.normalize().as_tuple().exponent > self.question.decimals:  # type: ignore[operator]  # finite
            raise ValidationError(self.error_messages["decimals"], code="decimals")
        if not to_decimal(self.question.bounds.lowest) <= number <= to_decimal(self.question.bounds.highest):
            raise ValidationError(self.error_messages["bounds"], code="bounds")
        return numeral if self.question.kind is Kind.NUMBER else int(number)

    def read(self, text: str) -> str:
        try:
            return numbers.parse_number(numbers.strip_unit(text, self.question.unit), decimals=self.question.decimals)
        except numbers.NotANumber as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        except numbers.AmbiguousNumber as error:
            readings = _(" or ").join(numbers.format_number(reading) for reading in error.readings)
            message = self.error_messages["ambiguous"].replace("{readings}", readings)
            raise ValidationError(message, code="ambiguous") from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        return None if data is None else TypedText(data)

    def prepare_value(self, value: Any) -> Any:
        """What was typed stays as it was; what is kept is shown as the language writes it."""
        return value if value is None or isinstance(value, TypedText) else numbers.format_number(value)


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
    wrong_parts: tuple[str, ...] = ()

    def __init__(self) -> None:
        parts = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            name: forms.TextInput(
                {
                    # A month may be written as a word, for which the keyboard of figures has no letters.
                    **({} if name == dates.MONTH_PART else {"inputmode": "numeric"}),
                    "autocomplete": "off",
                    "class": {dates.DAY_PART: "chars-3", dates.MONTH_PART: "chars-10", dates.YEAR_PART: "chars-5"}[
                        name
                    ],
                }
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
        for part, part_name, label in zip(context["widget"]["subwidgets"], dates.DATE_PARTS, self.labels, strict=True):
            part["label"] = label
            if self.wrong_parts and part_name not in self.wrong_parts:
                part["attrs"].pop("aria-invalid", None)
        return context


class DateError(ValidationError):
    """What is wrong with a date, and with which of its parts."""

    def __init__(self, message: str, *, code: str, parts: tuple[str, ...]) -> None:
        super().__init__(message, code=code)
        self.date_parts = parts


class DateBoundField(forms.BoundField):
    """Knows which parts of a date are wrong, so that they alone are marked and the first of them is led to."""

    field: "DateField"

    @property
    def wrong_parts(self) -> tuple[str, ...]:
        errors = self.form.errors.get(self.name)
        faults = errors.as_data() if errors else []
        return tuple(part for error in faults if isinstance(error, DateError) for part in error.date_parts)

    @property
    def error_input_id(self) -> str:
        part = next(iter(self.wrong_parts), dates.DAY_PART)
        return f"{self.auto_id}_{dates.DATE_PARTS.index(part)}"

    def as_widget(self, *args: Any, **kwargs: Any) -> SafeString:
        self.field.widget.wrong_parts = self.wrong_parts
        return super().as_widget(*args, **kwargs)


class DateField(forms.MultiValueField):
    """A date as ISO 8601 text: `2019-05-12`, or as far as it is known where the question asks for no more."""

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
            written = dates.TypedDate.of(data_list).to_iso(may_be_partial=self.question.accepts_partial_date)
        except dates.IncompleteDate as error:
            raise self.fault("incomplete", *error.parts) from error
        except dates.UnreadableDate as error:
            code = error.parts[0] if len(error.parts) == 1 else "invalid"
            raise self.fault("no_day" if error.is_no_day else code, *error.parts) from error
        self.check_bounds(written)
        return written

    def fault(self, code: str, *parts: str) -> "DateError":
        return DateError(str(self.error_messages[code]), code=code, parts=parts)

    def check_bounds(self, written: str) -> None:
        """A part of a date is compared with as much of each bound."""
        today = timezone.localdate().isoformat()
        bounds = (str(self.question.bounds.lowest), str(self.question.bounds.highest))
        for bound, is_beyond in zip(bounds, (operator.lt, operator.gt), strict=True):
            if is_beyond(written, bound[: len(written)]):
                raise self.fault("bounds", dates.find_differing_part(written, bound))
        if self.question.is_past and written > today[: len(written)]:
            raise self.fault("future", dates.find_differing_part(written, today))
