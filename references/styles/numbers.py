"""Numbers as records hold them: pages, volumes, editions."""

import re

# Bounded, so that no run of digits or letters makes it slow.
PAGE = r"([0-9]{0,9}[a-zA-Z]{1,9}0{0,9})?([0-9]{1,9})([a-z]{0,9})"
PAGE_RANGE = re.compile(rf"{PAGE}\s*[-–]\s*{PAGE}")
# What stands between two hyphens, or is tied to others by them.
TIED = re.compile(r"[^\s,;&–-]+(?:\s*[-–]\s*[^\s,;&–-]+)+")
HYPHEN = re.compile(r"\s*[-–]\s*")
NUMBER_RANGE = re.compile(r"(\d+)\s*-\s*(\d+)", re.ASCII)
NUMERIC = re.compile(r"[A-Za-z]*\d+[A-Za-z]*(?:(?:\s*[-–&]\s*|,\s+|/)[A-Za-z]*\d+[A-Za-z]*)*", re.ASCII)
SEVERAL = re.compile(r"[-–&,;]")
ROMAN_RANGE = re.compile(r"\b([ivxlcm]+)\s*-\s*([ivxlcm]+|\d+)\b", re.ASCII)


def is_numeric(text: str) -> bool:
    """Whether a label such as "Vol." may stand before it."""
    return bool(NUMERIC.fullmatch(text))


def is_several(text: str) -> bool:
    """Whether that label is in the plural."""
    return bool(SEVERAL.search(text))


def ranged(text: str, dash: str) -> str:
    """`text` with its own dash if it is a range of two numbers: `3-4`."""
    match = NUMBER_RANGE.fullmatch(text)
    return f"{match[1]}{dash}{match[2]}" if match else text


def pages(text: str, dash: str, *, shortest: bool = False) -> str:
    """Page ranges written out, `1547-1555` for `1547-55`; if `shortest`, only what changes: `1547-55`."""
    if not SEVERAL.search(text):
        return text
    text = ROMAN_RANGE.sub(rf"\1{dash}\2", text)
    return TIED.sub(lambda match: tied(match[0], dash, shortest=shortest), text)


def tied(text: str, dash: str, *, shortest: bool) -> str:
    """A range; of more than two numbers only the last hyphen tells where it goes: `104-9–12`."""
    *first, last = HYPHEN.split(text)
    if len(first) == 1:
        return PAGE_RANGE.sub(lambda match: page_range(match, dash, shortest=shortest), text)
    return f"{'-'.join(first)}{dash if last.isdigit() else '-'}{last}"


def page_range(match: re.Match[str], dash: str, *, shortest: bool) -> str:
    prefix, first, first_letter, other_prefix, last, last_letter = (group or "" for group in match.groups())
    if prefix != other_prefix:
        return match[0]
    if len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    if int(first) >= int(last):
        return f"{prefix}{first}{first_letter}{dash}{prefix}{match[5]}{last_letter}"
    if shortest and len(first) == len(last):
        same = next(place for place in range(len(first)) if first[place] != last[place])
        return f"{prefix}{first}{first_letter}{dash}{last[same:]}{last_letter}"
    return f"{prefix}{first}{first_letter}{dash}{'' if shortest else prefix}{last}{last_letter}"


def edition(text: str) -> str:
    """`2nd ed.` of `2`; what is no number as it stands."""
    return f"{ordinal(text)} ed." if is_numeric(text) else text


def ordinal(text: str) -> str:
    """`2nd` of `2`."""
    if not (text.isascii() and text.isdigit()):
        return text
    ending = {1: "st", 2: "nd", 3: "rd"}.get(int(text[-1]), "th")
    return f"{text}th" if text[-2:] in {"11", "12", "13"} else f"{text}{ending}"
