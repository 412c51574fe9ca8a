"""Text of a record as HTML: everything escaped, and only balanced <i>, <b>, <sub> and <sup> let through.

CSL-JSON allows these four in titles (CSL 1.0.2, "HTML-like tags"); records from elsewhere hold anything.
"""

import re
from collections.abc import Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

TAG = re.compile(r"(</?(?:i|b|sub|sup)>)")


def html(text: str) -> SafeString:
    """`text` escaped, but for the allowed tags that open and close in order."""
    pieces = TAG.split(text)
    balanced = set(balanced_tags(pieces))
    return mark_safe(  # noqa: S308 -- each piece is escaped or is one of eight literal tags
        "".join(piece if position in balanced else escape(piece) for position, piece in enumerate(pieces))
    )


def plain(text: str) -> str:
    """`text` without the tags that `html` lets through."""
    pieces = TAG.split(text)
    balanced = set(balanced_tags(pieces))
    return "".join(piece for position, piece in enumerate(pieces) if position not in balanced)


def balanced_tags(pieces: list[str]) -> Iterator[int]:
    """Positions of the tags that have their partner. Odd positions are tags, as `TAG.split` leaves them."""
    still_open: list[int] = []
    for position in range(1, len(pieces), 2):
        tag = pieces[position]
        if not tag.startswith("</"):
            still_open.append(position)
        elif still_open and pieces[still_open[-1]] == tag.replace("/", ""):
            yield from (still_open.pop(), position)
