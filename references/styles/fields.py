"""What a record says, ready to be put into an entry."""

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
    """A text of the record, marked (`markup`), with typographic quotation marks, and with no mark torn from its word:
    `Fibromyalgie : que faire ?` keeps its spaces, as narrow ones at which no line breaks."""
    if variable not in work:
        return ""
    return BEFORE_FRENCH_MARK.sub(NARROW_SPACE, curl_quotes(inline_markup.mark_tags(csl.get_text(work, variable))))


def format_short_container(work: Csl) -> str:
    """The abbreviated title of a journal without full stops, or its whole title."""
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
    """Whether a title may be given capitals as English titles have them. A record that names no language counts."""
    return csl.get_text(work, "language")[:2].lower() in {"", "en"}
