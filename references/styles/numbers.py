"""Write numbers of pages, volumes and editions as the styles do."""

import re

from references.page_numbers import complete_last_page

# Its repetitions are bounded, so that no run of digits or letters makes it slow.
PAGE_PATTERN = r"([0-9]{0,9}[a-zA-Z]{1,9}0{0,9})?([0-9]{1,9})([a-z]{0,9})"
PAGE_RANGE = re.compile(rf"{PAGE_PATTERN}\s*[-–]\s*{PAGE_PATTERN}")
# Numbers with hyphens between them.
TIED_NUMBERS = re.compile(r"[^\s,;&–-]+(?:\s*[-–]\s*[^\s,;&–-]+)+")
HYPHEN = re.compile(r"\s*[-–]\s*")
NUMBER_RANGE = re.compile(r"(\d+)\s*-\s*(\d+)", re.ASCII)
NUMERIC_TEXT = re.compile(r"[A-Za-z]*\d+[A-Za-z]*(?:(?:\s*[-–&]\s*|,\s+|/)[A-Za-z]*\d+[A-Za-z]*)*", re.ASCII)
PLURAL_SIGN = re.compile(r"[-–&,;]")
ROMAN_RANGE = re.compile(r"\b([ivxlcm]+)\s*-\s*([ivxlcm]+|\d+)\b", re.ASCII)


def is_numeric(text: str) -> bool:
    """Return whether a label such as "Vol." may stand before the text."""
    return bool(NUMERIC_TEXT.fullmatch(text))


def is_plural(text: str) -> bool:
    """Return whether that label is in the plural."""
    return bool(PLURAL_SIGN.search(text))


def add_label(number: str, label: str, plural: str = "") -> str:
    """Return `number` behind its label, `Vol. 3`, or as it is if it is no number.

    `plural` is the label of several, `Vols. 3-4`, where it differs.
    """
    if not is_numeric(number):
        return number
    return f"{plural if plural and is_plural(number) else label} {number}"


def format_number_range(text: str, dash: str) -> str:
    """Return the text with the dash of the style if it is a range of two numbers: `3-4`."""
    match = NUMBER_RANGE.fullmatch(text)
    return f"{match[1]}{dash}{match[2]}" if match else text


def format_page_ranges(text: str, dash: str, *, shortest: bool = False) -> str:
    """Return page ranges in full, `1547-1555`; if `shortest`, with only the digits that change, `1547-55`."""
    if not PLURAL_SIGN.search(text):
        return text
    text = ROMAN_RANGE.sub(rf"\1{dash}\2", text)
    return TIED_NUMBERS.sub(lambda match: format_tied_numbers(match[0], dash, shortest=shortest), text)


def format_tied_numbers(text: str, dash: str, *, shortest: bool) -> str:
    """Return a range. Of more than two numbers, only the last hyphen is that of the range: `104-9–12`."""
    *first, last = HYPHEN.split(text)
    if len(first) == 1:
        return PAGE_RANGE.sub(lambda match: format_page_range(match, dash, shortest=shortest), text)
    return f"{'-'.join(first)}{dash if last.isdigit() else '-'}{last}"


def format_page_range(match: re.Match[str], dash: str, *, shortest: bool) -> str:
    prefix, first, first_letter, other_prefix, last, last_letter = (group or "" for group in match.groups())
    if prefix != other_prefix:
        return match[0]
    last = complete_last_page(first, last)
    if int(first) >= int(last):
        return f"{prefix}{first}{first_letter}{dash}{prefix}{match[5]}{last_letter}"
    if shortest and len(first) == len(last):
        same = next(index for index in range(len(first)) if first[index] != last[index])
        return f"{prefix}{first}{first_letter}{dash}{last[same:]}{last_letter}"
    return f"{prefix}{first}{first_letter}{dash}{'' if shortest else prefix}{last}{last_letter}"


def format_edition_number(text: str) -> str:
    """Return `2nd ed.` for `2`; a text that is no number as it is."""
    return f"{format_ordinal(text)} ed." if is_numeric(text) else text


def format_ordinal(text: str) -> str:
    """Return `2nd` for `2`; a text that is no number as it is."""
    if not (text.isascii() and text.isdigit()):
        return text
    ending = {1: "st", 2: "nd", 3: "rd"}.get(int(text[-1]), "th")
    return f"{text}th" if text[-2:] in {"11", "12", "13"} else f"{text}{ending}"
