"""The keys that new works get: their own where they bring one, else made as `smith2024a`."""

import re
import unicodedata
from collections import Counter
from typing import Self

from references import csl
from references.csl import Csl
from references.models import Reference

# What every format can carry, BibTeX above all; and an address, in which `/..` would lead elsewhere.
VALID = re.compile(r"(?!.*/\.)[A-Za-z][A-Za-z0-9_.:+/-]{0,99}")
NOBODY = "work"
LONGEST_FAMILY = 40


class Keys:
    """The keys that are taken, in the library and by the works given keys here."""

    def __init__(self, taken: set[str]) -> None:
        self.taken = taken
        # How often a stem was tried, so that a thousand works of one author and year take a thousand steps.
        self.tried: Counter[str] = Counter()

    @classmethod
    def of_library(cls) -> Self:
        return cls(set(Reference.objects.values_list("key", flat=True)))

    def take(self, work: Csl) -> str:
        """A key for a work, from now on taken."""
        own = own_key(work)
        key = own if own and own not in self.taken else self.free(stem(work))
        self.taken.add(key)
        return key

    def keep(self, key: str, work: Csl) -> str:
        """`key`, which the work was promised, or another if somebody took that since."""
        if key in self.taken:
            return self.take(work)
        self.taken.add(key)
        return key

    def free(self, stem: str) -> str:
        while (key := stem + letters(self.tried[stem])) in self.taken:
            self.tried[stem] += 1
        return key


def own_key(work: Csl) -> str:
    """The key that the record brings, or nothing if it would not do as one."""
    key = csl.text(work, "id")
    return key if VALID.fullmatch(key) else ""


def stem(work: Csl) -> str:
    people = csl.names(work, "author") or csl.names(work, "editor")
    family = ascii_letters(people[0].family) if people else ascii_letters(csl.text(work, "title").partition(" ")[0])
    return f"{family[:LONGEST_FAMILY] or NOBODY}{csl.year(work) or ''}"


def ascii_letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", unicodedata.normalize("NFKD", text.casefold()))


def letters(number: int) -> str:
    """Nothing, a, b … z, aa, ab …"""
    found = ""
    while number:
        number, place = divmod(number - 1, 26)
        found = chr(ord("a") + place) + found
    return found
