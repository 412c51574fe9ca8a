"""Splits a paragraph into sentences, in English and in German."""

import re
from collections.abc import Iterator

from articles.review.claims.words import get_words

# A possible end: closing marks, then white space. A decimal point has none behind it.
POSSIBLE_END = re.compile(r"""[.!?…]+["'”’»“‘)\]]*\s+|\n\s*""")  # noqa: RUF001 -- quotation marks
WORD_BEFORE = re.compile(r"[^\s(\[\"“„«]*$")
# `z. B.`, `i. d. R.`, `e. g.`: letters that each have a full stop.
SPACED_LETTERS = re.compile(r"(?:^|[\s(])(?:[^\W\d_]\.\s?)+[^\W\d_]$")
LETTER_AS_NAME = re.compile(
    r"(?:vitamin|hepatitis|gruppe|group|typ|type|plan|influenza|protein)e?s?\s\w$", re.IGNORECASE
)
LIST_MARKER = re.compile(r"\s*(?:[-–—•*·]|\(?\d{1,2}[.)]|\(?[a-z]\))\s")
ONLY_LIST_MARKER = re.compile(r"\s*\(?\d{1,3}[.)]\s*")
# What stands before an ordinal number in German: `am 3. Tag`, `die 2. Woche`.
BEFORE_ORDINAL = re.compile(
    r"\b(?:a[mb]|im|vom|zum|zur|bis|de[rsnm]|die|das|ein\w*|jede\w*|seit|und|oder|ihr\w*|sein\w*|unser\w*|pro|ca\.)"
    r"\s\d{1,3}$",
    re.IGNORECASE,
)
ORDINAL = re.compile(r"\d{1,3}$")
# How far back a word is looked at.
LOOK_BACK = 40


def split_sentences(text: str, language: str) -> list[str]:
    """Return the sentences of a paragraph, each with the white space behind it: joined, they are the text again."""
    ends = [*iterate_ends(text, language), len(text)]
    starts = [0, *ends[:-1]]
    return [text[start:end] for start, end in zip(starts, ends, strict=True) if start < end]


def iterate_ends(text: str, language: str) -> Iterator[int]:
    start = 0
    for found in POSSIBLE_END.finditer(text):
        if found.end() < len(text) and is_end(text, start, found, language):
            start = found.end()
            yield start


def is_end(text: str, start: int, found: re.Match[str], language: str) -> bool:
    """Return whether a sentence that begins at `start` ends with a possible end."""
    if found[0][0] == "\n":
        return bool(LIST_MARKER.match(text, found.end())) or text[max(0, found.start() - 1)] in ":;"
    following = text[found.end() : found.end() + LOOK_BACK].lstrip("\"'“„»«‘’([")  # noqa: RUF001 -- quotation marks
    if following[:1].islower():
        return False
    if found[0].rstrip()[0] != "." or found[0].startswith(".."):
        return True
    before = text[max(start, found.start() - LOOK_BACK) : found.start()]
    return not is_abbreviation(before, following, language) and not is_ordinal(
        text[start : found.end()] if found.end() - start < LOOK_BACK else "", before, following, language
    )


def is_abbreviation(before: str, following: str, language: str) -> bool:
    """Return whether the full stop behind `before` is part of an abbreviation, and the sentence goes on."""
    word = WORD_BEFORE.search(before)
    last = word[0].lower() if word else ""
    if last in get_words("abbreviations", language):
        return True
    if last in get_words("abbreviations_before_numbers", language):
        return following[:1].isdigit()
    if SPACED_LETTERS.search(before):
        return True
    return len(last) == 1 and last.isalpha() and not LETTER_AS_NAME.search(before)


def is_ordinal(sentence: str, before: str, following: str, language: str) -> bool:
    """Return whether the full stop behind a number makes it an ordinal number or the marker of a list."""
    if ONLY_LIST_MARKER.fullmatch(sentence):
        return True
    if not ORDINAL.search(before) or language == "en":
        return False
    word = re.match(r"[^\W\d_]+", following)
    is_month = word is not None and word[0].lower() in get_words("months", language)
    return is_month or bool(BEFORE_ORDINAL.search(before))
