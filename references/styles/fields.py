"""The texts of a record, ready to be put into an entry."""

import re

from references import csl, inline_markup
from references.csl import Csl
from references.styles import numbers
from references.styles.casing import apply_title_case
from references.styles.quotation_marks import curl_quotes

BEFORE_FRENCH_MARK = re.compile(r" (?=[:;?!»])|(?<=«) ")
NARROW_SPACE = "\u202f"
ABBREVIATING_STOP = re.compile(r"\.(?![a-z])")


def format_field(work: Csl, variable: str) -> str:
    """Return a text of the record with its tags marked (`inline_markup`) and with typographic quotation marks.

    `Fibromyalgie : que faire ?` keeps its spaces, as narrow ones at which no line breaks.
    """
    if variable not in work:
        return ""
    return BEFORE_FRENCH_MARK.sub(NARROW_SPACE, curl_quotes(inline_markup.mark_tags(csl.get_text(work, variable))))


def format_short_container(work: Csl) -> str:
    """Return the abbreviated title of a journal without full stops, or its whole title."""
    container = format_field(work, "container-title-short") or format_field(work, "journalAbbreviation")
    return ABBREVIATING_STOP.sub("", container or format_field(work, "container-title"))


def format_range(work: Csl, variable: str, dash: str) -> str:
    """Return a number of the record, or a range of two with the dash of the style."""
    return numbers.format_number_range(format_field(work, variable), dash)


def format_edition(work: Csl) -> str:
    return numbers.format_edition_number(format_field(work, "edition"))


def format_title_case(work: Csl, variable: str) -> str:
    """Return a title of the record with capitals, if it is in English."""
    text = format_field(work, variable)
    return apply_title_case(text) if is_in_english(work) else text


def is_in_english(work: Csl) -> bool:
    """Return whether a title may get the capitals of English titles. A record without a language counts as English."""
    return csl.get_text(work, "language")[:2].lower() in {"", "en"}
