"""Find the markers of citations in a text: `[1]`, `[1, 3–5]`, `[2]–[4]`, superscripts, and `(1)` without them.

Years, intervals, exponents and numbers of tables look alike and are none.
"""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from articles.importing.phrases import Phrase, get_words

NUMBER = r"\d{1,3}(?!\d)"
DASHES = r"\-‐‑–—−"  # noqa: RUF001 -- the dashes that people type
JOINT = rf"\s*[,;&{DASHES}]\s*"
BRACKETED = re.compile(
    rf"\[\s*({NUMBER}(?:(?:{JOINT}|\]{JOINT}\[)\s*{NUMBER})*)(?:[,;]?\s*(?P<locator>(?:pp?\.|S\.)\s*\d[\d\s{DASHES}]{{0,12}}))?\s*\]"
)
ROUND = re.compile(rf"\(\s*({NUMBER}(?:{JOINT}{NUMBER})*)\s*\)")
RAISED_TEXT = re.compile(rf"\s*[\[(]?\s*({NUMBER}(?:{JOINT}{NUMBER})*)\s*[\])]?\s*,?\s*")
UNICODE_RAISED = re.compile(r"[⁰¹²³⁴-⁹]{1,3}(?:\s?[,;⁻–\-]\s?[⁰¹²³⁴-⁹]{1,3})*")
RAISED_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
TOKEN = re.compile(rf"(\d{{1,3}})|([{DASHES}])")
LARGEST_RANGE = 60
# Behind these words, two numbers in brackets are the ends of an interval.
INTERVAL_WORD = re.compile(
    r"(?:\b(?:CI|KI|IQR|SD|interval\w*|[a-zäöü]*intervall\w*|range\w*|bereich\w*|spanne|scale|skala|score|between|zwischen|from|von|values?|werte?)\b|%)"
    r"\s*[,:;=]?\s*(?:of\s+|von\s+)?$",
    re.IGNORECASE,
)
# The mean before its interval: `5 [3, 7]`, `0.8 [1, 2]`; not `in 2014 [3, 7]`.
NUMBER_BEFORE = re.compile(r"(?<![\d.,])(?!(?:1[89]|20)\d\d\s)\d{1,4}(?:[.,]\d+)?\s$")
BEFORE_ROUND = re.compile(
    r"(?:\b(?:fig(?:ure)?|tab(?:le|elle)?|abb(?:ildung)?|eq(?:uation)?|step|stage|phase|type|grade|level|group|schritt|stufe|typ|grad|gruppe|phase|n|age[sd]?)\.?|\d|%|=)\s*$",
    re.IGNORECASE,
)
ENUMERATION_BEFORE = re.compile(r"(?:^|[:;,]|\b(?:and|or|und|oder|are|is|sind|ist|bzw\.|to|bis))\s*$", re.IGNORECASE)
UNIT_BEHIND = re.compile(
    r"\s*(?:%|mg|kg|g|ml|cm|mm|km|years?|months?|weeks?|days?|hours?|patients?|jahre?|monate?|wochen?|tage?|stunden?|patient\w*)\b",
    re.IGNORECASE,
)
# A number above these is an exponent.
EXPONENT_BASE = re.compile(r"(?:(?<![\w])(?:[kcmdµn]?m|s|h|in|ft|[xyRrnpIfz]|χ|η|ω|chi|eta)|(?<!\d)10|/\w{1,2})$")


class MarkerStyle(Enum):
    BRACKETS = auto()
    RAISED = auto()
    ROUND = auto()


@dataclass(frozen=True)
class Marker:
    """A marker in the plain text of a phrase, from `start` to before `end`."""

    start: int
    end: int
    numbers: tuple[int, ...]
    locator: str = ""


# How many characters before and behind a number tell what it is. More would be searched once for each number.
NEAR = 200


@dataclass(frozen=True)
class LeftMarker:
    """What looks like a marker and was left as text: an interval."""

    words: str


# One of the two.
FoundMarker = tuple[Marker | None, LeftMarker | None]


