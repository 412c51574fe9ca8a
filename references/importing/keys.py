"""The keys that new works get: their own where they bring one, else made as `smith2024a`."""

import re
import unicodedata
from collections import Counter
from typing import Self

from references import csl
from references.csl import Csl
from references.models import Reference

# What every format can carry, BibTeX above all; and an address, in which `/..` would lead elsewhere.
VALID_KEY = re.compile(r"(?!.*/\.)[A-Za-z][A-Za-z0-9_.:+/-]{0,99}")
UNKNOWN_FAMILY = "work"
LONGEST_FAMILY = 40


class CitationKeys:
    """The keys that are taken, in the library and by the works given keys here."""

    def __init__(self, taken: set[str]) -> None:
        self.taken = taken
        # How often a stem was tried, so that a thousand works of one author and year take a thousand steps.
        self.tried: Counter[str] = Counter()

    @classmethod
    def from_library(cls) -> Self:
        return cls(set(Reference.objects.values_list("key", flat=True)))

    def take(self, work: Csl) -> str:
        """A key for a work, from now on taken."""
        own = get_own_key(work)
        key = own if own and own not in self.taken else self.free(build_key_stem(work))
        self.taken.add(key)
        return key

    def keep(self, key: str, work: Csl) -> str:
        """`key`, which the work was promised, or another if somebody took that since."""
        if key in self.taken:
            return self.take(work)
        self.taken.add(key)
        return key

    def free(self, stem: str) -> str:
        while (key := stem + format_key_suffix(self.tried[stem])) in self.taken:
            self.tried[stem] += 1
        return key


def get_own_key(work: Csl) -> str:
    """The key that the record brings, or nothing if it would not do as one."""
    key = csl.get_text(work, "id")
    return key if VALID_KEY.fullmatch(key) else ""


def build_key_stem(work: Csl) -> str:
    people = csl.get_names(work, "author") or csl.get_names(work, "editor")
    family = fold_to_ascii(people[0].family) if people else fold_to_ascii(csl.get_text(work, "title").partition(" ")[0])
    return f"{family[:LONGEST_FAMILY] or UNKNOWN_FAMILY}{csl.get_year(work) or ''}"


def fold_to_ascii(text: str) -> str:
    return re.sub(r"[^a-z]", "", unicodedata.normalize("NFKD", text.casefold()))


def format_key_suffix(number: int) -> str:
    """Nothing, a, b … z, aa, ab …"""
    found = ""
    while number:
        number, place = divmod(number - 1, 26)
        found = chr(ord("a") + place) + found
    return found
