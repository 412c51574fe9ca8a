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

from intake.engine.conditions import exact

# Marks that say in which direction to read; they come with pasted text and stand in no number.
DIRECTION = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# Always for thousands; and always before decimals. Only the comma and the point may be either.
THOUSANDS, DECIMAL = "'", "\u00b7"
SIGNS = {
    **dict.fromkeys("\u2019\u02bc\u2018\u00b4`\uff07\u066c", THOUSANDS),
    **dict.fromkeys("\u066b", DECIMAL),
    **dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\u2014\ufe63\uff0d", "-"),
    "\uff0b": "+",
    "\uff0c": ",",
    "\uff0e": ".",
}
NUMERAL = re.compile(r"(?P<sign>[+-]?) ?(?P<body>[0-9.,' \u00b7]*[0-9][0-9.,' \u00b7]*)", re.ASCII)
MARKS = re.compile("[.,' \u00b7]")
# Behind a mark for thousands a nought too few or too many: `10,00` steps are hardly ten.
NO_GROUP = re.compile("00|0{4,}")


class NoNumber(ValueError):
    """It reads as no number at all."""


class Ambiguous(ValueError):
    """It may be meant for thousands or for decimals; `readings` are the numerals that it could be."""

    def __init__(self, *readings: str) -> None:
        super().__init__(*readings)
        self.readings = readings


@dataclass(frozen=True)
class Marks:
    """What a language writes before decimals and between thousands."""

    decimal: str
    thousands: str

    @classmethod
    def of_the_language(cls) -> "Marks":
        return cls(str(get_format("DECIMAL_SEPARATOR")), str(get_format("THOUSAND_SEPARATOR")))


def read(text: str, *, decimals: int, marks: Marks | None = None) -> str:
    """The numeral for a number that was typed where up to `decimals` digits may stand behind the point.

    "10,000" is ten thousand in English and ten in German, so it is told by the language whose `marks` they are; where
    the language cannot tell, it is asked about. Raises NoNumber and Ambiguous.
    """
    match = NUMERAL.fullmatch(plain(text))
    if match is None:
        raise NoNumber(text)
    body, sign = match["body"], match["sign"]
    try:
        whole, fraction = split(body, marks or Marks.of_the_language(), decimals)
    except Ambiguous as error:
        raise Ambiguous(*(numeral(sign, *reading.split(".")) for reading in error.readings)) from error
    return numeral(sign, whole, fraction)


def without_unit(text: str, unit: str) -> str:
    """`72 kg` as `72` where kg is asked for. Any other unit stays, so that it is asked about."""
    told = text.rstrip().removesuffix(".").rstrip()
    return told[: -len(unit)] if unit and told.lower().endswith(unit.lower()) else text


def write(number: Any, *, marks: Marks | None = None) -> str:
    """A number as it is shown and typed in the language, from a numeral or from what older versions kept."""
    decimal_mark = (marks or Marks.of_the_language()).decimal
    return plain_text(number).replace(".", decimal_mark)


def grouped(count: int) -> str:
    """A count to be read and never typed, with its thousands apart as the language has them."""
    return str(number_format(count, force_grouping=True))


def plain_text(number: Any) -> str:
    """The numeral of a number: of a float the shortest that is equal to it, and without `.0`."""
    if isinstance(number, str):
        return number
    return f"{exact(number):f}"


def plain_digits(text: str) -> str:
    """Digits of any script and width as `12`, without marks of direction. A superscript or a half stays what it is."""
    return "".join(str(unicodedata.decimal(character, character)) for character in DIRECTION.sub("", text)).strip()


def plain(text: str) -> str:
    signs = "".join(SIGNS.get(character, character) for character in plain_digits(text))
    return " ".join(signs.split())


def numeral(sign: str, whole: str, fraction: str = "") -> str:
    digits = whole.lstrip("0") or "0"
    text = f"{digits}.{fraction}" if fraction else digits
    return f"-{text}" if sign == "-" and Decimal(text) else text


def split(body: str, marks: Marks, decimals: int) -> tuple[str, str]:
    """The digits before the point and behind it. Raises NoNumber and Ambiguous."""
    signs, parts = MARKS.findall(body), MARKS.split(body)
    if not signs:
        return body, ""
    last = signs[-1]
    if last == DECIMAL or (last in ".," and signs.count(last) == 1):
        whole = whole_of(parts[:-1], signs[:-1])
        return split_by(last, whole, parts[-1], marks, decimals, has_thousands=len(signs) > 1)
    return whole_of(parts, signs), ""


def split_by(
    mark: str, whole: str, fraction: str, marks: Marks, decimals: int, *, has_thousands: bool
) -> tuple[str, str]:
    """By the last mark, a comma or a point that stands there once: before decimals, unless it is for thousands."""
    is_alone = not decimals and not has_thousands and bool(whole.strip("0"))
    if is_alone and mark == marks.thousands and NO_GROUP.fullmatch(fraction):
        raise Ambiguous(whole + fraction, whole)
    if mark == marks.thousands and len(fraction) == 3 and len(whole) > 3 and not has_thousands:
        # `1000,500` in English: a million with a mark too few, or the decimals of another language.
        raise Ambiguous(*readings_of(whole, fraction, decimals))
    may_be_thousands = mark != DECIMAL and len(fraction) == 3 and not has_thousands and 1 <= len(whole) <= 3
    if not may_be_thousands or not whole.strip("0"):
        return whole, fraction
    if mark == marks.thousands:
        return whole + fraction, ""
    if mark == marks.decimal and decimals >= len(fraction):
        return whole, fraction
    raise Ambiguous(*readings_of(whole, fraction, decimals))


def readings_of(whole: str, fraction: str, decimals: int) -> list[str]:
    """The numerals that it can be, as far as the question has room for them: with thousands, and with decimals."""
    kept = fraction.rstrip("0")
    with_decimals = [f"{whole}.{kept}" if kept else whole] if len(kept) <= decimals else []
    return [whole + fraction, *with_decimals]


def whole_of(parts: list[str], signs: list[str]) -> str:
    """The digits of a whole number in groups, all of them set apart by the same mark. Raises NoNumber."""
    if not signs:
        return parts[0]
    lengths = [len(part) for part in parts]
    by_thousands = 1 <= lengths[0] <= 3 and set(lengths[1:]) == {3}
    by_lakhs = lengths[0] in {1, 2} and set(lengths[1:-1]) == {2} and lengths[-1] == 3
    if len(set(signs)) > 1 or signs[0] == DECIMAL or not (by_thousands or by_lakhs) or not parts[0].strip("0"):
        raise NoNumber
    return "".join(parts)
