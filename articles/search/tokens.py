"""The tokens that are indexed and looked for: the stem of each word, marked with where it stands and in which language.

Words become tokens here, in the same way for both databases, because neither can do it for each language in one index.
A token is in ASCII and begins with letters that we choose, so no tokenizer takes it apart or changes it. The marks keep
apart what is asked apart (the stems of each language, headings, cited works), and our tokens from everything else that
Wagtail indexes.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

import snowballstemmer
from django.conf import settings
from django.utils.translation import get_language_info

from articles.models.search_index import MAX_WORD_LENGTH
from articles.search.stop_words import STOP_WORDS
from references.identity.titles import LETTER_REPLACEMENTS, strip_accents

WORD = re.compile(r"[^\W_]+")
HEADING, BODY = "h", "b"
# Of what has no language of its own: cited works. Most of them are in English.
NO_LANGUAGE = ""
NO_LANGUAGE_MARK = "zz"
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
# Below this a word is looked for as it stands; from here on, also as the beginning of a longer word.
SHORTEST_BEGINNING, LONGEST_CHANGED = 3, 4


def split_words(text: str) -> Iterator[str]:
    """Yield the words of a text in small letters, each cut to the length that is stored."""
    for found in WORD.finditer(unicodedata.normalize("NFKC", text).casefold()):
        yield found[0][:MAX_WORD_LENGTH]


def build_tokens(language: str, heading: str, text: str) -> str:
    """Return all tokens of an entry, separated by spaces."""
    headings = [build_token(HEADING, language, stem) for stem in iterate_stems(heading, language)]
    bodies = (build_token(BODY, language, stem) for part in (heading, text) for stem in iterate_stems(part, language))
    return " ".join((*headings, *bodies))


def iterate_stems(text: str, language: str) -> Iterator[str]:
    """Yield the stem of each word, and for a word with umlauts also that of its other spelling."""
    for word in split_words(text):
        yield from sorted({find_stem(spelling, language) for spelling in {word, word.translate(UMLAUTS)}})


def build_token(place: str, language: str, stem: str) -> str:
    mark = language.replace("-", "") if language else NO_LANGUAGE_MARK
    return f"{place}{mark}{encode_stem(stem)}"


def encode_stem(stem: str) -> str:
    """Return a stem in ASCII, with the code of every other letter: databases disagree which of these are letters."""
    return stem if stem.isascii() else "".join(char if char.isascii() else f"x{ord(char):x}x" for char in stem)


@lru_cache(maxsize=50_000)
def find_stem(word: str, language: str) -> str:
    """Return the stem of a word in small letters, without accents, by the rules of a language."""
    plain = word.translate(LETTER_REPLACEMENTS)
    # The stemmer knows umlauts in German: there they are part of a word.
    stem = get_stemmer(language)(plain if language.startswith("de") else strip_accents(plain))
    return strip_accents(stem) or word


@cache
def get_stemmer(language: str) -> Callable[[str], str]:
    """Return the function that finds stems in a language: one that changes nothing if its rules are not known."""
    name = get_language_info(language)["name"].lower() if language else "english"
    if name not in snowballstemmer.algorithms():
        return str
    find: Callable[[str], str] = snowballstemmer.stemmer(name).stemWord
    return find


def list_languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def is_beginning(stem: str, word: str) -> bool:
    """Return whether longer words that begin with the stem of a typed word are meant too.

    A short stem that is no longer the word's own beginning is none of them: that of “Häuser” begins “Hausarzt”, that of
    “kids” begins “kidneys”. Neither are words that say nothing.
    """
    if len(word) < SHORTEST_BEGINNING or word in STOP_WORDS:
        return False
    is_changed = not word.startswith(stem[:-1]) or (stem != word and len(stem) <= SHORTEST_BEGINNING)
    return not (is_changed and len(stem) <= LONGEST_CHANGED)
