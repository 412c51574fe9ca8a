"""What several readers do with the values of single fields."""

import re
from collections.abc import Iterable

from references.csl import Csl

# The languages in which clinics cite, by their ISO 639-2 codes and English names.
LANGUAGE_NAMES = {
    "en": "eng english",
    "de": "ger deu german ngerman",
    "fr": "fre fra french",
    "es": "spa spanish",
    "it": "ita italian",
    "ru": "rus russian",
    "pt": "por portuguese",
    "nl": "dut nld dutch",
    "pl": "pol polish",
    "tr": "tur turkish",
    "zh": "chi zho chinese",
    "ja": "jpn japanese",
}
LANGUAGE_CODES = {name: code for code, names in LANGUAGE_NAMES.items() for name in names.split()}


def strip_issn_remark(text: str) -> str:
    """Return the ISSN without PubMed's remark: `2151-464X (Print)`."""
    return text.partition(" (")[0]


def join_keywords(texts: Iterable[str]) -> str:
    """Return one text of all keywords, without stars.

    PubMed puts a star before what a work is mainly about: `Fibromyalgia/*diagnosis`.
    """
    return "; ".join(re.sub(r"(^|/)\*", r"\1", text) for text in texts)


def get_distinct_abbreviation(short: str, full: str) -> str:
    """Return the short title of a journal, or nothing if it is the full title."""
    return short if short != full else ""


def build_full_text_custom(url: str) -> Csl:
    """Return the value of CSL's `custom` that holds the URL of the full text."""
    return {"full-text-url": url} if url else {}


def normalize_language(text: str) -> str:
    """Return `en` for `eng` and `English`; what is not known as it is."""
    return LANGUAGE_CODES.get(text.strip().lower(), text)
