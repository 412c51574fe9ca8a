"""Form fields that read one answer (text, number or choice) as it can be stored for ever.

The error messages come with the question (intake/answers/field_builders.py), in `error_messages`.
"""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from intake.answers.number_format import format_count, format_number
from intake.answers.number_parsing import AmbiguousNumber, NotANumber, parse_number, strip_unit
from intake.engine.conditions import to_decimal
from intake.engine.questions import Choice, Kind, Question

# No database stores NUL and lone surrogates, and U+FFFD stands where broken UTF-8 was. Nobody types any of them.
UNREADABLE_CHARACTERS = re.compile("[\x00\ud800-\udfff\ufffd]")
# Other control characters come with pasted text and mean nothing. FHIR's string allows tab, CR and LF only.
CONTROL_CHARACTERS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
# No telephone number anywhere is shorter.
MIN_PHONE_DIGITS = 5


class ChoiceText(str):
    """The text of a choice, with what the form templates show beside it."""

    __slots__ = ("exclusive", "hint")

    hint: str
    exclusive: bool

    @classmethod
    def from_choice(cls, choice: Choice) -> "ChoiceText":
        text = cls(choice.text)
        text.hint, text.exclusive = choice.hint, choice.exclusive
        return text


ChoicePair = tuple[str, ChoiceText]
ChoiceGroup = tuple[str, list[ChoicePair]]


class TextField(forms.CharField):
    """Text as it can be stored for ever: readable characters, and line ends that count once.

    Text that is too long is shown as it was pasted, with the number of characters too many. An HTML maxlength would
    cut it off without a word.
    """

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.max_characters = max_length

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) > self.max_characters:
            excess = format_count(len(value) - self.max_characters)
            message = self.error_messages["max_length"].replace("{more}", excess)
            raise ValidationError(message, code="max_length")

    def to_python(self, value: object) -> str:
        text = str(super().to_python(value))
        if UNREADABLE_CHARACTERS.search(text):
            raise ValidationError(self.error_messages["unreadable"], code="unreadable")
        return CONTROL_CHARACTERS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


class LineField(TextField):
    """Text in one line: line ends and runs of spaces become one space."""

    def to_python(self, value: object) -> str:
        return " ".join(super().to_python(value).split())


class PhoneField(LineField):
    def validate(self, value: str) -> None:
        super().validate(value)
        if value and sum(character.isdigit() for character in value) < MIN_PHONE_DIGITS:
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": value})


class EmailField(LineField):
    widget = forms.EmailInput
    # Refuse `ada@localhost`, which Django allows: it reaches no patient.
    default_validators = [EmailValidator(allowlist=[])]


class YesNoField(forms.TypedChoiceField):
    """A choice of yes and no: True, False, or None if nothing was chosen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=[("yes", _("Yes")), ("no", _("No"))],
            coerce=lambda value: value == "yes",
            empty_value=None,
            widget=forms.RadioSelect,
            **kwargs,
        )

    def prepare_value(self, value: object) -> Any:
        return ("yes" if value else "no") if isinstance(value, bool) else value


class ManyOfField(forms.MultipleChoiceField):
    """Several choices: their codes in the order of the question, each once. An exclusive one stands alone."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, question: Question, **kwargs: Any) -> None:
        super().__init__(choices=group_choices(question), **kwargs)
        self.question = question

    def clean(self, value: object) -> list[str]:
        chosen = set(super().clean(value))
        if len(chosen) > 1 and any(self.question.choice_by_code[code].exclusive for code in chosen):
            raise ValidationError(self.error_messages["exclusive"], code="exclusive")
        return [code for code in self.question.choice_by_code if code in chosen]


def group_choices(question: Question) -> list[ChoicePair | ChoiceGroup]:
    """Return the choices as Django's widgets take them, with those of a region below its name."""
    grouped: list[ChoicePair | ChoiceGroup] = []
    for region, choices in question.choices_by_region:
        pairs = [(choice.code, ChoiceText.from_choice(choice)) for choice in choices]
        if region:
            grouped.append((region.text, pairs))
        else:
            grouped += pairs
    return grouped


class TypedText(str):
    """Text of a number field as somebody typed it, in contrast to a stored numeral."""

    __slots__ = ()


class NumberField(LineField):
    """A number within its bounds: an int if it must be whole, else its numeral (intake/answers/number_parsing.py)."""

    def __init__(self, *, question: Question, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.question = question

    def clean(self, value: object) -> int | str | None:
        text = super().clean(value)
        if not text:
            return None
        numeral = self.parse(text)
        number = Decimal(numeral)
        exponent = number.normalize().as_tuple().exponent
        if isinstance(exponent, int) and -exponent > self.question.decimals:
            raise ValidationError(self.error_messages["decimals"], code="decimals")
        if not to_decimal(self.question.bounds.lowest) <= number <= to_decimal(self.question.bounds.highest):
            raise ValidationError(self.error_messages["bounds"], code="bounds")
        return numeral if self.question.kind is Kind.NUMBER else int(number)

    def parse(self, text: str) -> str:
        """Return the numeral of what was typed. Raise ValidationError."""
        try:
            return parse_number(strip_unit(text, self.question.unit), decimals=self.question.decimals)
        except NotANumber as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        except AmbiguousNumber as error:
            readings = _(" or ").join(format_number(reading) for reading in error.readings)
            message = self.error_messages["ambiguous"].replace("{readings}", readings)
            raise ValidationError(message, code="ambiguous") from error

    def bound_data(self, data: object, initial: object) -> Any:
        return None if data is None else TypedText(data)

    def prepare_value(self, value: Any) -> Any:
        """Leave typed text as it is, and format a stored number as the language writes it."""
        return value if value is None or isinstance(value, TypedText) else format_number(value)


class RatingField(forms.TypedChoiceField):
    """A point of a scale: an int, or None if nothing was chosen."""

    widget = forms.RadioSelect

    def __init__(self, *, question: Question, **kwargs: Any) -> None:
        points = [(point, str(point)) for point in question.points]
        super().__init__(choices=points, coerce=int, empty_value=None, **kwargs)
