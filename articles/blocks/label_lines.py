"""Breaks the labels of drawings into lines: SVG text does not break by itself."""

import re
import textwrap
from math import ceil


def wrap_label(text: str, letters: int) -> list[str]:
    """Return the lines of a label, at least one. A word that is too long for a line is broken with a hyphen."""
    parts = re.sub(rf"\w{{{letters + 1},}}", lambda word: "-".join(split_word(word[0], letters - 1)), str(text))
    return textwrap.wrap(parts, letters) or [""]


def split_word(word: str, most: int) -> list[str]:
    """Return a word in parts of about the same length, each of which leaves room for a hyphen."""
    length = ceil(len(word) / ceil(len(word) / most))
    return [word[start : start + length] for start in range(0, len(word), length)]
