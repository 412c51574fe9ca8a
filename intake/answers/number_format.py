"""Numbers as they are shown and typed in the active language."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import get_format, number_format

from intake.engine.conditions import to_decimal


@dataclass(frozen=True)
class Separators:
    """The marks that a language writes before decimals and between thousands."""

    decimal: str
    thousands: str

    @classmethod
    def for_active_language(cls) -> "Separators":
        return cls(str(get_format("DECIMAL_SEPARATOR")), str(get_format("THOUSAND_SEPARATOR")))


def format_number(number: str | float | Decimal, *, separators: Separators | None = None) -> str:
    """Return a number as the language writes it, from a numeral or from the number that older versions stored."""
    decimal_mark = (separators or Separators.for_active_language()).decimal
    return format_numeral(number).replace(".", decimal_mark)


def format_count(count: int) -> str:
    """Return a count with the language's thousands separators, to be read and never typed."""
    return str(number_format(count, force_grouping=True))


def format_numeral(number: str | float | Decimal) -> str:
    """Return the numeral of a number: for a float the shortest that is equal to it, without `.0`."""
    if isinstance(number, str):
        return number
    return f"{to_decimal(number):f}"