def find_styles(phrases: Iterable[Phrase], known: Container[int]) -> set[MarkerStyle]:
    """Return the styles of markers that an article uses. Numbers in round brackets only count if there are no "
    "others."""
    phrases = list(phrases)
    styles = {MarkerStyle.BRACKETS, MarkerStyle.RAISED}
    found = (marker for phrase in phrases for marker, _left in find_markers(phrase, styles) if marker)
    return (
        styles
        if any(number in known for marker in found for number in marker.numbers)
        else {*styles, MarkerStyle.ROUND}
    )


def find_markers(phrase: Phrase, styles: Container[MarkerStyle]) -> list[FoundMarker]:
    """Return each marker of a phrase in its order, and what was left as text although it looks like one."""
    words = get_words(phrase)
    found: list[tuple[int, Marker | None, LeftMarker | None]] = []
    for match in BRACKETED.finditer(words):
        before = look_back(words, match.start())
        is_behind_number = "," in match[1] and NUMBER_BEFORE.search(before)
        is_interval = len(TOKEN.findall(match[1])) > 1 and (INTERVAL_WORD.search(before) or is_behind_number)
        if is_interval:
            found.append((match.start(), None, LeftMarker(match[0])))
        elif numbers := parse_numbers(match[1]):
            locator = " ".join((match["locator"] or "").split())
            found.append((match.start(), Marker(match.start(), match.end(), numbers, locator), None))
    found += [(marker.start, marker, None) for marker in find_raised(phrase, words)]
    if MarkerStyle.ROUND in styles:
        found += [(marker.start, marker, None) for marker in find_round(words)]
    return [(marker, left) for _start, marker, left in sorted(found, key=lambda one: one[0])]


def find_raised(phrase: Phrase, words: str) -> Iterator[Marker]:
    """Yield superscript numbers: those of Word and HTML, and those of Unicode."""
    position = 0
    for run in phrase:
        end = position + len(run.text)
        match = RAISED_TEXT.fullmatch(run.text) if run.is_raised else None
        is_bracketed = run.text.strip().startswith("[")
        if (
            match
            and not is_bracketed
            and not EXPONENT_BASE.search(look_back(words, position))
            and (numbers := parse_numbers(match[1]))
        ):
            yield Marker(position, end, numbers)
        position = end
    for match in UNICODE_RAISED.finditer(words):
        if not EXPONENT_BASE.search(look_back(words, match.start())) and (
            numbers := parse_numbers(match[0].translate(RAISED_DIGITS))
        ):
            yield Marker(match.start(), match.end(), numbers)


def find_round(words: str) -> Iterator[Marker]:
    for match in ROUND.finditer(words):
        before, behind = look_back(words, match.start()), words[match.end() : match.end() + NEAR]
        is_enumeration = ENUMERATION_BEFORE.search(before) and re.match(r"\s*\w", behind)
        if BEFORE_ROUND.search(before) or is_enumeration or UNIT_BEHIND.match(behind) or not before.strip():
            continue
        if numbers := parse_numbers(match[1]):
            yield Marker(match.start(), match.end(), numbers)


def look_back(words: str, end: int) -> str:
    """Return what stands before a place and decides what a number there is."""
    return words[max(0, end - NEAR) : end]


def parse_numbers(text: str) -> tuple[int, ...]:
    """Return `1, 3, 4, 5` for `1, 3–5`; nothing if it is no list of entries: `0`, `7–3`, `1–900`."""
    numbers: list[int] = []
    is_range = False
    for digits, dash in TOKEN.findall(text):
        if dash:
            is_range = bool(numbers)
            continue
        number = int(digits)
        if is_range:
            if not numbers[-1] < number <= numbers[-1] + LARGEST_RANGE:
                return ()
            numbers += range(numbers[-1] + 1, number + 1)
        else:
            numbers.append(number)
        is_range = False
    return tuple(dict.fromkeys(numbers)) if numbers and 0 not in numbers else ()
