"""Patterns over what strangers write: none tries so many ways through a short text that a process stands still.

A repeated part that can end with what it begins with (`(?:-[a-z-]*)+`) has twice as many ways for each sign more, and
Python's other threads wait while it tries them.
"""

import importlib
import itertools
import pkgutil
import re
from collections.abc import Iterator

import pytest

import intake
import references

PACKAGES = (intake, references)
# A repeated group, which alone can have that many ways.
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
                if isinstance(value, re.Pattern) and REPEATED_GROUP.search(value.pattern):
                    yield f"{found.name}.{name}", value


@pytest.mark.timeout(60)
def test_no_pattern_tries_ever_more_ways() -> None:
    pieces = ["".join(pair) for pair in itertools.product(SIGNS, repeat=2)]
    texts = [f"{before}{piece * REPEATS}!" for before in BEFORE for piece in pieces]
    checked = dict(patterns())
    assert "references.identity.doi_urls.RESOLVER" in checked
    for pattern in set(checked.values()):
        for text in texts:
            pattern.search(text)
            pattern.fullmatch(text)
