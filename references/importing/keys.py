"""The citation keys of new works: the record's own where it has one, or one such as `smith2024a`."""

import re
import unicodedata
from collections import Counter
from typing import Self

from references import csl
from references.csl import Csl
from references.models import Reference

# What every format can hold, above all BibTeX; and a URL, in which `/..` would lead elsewhere.
VALID_KEY = re.compile(r"(?!.*/\.)[A-Za-z][A-Za-z0-9_.:+/-]{0,99}")
UNKNOWN_FAMILY = "work"
LONGEST_FAMILY = 40


class CitationKeys:
    """The keys that are taken: those of the library, and those that were given here."""

    def __init__(self, taken: set[str]) -> None:
        self.taken = taken
        # How often a stem was tried, so that a thousand works of one author and year take only a thousand steps.
        self.tried: Counter[str] = Counter()

    @classmethod
    def from_library(cls) -> Self:
        return cls(set(Reference.objects.values_list("key", flat=True)))

    def take(self, work: Csl) -> str:
        """Return a free key for a work, which is taken from now on."""
        own = get_own_key(work)
        key = own if own and own not in self.taken else self.find_free_key(build_key_stem(work))
        self.taken.add(key)
        return key

    def keep(self, key: str, work: Csl) -> str:
        """Return the key that was planned for the work, or another if somebody took that in the meantime."""
        if key in self.taken:
            return self.take(work)
        self.taken.add(key)
        return key

    def find_free_key(self, stem: str) -> str:
        """Return the stem with the first suffix that makes a free key."""
        while (key := stem + format_key_suffix(self.tried[stem])) in self.taken:
            self.tried[stem] += 1
        return key


def get_own_key(work: Csl) -> str:
    """Return the record's own key, or nothing if it is not valid."""
    key = csl.get_text(work, "id")
    return key if VALID_KEY.fullmatch(key) else ""


def build_key_stem(work: Csl) -> str:
    """Return the family name of the first author or editor, or the title's first word, with the year."""
    people = csl.get_names(work, "author") or csl.get_names(work, "editor")
    family = fold_to_ascii(people[0].family) if people else fold_to_ascii(csl.get_text(work, "title").partition(" ")[0])
    return f"{family[:LONGEST_FAMILY] or UNKNOWN_FAMILY}{csl.get_year(work) or ''}"


def fold_to_ascii(text: str) -> str:
    return re.sub(r"[^a-z]", "", unicodedata.normalize("NFKD", text.casefold()))


def format_key_suffix(number: int) -> str:
    """Return the suffix of this number, from 0: nothing, a, b … z, aa, ab …"""
    suffix = ""
    while number:
        number, letter = divmod(number - 1, 26)
        suffix = chr(ord("a") + letter) + suffix
    return suffix
