"""Numbers as people write them, in digits of any script, parsed to the digit: no float stands in between.

What is stored is a plain numeral with a point, such as `-72.50`: no plus, no thousands separators, no leading zeros,
and with the zeros behind the point that were typed.
"""

import re
import unicodedata
from decimal import Decimal

from intake.answers.number_format import Separators

# Marks that say in which direction to read. They come with pasted text and are no part of a number.
DIRECTION_MARKS = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# The first is always for thousands, the second always before decimals. Only the comma and the point may be either.
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
# After a thousands separator, a zero too few or too many: `10,00` steps are hardly ten.
IMPLAUSIBLE_GROUP = re.compile("00|0{4,}")


class NotANumber(ValueError):
    """The text is no number."""


class AmbiguousNumber(ValueError):
    """The mark may be for thousands or for decimals. `readings` are the numerals that could be meant."""

    def __init__(self, *readings: str) -> None:
        super().__init__(*readings)
        self.readings = readings


def parse_number(text: str, *, decimals: int, separators: Separators | None = None) -> str:
    """Return the numeral for a number that was typed, where up to `decimals` digits may stand behind the point.

    "10,000" is ten thousand in English and ten in German, so the `separators` of the language decide. Raise
    AmbiguousNumber where they cannot, so that the visitor is asked, and NotANumber.
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
    """Return `72` for `72 kg` if the unit is kg. Any other unit stays, so that the text is refused as no number."""
    trimmed = text.rstrip().removesuffix(".").rstrip()
    return trimmed[: -len(unit)] if unit and trimmed.lower().endswith(unit.lower()) else text


def normalize_digits(text: str) -> str:
    """Return the text with digits of any script and width as ASCII, and without direction marks.

    A superscript or a fraction such as ½ stays as it is.
    """
    return "".join(
        str(unicodedata.decimal(character, character)) for character in DIRECTION_MARKS.sub("", text)
    ).strip()


def normalize_signs(text: str) -> str:
    """Return the text with digits, signs, separators and spaces in their plain forms."""
    signs = "".join(CHARACTER_EQUIVALENTS.get(character, character) for character in normalize_digits(text))
    return " ".join(signs.split())


def build_numeral(sign: str, whole: str, fraction: str = "") -> str:
    """Return the numeral without leading zeros, and without a minus before zero."""
    digits = whole.lstrip("0") or "0"
    text = f"{digits}.{fraction}" if fraction else digits
    return f"-{text}" if sign == "-" and Decimal(text) else text


def split_number(body: str, separators: Separators, decimals: int) -> tuple[str, str]:
    """Return the digits before the point and behind it. Raise NotANumber or AmbiguousNumber."""
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
    """Split at the last mark, which stands before decimals unless it is for thousands. Raise AmbiguousNumber.

    `mark` is the middle dot, or a comma or a point that occurs once. `has_thousands` tells whether other marks stand
    before it.
    """
    is_alone = not decimals and not has_thousands and bool(whole.strip("0"))
    if is_alone and mark == separators.thousands and IMPLAUSIBLE_GROUP.fullmatch(fraction):
        raise AmbiguousNumber(whole + fraction, whole)
    if mark == separators.thousands and len(fraction) == 3 and len(whole) > 3 and not has_thousands:
        # `1000,500` in English: a million with a separator missing, or the decimals of another language.
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
    """Return the numerals that can be meant: with thousands, and with decimals if the question allows so many."""
    kept = fraction.rstrip("0")
    with_decimals = [f"{whole}.{kept}" if kept else whole] if len(kept) <= decimals else []
    return [whole + fraction, *with_decimals]


def join_groups(parts: list[str], signs: list[str]) -> str:
    """Return the digits of a whole number that was typed in groups.

    Raise NotANumber unless one mark separates them all, into thousands or, as in India, into lakhs.
    """
    if not signs:
        return parts[0]
    lengths = [len(part) for part in parts]
    by_thousands = 1 <= lengths[0] <= 3 and set(lengths[1:]) == {3}
    by_lakhs = lengths[0] in {1, 2} and set(lengths[1:-1]) == {2} and lengths[-1] == 3
    if len(set(signs)) > 1 or signs[0] == DECIMAL_MARK or not (by_thousands or by_lakhs) or not parts[0].strip("0"):
        raise NotANumber
    return "".join(parts)
