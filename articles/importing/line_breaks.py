"""Join words that a program broke at the ends of lines, with a hyphen or a soft one.

A hyphen may belong to the word. It goes if the text has the whole word elsewhere; else it stays, and the editor is
told.
"""

import re

from django.utils.translation import gettext as _

from articles.importing.passages import Remark

SOFT_HYPHEN = "\u00ad"
BROKEN_END = re.compile(r"([^\W\d_]{2,}|\d+)([-‐\u00ad])$")  # noqa: RUF001 -- a hyphen of its own
NEXT_PART = re.compile(r"(?:[^\W\d_A-ZÄÖÜ][\w'’]*|\d+)\S*\s*")
# `Schmerz- und Angst`: the hyphen stands for a part of the word that follows later.
JOINING_WORD = re.compile(r"(?:und|oder|bzw|sowie|bis|and|or|to|nor)\b", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+")


def join_broken_words(
    lines: list[tuple[int, str]], known: frozenset[str], remarks: list[Remark]
) -> list[tuple[int, str]]:
    """Return the lines of a paragraph with the rest of each broken word moved up to its beginning.

    `known` are the words of the text, in lower case. A word that may have a hyphen goes to the remarks.
    """
    joined = list(lines)
    for place in range(1, len(joined)):
        number, above = joined[place - 1]
        above, line = above.rstrip(), joined[place][1].lstrip()
        end, following = BROKEN_END.search(above), NEXT_PART.match(line)
        if not end or not following or JOINING_WORD.match(line):
            continue
        rest = following[0].rstrip()
        letters = WORD.match(rest)
        whole = (end[1] + (letters[0] if letters else "")).lower()
        is_certain = end[2] == SOFT_HYPHEN or whole in known
        if not is_certain and letters:
            words = _("“%(word)s” was broken at the end of a line. Check its hyphen.")
            remarks.append(Remark(words % {"word": f"{end[1]}-{rest.rstrip('.,;:!?)')}"}, number))
        joined[place - 1] = (number, above[: end.start(2)] + ("" if is_certain else "-") + rest)
        joined[place] = (joined[place][0], line[following.end() :])
    return joined


def find_known_words(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in WORD.findall(text))
