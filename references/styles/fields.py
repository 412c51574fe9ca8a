"""What a record says, ready to be put into an entry."""

import re

from references import csl, inline_markup
from references.csl import Csl
from references.styles.quotation_marks import curl_quotes

DOI_PREFIX = re.compile(r"^(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
BEFORE_FRENCH_MARK = re.compile(r" (?=[:;?!»])|(?<=«) ")
NARROW_SPACE = "\u202f"
ABBREVIATING_STOP = re.compile(r"\.(?![a-z])")


def format_field(work: Csl, variable: str) -> str:
    """A text of the record, marked (`markup`), with typographic quotation marks, and with no mark torn from its word:
    `Fibromyalgie : que faire ?` keeps its spaces, as narrow ones at which no line breaks."""
    if variable not in work:
        return ""
    return BEFORE_FRENCH_MARK.sub(NARROW_SPACE, curl_quotes(inline_markup.mark_tags(csl.get_text(work, variable))))


def get_bare_doi(work: Csl) -> str:
    """The DOI without a resolver before it. Its letters stay as the record has them."""
    return DOI_PREFIX.sub("", get_identifier(work, "DOI"))


def get_identifier(work: Csl, variable: str) -> str:
    """A text that must not be touched: an address, a number of a register."""
    return inline_markup.strip_marks(csl.get_text(work, variable))


def format_short_container(work: Csl) -> str:
    """The abbreviated title of a journal without full stops, or its whole title."""
    container = format_field(work, "container-title-short") or format_field(work, "journalAbbreviation")
    return ABBREVIATING_STOP.sub("", container or format_field(work, "container-title"))


def is_in_english(work: Csl) -> bool:
    """Whether a title may be given capitals as English titles have them. A record that names no language counts."""
    return csl.get_text(work, "language")[:2].lower() in {"", "en"}
