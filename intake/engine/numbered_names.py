"""Names that are told apart by a number."""

from collections.abc import Iterator
from itertools import count


def iter_numbered_names(stem: str) -> Iterator[str]:
    """Yield `stem`, `stem-2`, `stem-3` and so on, without end: take the first one that is free."""
    yield stem
    for number in count(2):
        yield f"{stem}-{number}"
