"""Excerpts of what was found, with the words of the question marked. Everything is plain text, and escaped."""

import re
from collections.abc import Iterable, Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles.search.tokens import find_stem, is_beginning
from references.identity.titles import strip_accents

EXCERPT_LENGTH = 240
ELLIPSIS = "…"


class PlainLetters(dict[int, str]):
    """Maps each letter to one plain small letter, so that a place in the plain text is the same place in the text."""

    def __missing__(self, code: int) -> str:
        plain = strip_accents(chr(code)).lower()
        self[code] = plain if len(plain) == 1 else chr(code)
        return self[code]


PLAIN_LETTERS = PlainLetters()
Spans = list[tuple[int, int]]


def build_pattern(words: Iterable[str], languages: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds the words in plain letters: words that begin with one of their stems. None without words."""
    codes = list(languages)
    pieces = {piece for word in words for piece in iterate_pieces(word, codes)}
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(sorted(pieces))})") if pieces else None


def iterate_pieces(word: str, languages: Iterable[str]) -> Iterator[str]:
    """Yield a pattern for the word as it is, and for each of its stems."""
    for stem in {strip_accents(word), *(find_stem(word, language) for language in languages)}:
        piece = re.escape(stem).replace("ss", "(?:ss|ß)")
        # English stems have “i” for a final “y”.
        piece = f"{piece[:-1]}[iy]" if piece.endswith("i") else piece
        yield rf"{piece}[^\W_]*" if is_beginning(stem, word) else rf"{piece}(?![^\W_])"


def mark_words(text: str, pattern: re.Pattern[str] | None) -> SafeString:
    """Return the text, escaped, with what the pattern finds in `<mark>`."""
    return render_marks(text, find_spans(text, pattern))


def find_spans(text: str, pattern: re.Pattern[str] | None) -> Spans:
    return [found.span() for found in pattern.finditer(text.translate(PLAIN_LETTERS))] if pattern else []


def render_marks(text: str, spans: Spans) -> SafeString:
    pieces, end = [], 0
    for start, stop in spans:
        pieces += [escape(text[end:start]), f"<mark>{escape(text[start:stop])}</mark>"]
        end = stop
    return mark_safe("".join([*pieces, escape(text[end:])]))  # noqa: S308 -- each piece is escaped


def write_excerpt(text: str, pattern: re.Pattern[str] | None) -> SafeString:
    """Return the part of the text that has most of the words, or its beginning if it has none."""
    lines = text.split("\n")
    best = max(lines, key=lambda line: count_words(line, pattern))
    return mark_words(cut_around(best, find_spans(best, pattern)), pattern)


def count_words(line: str, pattern: re.Pattern[str] | None) -> int:
    """Return how many different words of the question a line has."""
    return len({line[start:stop] for start, stop in find_spans(line, pattern)})


def cut_around(line: str, spans: Spans) -> str:
    """Return a line cut to the length of an excerpt, at spaces, with the first word found near its beginning."""
    if len(line) <= EXCERPT_LENGTH:
        return line
    first = spans[0][0] if spans else 0
    start = 0 if first < EXCERPT_LENGTH // 2 else line.rfind(" ", 0, first - EXCERPT_LENGTH // 4) + 1
    stop = line.rfind(" ", start, start + EXCERPT_LENGTH) if start + EXCERPT_LENGTH < len(line) else len(line)
    stop = stop if stop > start else start + EXCERPT_LENGTH
    return f"{ELLIPSIS if start else ''}{line[start:stop]}{ELLIPSIS if stop < len(line) else ''}"
