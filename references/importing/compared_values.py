"""The values of a record and of a work of the library, as they are compared."""

import re
import unicodedata

from references import csl, inline_markup
from references.csl import Csl, DateRange, Name
from references.formats.pages import expand_page_ranges
from references.identity.titles import fold_text

# The key of a work is ours; our exports carry the evidence kind under `custom` for programs that have no field for it.
UNCOMPARED_PARTS = {"id", "citation-key", "evidence-kind"}
DATE_MEMBERS = {"date-parts", "raw", "literal", "season", "edtf"}


def get_compared_parts(value: Csl) -> Csl:
    """Return the members of an object that are compared."""
    return {name: part for name, part in value.items() if name not in UNCOMPARED_PARTS}


def get_compared_text(value: object) -> str:
    """Return a text without marks, in one spelling of its characters and with single spaces."""
    return unicodedata.normalize("NFC", inline_markup.strip_inline_tags(csl.get_text({"": value}, "")))


def fold_family(name: Name) -> str:
    return fold_text(f"{name.particle} {name.family}")


def keep_letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def normalize_page_range(pages: str) -> str:
    """Return `1453-1462` for `1453-62` and for `1453–1462`."""
    return expand_page_ranges(re.sub(r"\s*[\u2010-\u2015\u2212-]+\s*", "-", pages))


def parse_name_list(value: object) -> list[Name]:
    return csl.get_names({"": value}, "")


def parse_date_value(value: object) -> DateRange:
    return csl.get_date_range({"": value}, "")


def is_name_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(person, dict) for person in value)


def is_date_value(value: object) -> bool:
    return isinstance(value, dict) and not DATE_MEMBERS.isdisjoint(value)
