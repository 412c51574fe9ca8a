"""Finds the numbers that need evidence: doses, shares, measurements, counts of people and of studies.

All functions take a sentence in lower case.
"""

import re

from articles.review.claims.names_with_digits import blank_names
from articles.review.claims.words import get_words

NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,:/]\d+|[\s\u00a0\u202f’']\d{3}(?!\d))*")
WORDS_BEHIND = re.compile(r"%|[^\W\d_]+(?:[-/.][^\W\d_]+)*|[;:!?()]")
HOW_FAR_BEHIND = 60
MATHEMATICAL = re.compile(r"[=<>≤≥±≈~]\s?$")
PERCENT = re.compile(r"%|percent|per$|prozent")
# Percentages that only emphasise: `100 % confidential`.
EMPHATIC = re.compile(
    r"\W*(?:%|percent|per cent|prozent\w*)\W+(?:\w+ly\W+)?"
    r"(?:confident|free|secure|privat|anonym|vertrau|kostenlos|sicher|committed|online|voluntar|freiwillig|barrier|recycl)"
)
DURATION = re.compile(
    r"(?:milli)?se[ck]|min|hour|day|week|month|year|stunde|tag|woche|monat|jahr|work|calendar|times$|mal$|std|more$|weitere"
)
TIME = re.compile(r"(?:minute|hour|day|week|month|year|stunde|tage|woche|monat|jahre|times$|mal$)")
# Behind a number word in German: `dreimal`, `zwanzigmal`.
TIMES_ENDING = "mal"
# A measurement before and after: `fiel von 8 auf 4`. In English the same words are a range.
GERMAN_CHANGE = re.compile(r"\bvon (?:\w+ )?\d+(?:,\d+)? (?:\w+ )?auf (?:\w+ )?\d+(?:,\d+)?\b")
AGE = re.compile(
    r"\W*(?:years?|or (?:over|older|above)|and (?:over|older|above)|jahr\w*|lebensjahr|oder älter|und älter)\b"
)
# Behind the first number of `1 in 50`, `9 out of 10`, `3 von 4`.
SHARE = re.compile(r"\s(?:in|of|out of|in every|von|zu)\s(?:every\s)?\d")
WORD = re.compile(r"\w+")
# Behind these nothing is counted any more: `two reasons why people ...`.
END_OF_COUNT = {
    *("in", "for", "that", "which", "who", "and", "or", "to", "with", "how", "why", "when", "as", "is", "are", "at"),
    *("für", "die", "und", "oder", "mit", "zu", "im", "wie", "warum", "wenn", "als", "ist", "sind", "der", "des", "am"),
}
# These make a count one of known things: `the two patients`, `no two people`.
BEFORE_KNOWN = {"no", "the", "these", "those", "my", "your", "our", "keine", "diese", "meine", "ihre", "unsere"}


def find_number(text: str, language: str, *, is_own_affair: bool, is_about_health: bool) -> str:
    """Return the first number that needs evidence, with the word behind it, or an empty string.

    `is_own_affair` tells that the sentence speaks to the reader or of the clinic: its durations, ages and other counts
    are then the clinic's to know.
    """
    amounts = blank_names(text, language, is_own_affair=is_own_affair)
    for found in NUMBER.finditer(amounts):
        after = amounts[found.end() : found.end() + HOW_FAR_BEHIND]
        behind = WORDS_BEHIND.findall(after)[:3]
        if MATHEMATICAL.search(amounts, 0, found.start()) or needs_evidence(
            behind, after, language, is_own_affair=is_own_affair, is_about_health=is_about_health
        ):
            return " ".join([found[0], *behind[:1]])
    if language != "en" and is_about_health and (change := GERMAN_CHANGE.search(amounts)):
        return change[0]
    return "" if is_own_affair else find_counted_words(text, language, counts_time=is_about_health)


def needs_evidence(behind: list[str], after: str, language: str, *, is_own_affair: bool, is_about_health: bool) -> bool:
    """Return whether a number needs evidence, from the words behind it and all that is written `after` it."""
    first = behind[0] if behind else ""
    if PERCENT.match(first):
        return (is_about_health or not is_own_affair) and not EMPHATIC.match(after)
    if DURATION.match(first) or AGE.match(after):
        return is_about_health and not is_own_affair
    if SHARE.match(after) or first in get_words("units", language):
        return True
    counts_evidence = find_counted_thing(behind, language)
    return not is_own_affair if counts_evidence is None else counts_evidence


def find_counted_thing(behind: list[str], language: str) -> bool | None:
    """Return whether what a number counts is evidence, or None if the words behind it are in no list."""
    for word in behind:
        if word in get_words("counted_evidence", language):
            return True
        if word in get_words("counted_harmless", language):
            return False
        if word in END_OF_COUNT or len(word) == 1:
            break
    return None


def find_counted_words(text: str, language: str, *, counts_time: bool) -> str:
    """Return a count in words, such as `three trials` or `zwölf gesunde frauen`, or an empty string.

    With `counts_time`, a length of time is one too: `three months`.
    """
    number_words, counted = get_words("number_words", language), get_words("counted_evidence", language)
    harmless = get_words("counted_harmless", language)
    words = WORD.findall(text)
    for position, word in enumerate(words):
        if counts_time and word.endswith(TIMES_ENDING) and word.removesuffix(TIMES_ENDING) in number_words:
            return word
        if word not in number_words or (position and words[position - 1] in BEFORE_KNOWN):
            continue
        for length, behind in enumerate(words[position + 1 : position + 4], 2):
            if behind in counted or (counts_time and TIME.match(behind)):
                return " ".join(words[position : position + length])
            if behind in harmless or behind in END_OF_COUNT:
                break
    return ""
