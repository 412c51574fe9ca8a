"""Numbers as people write them, in digits of any script, and as they are kept: to the digit, without a float between.

What is kept is a plain numeral with a point, as `-72.50`: no plus, no thousands, no leading zeros, and the zeros behind
the point that were typed.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import get_format, number_format

from intake.engine.conditions import to_decimal

# Marks that say in which direction to read; they come with pasted text and stand in no number.
DIRECTION_MARKS = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# Always for thousands; and always before decimals. Only the comma and the point may be either.
THOUSANDS_MARK, DECIMAL_MARK = "'", "\u00b7"
CHARACTER_EQUIVALENTS = {
    **dict.fromkeys("\u2019\u02bc\u2018\u00b4`\uff07\u066c", THOUSANDS_MARK),
    **dict.fromkeys("\u066b", DECIMAL_MARK),
    **dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\u2014\ufe63\uff0d", "-"),
    "\uff0b": "+",
    "\uff0c": ",",
    "\uff0e": ".",
}
NUMERAL_PATTERN = re.compile(r"(?P<sign>[+-]?) ?(?P<body>[0-9.,' \u00b7]*[0-9][0-9.,' \u00b7]*)", re.ASCII)
SEPARATOR_PATTERN = re.compile("[.,' \u00b7]")
# Behind a mark for thousands a nought too few or too many: `10,00` steps are hardly ten.
IMPLAUSIBLE_GROUP = re.compile("00|0{4,}")


class NotANumber(ValueError):
    """It reads as no number at all."""


class AmbiguousNumber(ValueError):
    """It may be meant for thousands or for decimals; `readings` are the numerals that it could be."""

    def __init__(self, *readings: str) -> None:
        super().__init__(*readings)
        self.readings = readings


@dataclass(frozen=True)
class Separators:
    """What a language writes before decimals and between thousands."""

    decimal: str
    thousands: str

    @classmethod
    def for_active_language(cls) -> "Separators":
        return cls(str(get_format("DECIMAL_SEPARATOR")), str(get_format("THOUSAND_SEPARATOR")))


def parse_number(text: str, *, decimals: int, separators: Separators | None = None) -> str:
    """The numeral for a number that was typed where up to `decimals` digits may stand behind the point.

    "10,000" is ten thousand in English and ten in German, so it is told by the language whose `marks` they are; where
    the language cannot tell, it is asked about. Raises NoNumber and Ambiguous.
    """
    match = NUMERAL_PATTERN.fullmatch(normalize_signs(text))
    if match is None:
        raise NotANumber(text)
    body, sign = match["body"], match["sign"]
    try:
        whole, fraction = split_number(body, separators or Separators.for_active_language(), decimals)
    except AmbiguousNumber as error:
        raise AmbiguousNumber(*(build_numeral(sign, *reading.split(".")) for reading in error.readings)) from error
    return build_numeral(sign, whole, fraction)


def strip_unit(text: str, unit: str) -> str:
    """`72 kg` as `72` where kg is asked for. Any other unit stays, so that it is asked about."""
    trimmed = text.rstrip().removesuffix(".").rstrip()
    return trimmed[: -len(unit)] if unit and trimmed.lower().endswith(unit.lower()) else text


def format_number(number: Any, *, separators: Separators | None = None) -> str:
    """A number as it is shown and typed in the language, from a numeral or from what older versions kept."""
    decimal_mark = (separators or Separators.for_active_language()).decimal
    return format_numeral(number).replace(".", decimal_mark)


def format_count(count: int) -> str:
    """A count to be read and never typed, with its thousands apart as the language has them."""
    return str(number_format(count, force_grouping=True))


def format_numeral(number: Any) -> str:
    """The numeral of a number: of a float the shortest that is equal to it, and without `.0`."""
    if isinstance(number, str):
        return number
    return f"{to_decimal(number):f}"


def normalize_digits(text: str) -> str:
    """Digits of any script and width as `12`, without marks of direction. A superscript or a half stays what it is."""
    return "".join(
        str(unicodedata.decimal(character, character)) for character in DIRECTION_MARKS.sub("", text)
    ).strip()


def normalize_signs(text: str) -> str:
    signs = "".join(CHARACTER_EQUIVALENTS.get(character, character) for character in normalize_digits(text))
    return " ".join(signs.split())


def build_numeral(sign: str, whole: str, fraction: str = "") -> str:
    digits = whole.lstrip("0") or "0"
    text = f"{digits}.{fraction}" if fraction else digits
    return f"-{text}" if sign == "-" and Decimal(text) else text


def split_number(body: str, separators: Separators, decimals: int) -> tuple[str, str]:
    """The digits before the point and behind it. Raises NoNumber and Ambiguous."""
    signs, parts = SEPARATOR_PATTERN.findall(body), SEPARATOR_PATTERN.split(body)
    if not signs:
        return body, ""
    last = signs[-1]
    if last == DECIMAL_MARK or (last in ".," and signs.count(last) == 1):
        whole = join_groups(parts[:-1], signs[:-1])
        return split_at_mark(last, whole, parts[-1], separators, decimals, has_thousands=len(signs) > 1)
    return join_groups(parts, signs), ""


def split_at_mark(
    mark: str, whole: str, fraction: str, separators: Separators, decimals: int, *, has_thousands: bool
) -> tuple[str, str]:
    """By the last mark, a comma or a point that stands there once: before decimals, unless it is for thousands."""
    is_alone = not decimals and not has_thousands and bool(whole.strip("0"))
    if is_alone and mark == separators.thousands and IMPLAUSIBLE_GROUP.fullmatch(fraction):
        raise AmbiguousNumber(whole + fraction, whole)
    if mark == separators.thousands and len(fraction) == 3 and len(whole) > 3 and not has_thousands:
        # `1000,500` in English: a million with a mark too few, or the decimals of another language.
        raise AmbiguousNumber(*list_readings(whole, fraction, decimals))
    may_be_thousands = mark != DECIMAL_MARK and len(fraction) == 3 and not has_thousands and 1 <= len(whole) <= 3
    if not may_be_thousands or not whole.strip("0"):
        return whole, fraction
    if mark == separators.thousands:
        return whole + fraction, ""
    if mark == separators.decimal and decimals >= len(fraction):
        return whole, fraction
    raise AmbiguousNumber(*list_readings(whole, fraction, decimals))


def list_readings(whole: str, fraction: str, decimals: int) -> list[str]:
    """The numerals that it can be, as far as the question has room for them: with thousands, and with decimals."""
    kept = fraction.rstrip("0")
    with_decimals = [f"{whole}.{kept}" if kept else whole] if len(kept) <= decimals else []
    return [whole + fraction, *with_decimals]


def join_groups(parts: list[str], signs: list[str]) -> str:
    """The digits of a whole number in groups, all of them set apart by the same mark. Raises NoNumber."""
    if not signs:
        return parts[0]
    lengths = [len(part) for part in parts]
    by_thousands = 1 <= lengths[0] <= 3 and set(lengths[1:]) == {3}
    by_lakhs = lengths[0] in {1, 2} and set(lengths[1:-1]) == {2} and lengths[-1] == 3
    if len(set(signs)) > 1 or signs[0] == DECIMAL_MARK or not (by_thousands or by_lakhs) or not parts[0].strip("0"):
        raise NotANumber
    return "".join(parts)
