"""No regular expression over strangers' text backtracks so much that it blocks a process.

A repeated group that can end with what it begins with (`(?:-[a-z-]*)+`) doubles the number of attempts with each
character, and Python's other threads wait meanwhile.
"""

import importlib
import itertools
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest

import articles
import intake
import references

PACKAGES = (articles, intake, references)
# A repeated group. Only patterns with one can backtrack that much.
REPEATED_GROUP = re.compile(r"\)[*+{]")
SIGNS = "a1-. /:,;(<>&{\\\"'"
BEFORE = ("", "doi", "https://doi", "10.1000/x", "<a", "item", "\\href{")
REPEATS = 40


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for package in PACKAGES:
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" in found.name:
                continue
            for name, value in vars(importlib.import_module(found.name)).items():
                if isinstance(value, re.Pattern) and REPEATED_GROUP.search(as_text(value).pattern):
                    yield f"{found.name}.{name}", as_text(value)


def as_text(pattern: re.Pattern[Any]) -> re.Pattern[str]:
    """Return a pattern of bytes as one of text, which matches the same letters."""
    if isinstance(pattern.pattern, str):
        return pattern
    return re.compile(pattern.pattern.decode("latin-1"), pattern.flags)


@pytest.mark.timeout(60)
def test_no_pattern_backtracks_exponentially() -> None:
    pieces = ["".join(pair) for pair in itertools.product(SIGNS, repeat=2)]
    texts = [f"{before}{piece * REPEATS}!" for before in BEFORE for piece in pieces]
    checked = dict(patterns())
    assert "references.identity.doi_urls.RESOLVER" in checked
    for pattern in set(checked.values()):
        for text in texts:
            pattern.search(text)
            pattern.fullmatch(text)
