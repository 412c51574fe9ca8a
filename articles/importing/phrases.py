"""Words with their emphasis and links, as a file has them.

A phrase is a tuple of runs. Everything that looks for words or markers works on its plain text; HTML is only made of it
at the end, when every character is escaped. So no markup of a file ever reaches a page.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby

from references.identity.work_urls import clean_web_url

# Control characters but line ends, surrogates, and marks of no width: none is written on purpose. The last range is
# what `references.inline_markup` uses for its own marks.
UNWANTED_CHARACTERS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffc-\uffff]"
)
SPACES = re.compile(r"[ \t\r\f\v\u2028\u2029\u3000]+")
RAISED_CHARACTERS = str.maketrans("0123456789+-\u2212–()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁽⁾ⁿ")
# As typesetting programs write them; no search finds them.
LIGATURES = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
)
LONGEST_URL = 2000


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look."""

    text: str
    is_bold: bool = False
    is_italic: bool = False
    is_raised: bool = False
    url: str = ""

    @property
    def look(self) -> tuple[bool, bool, bool, str]:
        return self.is_bold, self.is_italic, self.is_raised, self.url


Phrase = tuple[Run, ...]


def clean_text(text: str) -> str:
    """Return text that every database can store, with single spaces. Line ends stay."""
    return SPACES.sub(" ", UNWANTED_CHARACTERS.sub("", text.translate(LIGATURES)))


def build_phrase(runs: Iterable[Run]) -> Phrase:
    """Return the runs with clean text, those of one look joined, and without space at both ends."""
    joined = (
        replace(next(copies), text="".join(texts))
        for copies, texts in (split_group(group) for _look, group in groupby(runs, key=lambda run: run.look))
    )
    return trim_phrase(tuple(replace(run, text=clean_text(run.text)) for run in joined if run.text))


def split_group(group: Iterator[Run]) -> tuple[Iterator[Run], list[str]]:
    runs = list(group)
    return iter(runs), [run.text for run in runs]


def write_phrase(text: str) -> Phrase:
    """Return plain words as a phrase."""
    return build_phrase([Run(text)])


def get_words(phrase: Phrase) -> str:
    """Return the plain text, character by character as the runs have it."""
    return "".join(run.text for run in phrase)


def trim_phrase(phrase: Phrase) -> Phrase:
    words = get_words(phrase)
    start = len(words) - len(words.lstrip())
    return slice_phrase(phrase, start, len(words.rstrip())) if words.strip() else ()


def slice_phrase(phrase: Phrase, start: int, end: int | None = None) -> Phrase:
    """Return the characters from `start` to before `end` of the plain text, in their looks."""
    pieces, position = [], 0
    end = len(get_words(phrase)) if end is None else end
    for run in phrase:
        text = run.text[max(0, start - position) : max(0, end - position)]
        if text:
            pieces.append(replace(run, text=text))
        position += len(run.text)
    return tuple(pieces)


def join_phrases(phrases: Iterable[Phrase], separator: str) -> Phrase:
    runs: list[Run] = []
    for phrase in phrases:
        runs += [Run(separator)] if runs else []
        runs += phrase
    return tuple(runs)


def split_phrase(phrase: Phrase, mark: str) -> list[Phrase]:
    """Return the pieces between each `mark`, trimmed, without the empty ones."""
    pieces, position = [], 0
    for piece in get_words(phrase).split(mark):
        pieces.append(trim_phrase(slice_phrase(phrase, position, position + len(piece))))
        position += len(piece) + len(mark)
    return [piece for piece in pieces if piece]


def is_bold_only(phrase: Phrase) -> bool:
    """Return whether all words of a phrase are bold; marks at its end need not be."""
    return bool(phrase) and all(run.is_bold or not re.search(r"\w", run.text) for run in phrase)


def drop_bold(phrase: Phrase) -> Phrase:
    return tuple(replace(run, is_bold=False) for run in phrase)


def get_links(phrase: Phrase) -> list[tuple[str, str]]:
    """Return each web address that words lead to, with the words."""
    return [
        (url, get_words(tuple(runs)).strip())
        for url, runs in groupby(phrase, key=lambda run: run.url)
        if clean_web_url(url)
    ]


def render_phrase(phrase: Phrase) -> str:
    """Return the phrase as rich text is stored: escaped, with bold, italics, links and line breaks."""
    return "".join(map(render_run, phrase))


def render_run(run: Run) -> str:
    text = run.text.translate(RAISED_CHARACTERS) if run.is_raised and is_raisable(run.text) else run.text
    html = escape(text).replace("\n", "<br/>")
    if not text.strip():
        return html
    if run.is_italic:
        html = f"<i>{html}</i>"
    if run.is_bold:
        html = f"<b>{html}</b>"
    return f'<a href="{escape(run.url)}">{html}</a>' if is_safe_link(run.url) else html


def is_raisable(text: str) -> bool:
    """Return whether Unicode has a superior character for each one of the text."""
    return all(ord(character) in RAISED_CHARACTERS for character in text)


def is_safe_link(url: str) -> bool:
    return len(url) <= LONGEST_URL and bool(clean_web_url(url) or re.fullmatch(r"(?:mailto|tel):[^\s<>\"]+", url))
