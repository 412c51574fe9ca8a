"""Numbers as people type them, with a comma or a point."""

import re
from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext
from wagtail import blocks

TYPED_NUMBER = re.compile(r"([+-]?)(\d+)(?:[.,](\d+))?", re.ASCII)
# One separator with three digits behind it is a decimal sign in one language and groups thousands in the other.
UNCLEAR_NUMBER = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
MINUS_SIGN = "\N{MINUS SIGN}"
MOST_DIGITS, MOST_DECIMALS = 9, 6


def parse_number(text: str) -> Decimal:
    """Return the number that somebody typed. Raises a ValidationError, in words, if there is a doubt about it.

    A comma and a point both separate the decimals: `12,5` and `12.5` are the same.
    """
    typed = "".join(text.split()).replace(MINUS_SIGN, "-").replace("–", "-")
    if UNCLEAR_NUMBER.fullmatch(typed):
        words = gettext("“%(text)s” may be read in two ways. Write it without a separator, or with other decimals.")
        raise ValidationError(words % {"text": text.strip()})
    parts = TYPED_NUMBER.fullmatch(typed)
    if not parts or len(parts[2]) > MOST_DIGITS or len(parts[3] or "") > MOST_DECIMALS:
        words = gettext("“%(text)s” is not a number. Write for example 12.5 or 12,5, without a unit.")
        raise ValidationError(words % {"text": text.strip()[:40]})
    return Decimal(f"{parts[1]}{parts[2]}.{parts[3] or 0}").normalize() + 0


def format_decimal(value: Decimal) -> str:
    """Return a number as the active language writes it, such as `1.234,5` in German."""
    return str(number_format(value, use_l10n=True, force_grouping=abs(value) >= 10_000)).replace("-", MINUS_SIGN)


class NumberField(forms.Field):
    def to_python(self, value: object) -> Decimal | None:
        if isinstance(value, Decimal):
            return value
        text = str(value or "").strip()
        return parse_number(text) if text else None

    def prepare_value(self, value: object) -> object:
        """Return a number as the editor's language writes it, so that it is read as the same again."""
        if not isinstance(value, Decimal):
            return value
        text = str(number_format(value, use_l10n=True))
        return f"{text}0" if UNCLEAR_NUMBER.fullmatch(text) else text


class NumberBlock(blocks.FieldBlock):
    """A number. It is stored as text, so that not a digit is lost."""

    def __init__(self, *, required: bool = True, help_text: str = "", **kwargs: object) -> None:
        self.field = NumberField(required=required, help_text=help_text)
        super().__init__(**kwargs)

    def to_python(self, value: object) -> Decimal | None:
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            return None
        return number if number.is_finite() else None

    def get_prep_value(self, value: object) -> object:
        return f"{value:f}" if isinstance(value, Decimal) else value

    class Meta:
        icon = "decimal"
