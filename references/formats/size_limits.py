"""How large a work may grow: a file of a few lines must not become a record of a hundred megabytes.

Far more than any record has: the longest known are lists of 6,000 authors and books' abstracts of some pages.
"""

from typing import Any

from django.utils.translation import gettext as _

from references.csl import Csl

# All texts of a work together, in characters; what is no text counts as one.
LONGEST_WORK = 2_000_000
LONGEST_TEXT = 500_000
MOST_PEOPLE = 20_000
# Of XML and JSON, as it is written: so much is held until its end is found, and several times as much when it is.
LONGEST_RECORD = 8_000_000
# Of BibTeX: the name of a journal or a publisher.
LONGEST_STRING = 2_000
# How many braces or commands stand in one another.
DEEPEST_BRACES = 200


class WorkTooLarge(Exception):
    """It is more than a work can have. The message says so to the editor."""

    def __str__(self) -> str:
        return _("It is larger than a work can be, or grows so when it is read.")


def check_work_size(work: Csl) -> None:
    """Raises TooLarge as soon as it is seen, without copying anything."""
    size = 0
    waiting: list[Any] = [work]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            size += len(part)
            if len(part) > LONGEST_TEXT:
                raise WorkTooLarge
        elif isinstance(part, dict):
            waiting += [*part, *part.values()]
        elif isinstance(part, list):
            if len(part) > MOST_PEOPLE:
                raise WorkTooLarge
            waiting += part
        size += 1
        if size > LONGEST_WORK:
            raise WorkTooLarge


class GrowthAllowance:
    """How much longer the entries of a file may become when what they refer to is put in.

    In proportion to what was read, so that a short file stays short and a long one of honest entries is read whole.
    """

    INITIAL_GROWTH = 2_000_000
    GROWTH_FACTOR = 4
    # For one entry, beside as much as it has itself.
    MOST_PER_ENTRY = 20_000

    def __init__(self) -> None:
        self.left = self.INITIAL_GROWTH

    def get_entry_limit(self, written: int) -> int:
        """How long the values of an entry of so many characters may be. Called once for each entry that is read."""
        self.left += self.GROWTH_FACTOR * written
        return written + min(self.left, self.MOST_PER_ENTRY)

    def use(self, written: int, size: int) -> None:
        """An entry of so many characters became so large. Raises TooLarge if that is too much."""
        gained = max(0, size - written)
        if gained > min(self.left, self.MOST_PER_ENTRY):
            raise WorkTooLarge
        self.left -= gained
