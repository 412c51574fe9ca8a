"""The lists of words by which claims are found, from text files beside this module.

A file `words/<language>/<name>.txt` has an entry a line, and comments behind `#`. An entry is a word or several. In a
word, `*` stands for any letters; between words, `...` stands for up to eight others.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "words"
LANGUAGES = ("en", "de")
# Enough for the words of several long pages.
WORD_CACHE_SIZE = 50_000
GAP = r"(?:[\W_]+\w+){0,8}?"
BETWEEN = r"\W+"
WORD = re.compile(r"\w+(?:[-‑'’]\w+)*")  # noqa: RUF001 -- a dash and an apostrophe


class WordList:
    """Entries of a list, to be looked for in a sentence in lower case."""

    def __init__(self, entries: Iterable[str]) -> None:
        listed = list(entries)
        singles = [entry for entry in listed if " " not in entry]
        phrases = [entry for entry in listed if " " in entry]
        self.exact = frozenset(entry for entry in singles if "*" not in entry)
        self.open = compile_alternatives(entry for entry in singles if "*" in entry)
        self.phrases = compile_alternatives(phrases)
        self.has_word = lru_cache(WORD_CACHE_SIZE)(self.is_listed)

    def __contains__(self, word: str) -> bool:
        return self.has_word(word)

    def is_listed(self, word: str) -> bool:
        return word in self.exact or bool(self.open and self.open.fullmatch(word))

    def find_entry(self, text: str, words: Iterable[str]) -> str:
        """Return what matches an entry in a text, which is in lower case and has these words, or an empty string."""
        found = self.phrases and self.phrases.search(text)
        return found[0] if found else next(filter(self.has_word, words), "")


def compile_alternatives(entries: Iterable[str]) -> re.Pattern[str] | None:
    patterns = [compile_entry(entry) for entry in entries]
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)") if patterns else None


def compile_entry(entry: str) -> str:
    words = [r"\w*".join(map(re.escape, word.split("*"))) for word in entry.split(" ")]
    pattern = words[0]
    for word in words[1:]:
        pattern += GAP if word == re.escape("...") else BETWEEN + word
    return pattern


@cache
def get_words(name: str, language: str) -> WordList:
    """Return a list in a language; in all languages for one that has no lists."""
    languages = [language] if language in LANGUAGES else LANGUAGES
    return WordList(entry for one in languages for entry in read_entries(FOLDER / one / f"{name}.txt"))


def read_entries(path: Path) -> list[str]:
    lines = (line.partition("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line.lower() for line in lines if line]


def find_words(text: str) -> list[str]:
    """Return the words of a text in lower case, compounds with a hyphen whole and in parts."""
    found = WORD.findall(text)
    return [*found, *(part for word in found if "-" in word or "‑" in word for part in re.split("[-‑]", word))]  # noqa: RUF001
